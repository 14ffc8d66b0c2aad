"""The register in the Wagtail admin, its button on the class page, and what a desk shows as earned."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup

from certificates.register import panels, reporting
from certificates.register.actions.layouts import save_pattern
from certificates.register.forms import CertificateFilterSet
from certificates.register.menu import CertificatesGroup
from certificates.register.models import Batch, Certificate, Layout, NumberPattern
from certificates.register.views import checking, doubts, layouts, lists, office
from certificates.schemes.models import Cohort
from lms.exchange.sheets.writer import Sheet, write_workbook
from lms.records.reporting import PARTS_HOOK
from lms.site.admin import SavesByAction, ScopedForm, ScopedViewSet
from lms.site.cards import HOOK, Card

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CARDS_SHOW = 3

hooks.register(PARTS_HOOK, reporting.certificates)


class _CertificateList(generic.IndexView):
    def get_base_queryset(self) -> Any:
        related = super().get_base_queryset()
        return related.select_related("person", "traineeship__cohort__scheme").order_by("-issued_at", "-pk")

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        """Write the workbook through the exporter that lets no cell become a formula."""
        return _workbook(queryset, self.filters.form.cleaned_data.get("cohort"))

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Offer the workbook only."""
        return [button for button in super().header_more_buttons if button.url != self.csv_export_url]


def _workbook(certificates: Any, cohort: Cohort | None) -> HttpResponse:
    header = [_("Number"), _("Name"), _("ID number (masked)"), _("Scheme"), _("Class"), _("Issuer"), _("Issued")]
    header += [_("State"), _("Revoked"), _("Reason"), "SHA-256"]
    file = BytesIO()
    write_workbook(file, [Sheet(name=_("Certificates"), header=header, rows=_rows(certificates), widths=[24, 12, 22])])
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    name = "-".join([_("Certificates"), *([cohort.name] if cohort else []), f"{timezone.localdate():%Y%m%d}.xlsx"])
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _rows(certificates: Any) -> Iterator[list[Any]]:
    for each in certificates:
        facts, cohort = each.facts, each.traineeship.cohort.name if each.traineeship else ""
        yield [
            *[each.number, facts["name"], facts["id_number_masked"], facts["scheme_title"], cohort, facts["issuer"]],
            *[each.issued_at, each.get_state_display(), each.revoked_at, each.revoked_reason, each.sha256],
        ]


