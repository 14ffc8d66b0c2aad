"""Surveys in the admin: the list and the form, importing one, rounds, and the gaps they show."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from certificates.schemes import actions
from certificates.schemes.forms.survey import GapFilterForm, RoundForm, SurveyFileForm
from certificates.schemes.models import Survey, SurveyPaper, SurveyRound
from certificates.schemes.queries import surveys as queries
from certificates.schemes.queries.tailored import plan_of
from certificates.schemes.rules import questionnaire
from lms.exchange.sheets.writer import write_workbook
from lms.kit.errors import Refusal
from lms.site.typing import person_of

PEOPLE_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

may_view = permission_required("schemes.view_survey")
may_add = permission_required("schemes.add_survey")
may_change = permission_required("schemes.change_survey")


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def import_file(request: HttpRequest) -> HttpResponse:
    """Take a survey from a file of data."""
    by = person_of(request)
    form = SurveyFileForm(request.POST or None, request.FILES or None, viewer=by)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            survey = actions.import_survey(chosen["file"], organiser=chosen["organiser"], by=by, at=timezone.now())
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The survey is here. Look through it, then open a round."))
            return redirect("survey:rounds", survey.pk)
    context = {"form": form, **furniture(_("Import a survey"), [])}
    template = "certificates/schemes/admin/survey_import.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def rounds(request: HttpRequest, survey_id: int) -> HttpResponse:
    """List the rounds of a survey; open another."""
    survey, by = get_object_or_404(Survey.objects.visible_to(request.user), pk=survey_id), person_of(request)
    form = RoundForm(request.POST or None, viewer=by)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_round(survey, by=by, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The people on the list have been told."))
            return redirect("survey:report", opened.pk)
    shown = queries.rounds_of(survey)
    context = {"survey": survey, "form": form, "rounds": shown, **furniture(survey.title, [])}
    template = "certificates/schemes/admin/survey_rounds.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
@may_change
def newcomers(request: HttpRequest, round_id: int) -> HttpResponse:
    """Ask those who came onto the list since."""
    opened = get_object_or_404(SurveyRound.objects.run_by(request.user), pk=round_id)
    try:
        number = actions.ask_newcomers(opened, by=person_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(n)s more person has been asked.", "%(n)s more people have been asked.", number)
        messages.success(request, said % {"n": number})
    return redirect("survey:report", opened.pk)


@require_GET
@may_view
def report(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the gaps of a round: by unit, by institution, by person."""
    opened = _visible(request, round_id)
    form, papers = _asked(request, opened)
    shown = Paginator(papers, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "round": opened,
        "report": queries.gap_report(opened, queries.papers_in(opened, request.user)),
        "rows": queries.person_rows(opened, shown),
        "page": shown,
        "form": form,
        "query": f"{kept.urlencode()}&" if kept else "",
        "is_open": opened.is_open(timezone.localdate()),
        "may_change": _runs(request, opened),
        **furniture(str(opened), []),
    }
    return render(request, "certificates/schemes/admin/survey_report.html", context)


@require_GET
@may_view
def export(request: HttpRequest, round_id: int) -> HttpResponse:
    """Hand out the gap report as a workbook, filtered as it is shown; who took it is written down."""
    opened = _visible(request, round_id)
    _form, papers = _asked(request, opened)
    file = BytesIO()
    write_workbook(file, queries.report_sheets(opened, papers))
    actions.note_gaps_taken(opened, by=person_of(request), at=timezone.now())
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    name = f"{opened.version.survey.title}-{timezone.localdate()}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_GET
@may_view
def person(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Show one person's answers, gaps and plan."""
    related = SurveyPaper.objects.visible_to(request.user).select_related("round__version__survey", "person")
    paper = get_object_or_404(related, pk=paper_id)
    answers = [
        (question.text, questionnaire.in_words(question, paper.sent.get(question.code)))
        for question in paper.round.version.form.questions
    ]
    crumb = {"url": reverse("survey:report", args=[paper.round_id]), "label": str(paper.round)}
    context = {
        "paper": paper,
        "plan": plan_of(paper, timezone.now()),
        "answers": answers,
        **furniture(paper.person.name, [crumb]),
    }
    return render(request, "certificates/schemes/admin/survey_person.html", context)


def _visible(request: HttpRequest, round_id: int) -> SurveyRound:
    related = SurveyRound.objects.visible_to(request.user).select_related("version__survey", "roster", "cohort")
    return get_object_or_404(related, pk=round_id)


def _runs(request: HttpRequest, opened: SurveyRound) -> bool:
    runs = SurveyRound.objects.run_by(request.user).filter(pk=opened.pk)
    return request.user.has_perm("schemes.change_survey") and runs.exists()


def _asked(request: HttpRequest, opened: SurveyRound) -> tuple[GapFilterForm, Any]:
    units = [(unit.code, unit.title or unit.code) for unit in opened.version.form.units]
    form = GapFilterForm(request.GET, units=units)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.papers_in(opened, request.user, unit=chosen.get("unit", ""), name=chosen.get("name", ""))
    return form, found


def furniture(title: str, between: list[dict[str, str]]) -> dict[str, Any]:
    """Return the header of a page below the list of surveys."""
    crumbs = [{"url": reverse("survey:index"), "label": _("Surveys")}, *between, {"url": "", "label": title}]
    return {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "clipboard-list"}
