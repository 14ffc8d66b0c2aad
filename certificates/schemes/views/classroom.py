"""The class page in the admin: who stands where, and on which records that rests."""

from io import BytesIO
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail import hooks
from wagtail.admin.auth import permission_required

from certificates.schemes.forms import ClassFilterForm, ExemptForm, RevokeForm, WithdrawForm
from certificates.schemes.models import Cohort, Traineeship
from certificates.schemes.queries import classroom, exemption_history, explain, requirements_of
from certificates.schemes.queries.places import places_of
from certificates.schemes.queries.queue import history
from certificates.schemes.queries.timetable import sessions_of, unit_times
from lms.exchange.sheets.writer import Sheet, write_workbook

TRAINEES_A_PAGE = 50
ELSEWHERE_SHOWN = 20
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
    figures = classroom.figures(cohort)
    shown = Paginator(found, TRAINEES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "figures": figures,
        "requirements": requirements_of(cohort),
        "rows": classroom.rows(cohort, list(shown)),
        "forecast": [] if figures["total"] else classroom.forecast(cohort, timezone.localdate()),
        "page": shown,
        "form": form,
        "query": _query(request),
        "buttons": [button for hook in hooks.get_hooks(BUTTONS_HOOK) for button in hook(request, cohort)],
        "may_change": may_run(request, cohort),
        "places": places_of(cohort, timezone.localdate()),
        "sessions": (sessions := list(sessions_of(cohort))),
        "units": unit_times(cohort, sessions),
        "elsewhere": list(classroom.elsewhere(cohort)[:ELSEWHERE_SHOWN]),
        **furniture(cohort.name, []),
    }
    return render(request, "certificates/schemes/admin/class.html", context)


@require_GET
@may_view
def export(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Hand out the class page as a workbook, filtered as it is shown."""
    cohort = _visible(request, cohort_id)
    _form, found = _asked(request, cohort)
    titles = [each.title for each in requirements_of(cohort)]
    header = [_("Name"), _("Workplace"), _("State"), _("Completed"), *titles]
    file = BytesIO()
    rows = classroom.sheet_rows(cohort, found)
    write_workbook(file, [Sheet(name=_("Class"), header=header, rows=rows, widths=[12, 28, 12, 18])])
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    name = f"{cohort.name}-{timezone.localdate()}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_GET
@may_view
def trainee(request: HttpRequest, traineeship_id: int) -> HttpResponse:
    """Show every requirement of one trainee, the records that counted and those that did not."""
    visible = Traineeship.objects.visible_to(request.user).present().select_related("cohort__scheme", "person")
    traineeship = get_object_or_404(visible, pk=traineeship_id)
    view, explained = explain(traineeship, timezone.now())
    crumb = {"url": reverse("training_class:page", args=[traineeship.cohort_id]), "label": traineeship.cohort.name}
    context = {
        "traineeship": traineeship,
        "view": view,
        "explained": explained,
        "may_change": may_run(request, traineeship.cohort),
        "withdraw_form": WithdrawForm(),
        "exempt_form": ExemptForm(traineeship=traineeship),
        "revoke_form": RevokeForm(),
        "exemptions": exemption_history(traineeship),
        "history": history(traineeship),
        **furniture(traineeship.person.name, [crumb]),
    }
    return render(request, "certificates/schemes/admin/trainee.html", context)


def _visible(request: HttpRequest, cohort_id: int) -> Cohort:
    return get_object_or_404(
        Cohort.objects.visible_to(request.user).select_related("scheme", "roster", "version"), pk=cohort_id
    )


def may_run(request: HttpRequest, cohort: Cohort) -> bool:
    """Return whether who asks runs the class."""
    runs = Cohort.objects.run_by(request.user).filter(pk=cohort.pk)
    return request.user.has_perm("schemes.change_cohort") and runs.exists()


def _asked(request: HttpRequest, cohort: Cohort) -> tuple[ClassFilterForm, Any]:
    form = ClassFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    return form, classroom.trainees(cohort, name=chosen.get("name", ""), state=chosen.get("state", ""))


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""


def furniture(title: str, between: list[dict[str, str]]) -> dict[str, Any]:
    """Return the header of a page below the list of classes."""
    crumbs = [{"url": reverse("training_class:index"), "label": _("Classes")}, *between, {"url": "", "label": title}]
    return {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "group"}