class CertificateViewSet(ScopedViewSet):
    """The list of certificates; each opens as it was issued."""

    model = Certificate
    icon = "doc-full"
    menu_label = gettext_lazy("Issued certificates")
    list_display = [
        "number",
        Column("name", label=gettext_lazy("Name")),
        Column("title", label=gettext_lazy("Scheme")),
        Column("issued_on", label=gettext_lazy("Issued"), sort_key="issued_at"),
        "state",
    ]
    list_export = ["number"]
    filterset_class = CertificateFilterSet
    index_view_class = _CertificateList
    exclude_form_fields: list[str] = []
    # Certificates come from batches and are never edited, not even by an administrator.
    allowed_actions = ("view",)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Replace the pages that would write, and add those that may."""
        index = [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results"}]
        return [
            *index,
            path("<int:pk>/", office.detail, name="inspect"),
            path("<int:pk>/revoke/", office.revoke, name="revoke"),
            path("<int:pk>/reissue/", doubts.reissue, name="reissue"),
            path("<int:pk>/decide/", doubts.decide, name="decide"),
            path("doubts/", doubts.waiting, name="doubts"),
            path("check/", checking.check_list, name="check_list"),
            path("issue/<int:cohort_id>/", lists.dry_run, name="issue"),
            path("issue/<int:cohort_id>/file/", lists.dry_run_file, name="dry_run_file"),
        ]


class _BatchList(generic.IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("job", "made_by", "approved_by").order_by("-made_at", "-pk")

    def get_edit_url(self, instance: Batch) -> str:
        return reverse("certificate_batch:page", args=[instance.pk])


class BatchViewSet(ScopedViewSet):
    """The lists that were handed in: what waits for approval, what was issued."""

    model = Batch
    icon = "tasks"
    menu_label = gettext_lazy("Lists for issue")
    list_display = [
        *("cohort", "kind", Column("standing", label=gettext_lazy("State"))),
        *(Column("made_by", label=gettext_lazy("Handed in by"), sort_key="made_by__name"), "made_at"),
        *(Column("approved_by", label=gettext_lazy("Approved by"), sort_key="approved_by__name"), "approved_at"),
    ]
    index_view_class = _BatchList
    inspect_view_enabled = False
    exclude_form_fields: list[str] = []
    allowed_actions = ("view",)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Replace the pages that would write, and add those that may."""
        index = [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results"}]
        return [
            *index,
            path("<int:pk>/", lists.page, name="page"),
            path("<int:pk>/approve/", lists.approve, name="approve"),
            path("<int:pk>/withdraw/", lists.withdraw, name="withdraw"),
            path("<int:pk>/resume/", lists.resume, name="resume"),
            path("<int:pk>/collect/<str:form>/", lists.collect, name="collect"),
        ]


class LayoutViewSet(ScopedViewSet):
    """Layouts of certificates; each opens as a form with the certificate beside it."""

    model = Layout
    icon = "image"
    menu_label = gettext_lazy("Certificate layouts")
    list_display = ["name", "kind", "issuer", "made_at", "retired_at"]
    inspect_view_enabled = False
    exclude_form_fields: list[str] = []
    allowed_actions = ("view", "add", "change")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Replace the forms by those that make versions."""
        index = [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results"}]
        return [
            *index,
            path("new/", layouts.new, name="add"),
            path("new/preview/", layouts.preview, name="preview"),
            path("<int:pk>/", layouts.edit, name="edit"),
            path("<int:pk>/preview/", layouts.preview, name="preview"),
            path("<int:pk>/check/", layouts.check, name="check"),
            path("<int:pk>/retire/", layouts.retire, name="retire"),
        ]


class _PatternForm(ScopedForm):
    """A pattern, for an issuer in the editor's reach."""

    class Meta:
        model = NumberPattern
        fields = ("issuer", "kind", "pattern")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let only administrators make patterns for everybody."""
        super().__init__(*args, **kwargs)
        if not self.for_user.is_superuser:
            self.fields["issuer"].required = True


class _AddPattern(SavesByAction, generic.CreateView):
    def save_instance(self) -> NumberPattern:
        return save_pattern(self.form.save(commit=False), by=self.request.user, at=timezone.now())


class _EditPattern(SavesByAction, generic.EditView):
    def save_instance(self) -> NumberPattern:
        return save_pattern(self.form.save(commit=False), by=self.request.user, at=timezone.now())


class PatternViewSet(ScopedViewSet):
    """What certificate numbers look like."""

    model = NumberPattern
    icon = "list-ol"
    menu_label = gettext_lazy("Number patterns")
    list_display = ["pattern", "issuer", "kind"]
    edit_handler = ObjectList(
        [FieldPanel("issuer"), FieldPanel("kind"), FieldPanel("pattern")], base_form_class=_PatternForm
    )
    add_view_class = _AddPattern
    edit_view_class = _EditPattern
    inspect_view_enabled = False
    allowed_actions = ("view", "add", "change")


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSetGroup]:
    """Register the lists under one menu."""
    lists = (
        CertificateViewSet("certificate"),
        BatchViewSet("certificate_batch"),
        LayoutViewSet("certificate_layout"),
        PatternViewSet("certificate_number"),
    )
    return [CertificatesGroup(lists)]


@hooks.register("class_page_buttons")
def issue_button(request: HttpRequest, cohort: Cohort) -> list[tuple[str, str]]:
    """Lead from the class to the dry run and to its certificates."""
    buttons = []
    if request.user.has_perm("register.issue_certificate"):
        buttons.append((_("Issue certificates"), reverse("certificate:issue", args=[cohort.pk])))
    if request.user.has_perm("register.view_certificate"):
        buttons.append((_("Certificates of this class"), f"{reverse('certificate:index')}?cohort={cohort.pk}"))
    return buttons


@hooks.register(HOOK)
def cards(person: Any, at: datetime) -> list[Card]:
    """Show what has been earned: the newest certificates."""
    newest = list(Certificate.objects.valid().filter(person=person).order_by("-issued_at", "-pk")[:CARDS_SHOW])
    if not newest:
        return []
    return [Card(order=40, template="certificates/register/_card.html", context={"certificates": newest})]


hooks.register("construct_homepage_panels", panels.put_lists)
