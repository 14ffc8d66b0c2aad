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
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from certificates.credits.queries import credits_in_year
from certificates.register import reporting
from certificates.register.forms import CertificateFilterSet
from certificates.register.models import Certificate
from certificates.register.views import office
from certificates.schemes.models import Cohort
from lms.exchange.sheets.writer import Sheet, write_workbook
from lms.records.reporting import PARTS_HOOK
from lms.site.admin import ScopedViewSet
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
        facts, cohort = each.facts, each.traineeship.cohort.name
        yield [
            *[each.number, facts["name"], facts["id_number_masked"], facts["scheme_title"], cohort, facts["issuer"]],
            *[each.issued_at, each.get_state_display(), each.revoked_at, each.revoked_reason, each.sha256],
        ]


class CertificateViewSet(ScopedViewSet):
    """The list of certificates; each opens as it was issued."""

    model = Certificate
    icon = "doc-full"
    menu_label = gettext_lazy("Certificates")
    menu_order = 220
    add_to_admin_menu = True
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
            path("<int:pk>/reissue/", office.reissue, name="reissue"),
            path("issue/<int:cohort_id>/", office.issue, name="issue"),
        ]


@hooks.register("register_admin_viewset")
def viewset() -> ViewSet:
    """Register the list."""
    return CertificateViewSet("certificate")


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
    """Show what has been earned: the newest certificates and this year's credits."""
    newest = list(Certificate.objects.valid().filter(person=person).order_by("-issued_at", "-pk")[:CARDS_SHOW])
    credits_ = credits_in_year(person_id=person.pk, year=timezone.localdate(at).year)
    if not (newest or credits_):
        return []
    context = {"certificates": newest, "credits": credits_}
    return [Card(order=40, template="certificates/register/_card.html", context=context)]
