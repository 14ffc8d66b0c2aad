"""The class page in the admin: who stands where, and on which records that rests."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail import hooks
from wagtail.admin.auth import permission_required

from certificates.schemes import actions
from certificates.schemes.forms import ClassFilterForm
from certificates.schemes.models import Cohort, Traineeship
from certificates.schemes.queries import classroom, explain
from lms.exchange.sheets.writer import Sheet, write_workbook
from lms.kit.errors import Refusal
from lms.site.typing import person_of

TRAINEES_A_PAGE = 50
# Apps above put buttons on the class page: functions ``(request, cohort) -> list[(label, url)]``.
BUTTONS_HOOK = "class_page_buttons"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

may_view = permission_required("schemes.view_cohort")
may_change = permission_required("schemes.change_cohort")


@require_GET
@may_view
def page(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show the trainees of a class against its requirements."""
    cohort = _visible(request, cohort_id)
    form, found = _asked(request, cohort)
    shown = Paginator(found, TRAINEES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "figures": classroom.figures(cohort),
        "requirements": classroom.requirements_of(cohort),
        "rows": classroom.rows(cohort, list(shown)),
        "page": shown,
        "form": form,
        "query": _query(request),
        "buttons": [button for hook in hooks.get_hooks(BUTTONS_HOOK) for button in hook(request, cohort)],
        "may_change": request.user.has_perm("schemes.change_cohort"),
        **_furniture(cohort.name, []),
    }
    return render(request, "certificates/schemes/admin/class.html", context)


@require_GET
@may_view
def export(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Hand out the class page as a workbook, filtered as it is shown."""
    cohort = _visible(request, cohort_id)
    _form, found = _asked(request, cohort)
    titles = [each.title for each in classroom.requirements_of(cohort)]
    header = [_("Name"), _("Workplace"), _("State"), _("Completed"), *titles]
    file = BytesIO()
    rows = classroom.sheet_rows(cohort, found)
    write_workbook(file, [Sheet(name=_("Class"), header=header, rows=rows, widths=[12, 28, 12, 18])])
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="class-{cohort.pk}.xlsx"'
    return response


@require_POST
@may_change
def enrol(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Enrol everybody who is on the roster."""
    cohort = _visible(request, cohort_id)
    try:
        number = actions.enrol_roster(cohort, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(n)s person enrolled.", "%(n)s people enrolled.", number) % {"n": number}
        messages.success(request, said if number else _("Everybody on the roster is already in the class."))
    return redirect("training_class:page", cohort.pk)


@require_GET
@may_view
def trainee(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Show every requirement of one trainee, the records that counted and those that did not."""
    visible = Traineeship.objects.visible_to(request.user).select_related("cohort__scheme", "person")
    traineeship = get_object_or_404(visible, pk=traineeship_id)
    view, explained = explain(traineeship)
    crumb = {"url": reverse("training_class:page", args=[traineeship.cohort_id]), "label": traineeship.cohort.name}
    context = {"traineeship": traineeship, "view": view, "explained": explained}
    context |= _furniture(traineeship.person.name, [crumb])
    return render(request, "certificates/schemes/admin/trainee.html", context)


def _visible(request: HttpRequest, cohort_id: int) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user).select_related("scheme", "roster"), pk=cohort_id)


def _asked(request: HttpRequest, cohort: Cohort) -> tuple[ClassFilterForm, Any]:
    form = ClassFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    return form, classroom.trainees(cohort, name=chosen.get("name", ""), state=chosen.get("state", ""))


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""


def _furniture(title: str, between: list[dict[str, str]]) -> dict[str, Any]:
    crumbs = [{"url": reverse("training_class:index"), "label": _("Classes")}, *between, {"url": "", "label": title}]
    return {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "group"}
