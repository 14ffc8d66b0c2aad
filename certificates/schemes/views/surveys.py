"""Surveys on the phone: page by page, kept as they are filled in, sent once; and the plan that follows."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.schemes import actions
from certificates.schemes.forms.survey import PageForm
from certificates.schemes.models import SurveyPaper
from certificates.schemes.queries.surveys import PaperView, papers_of
from certificates.schemes.queries.tailored import personal_plans
from lms.kit.errors import Refusal
from lms.site.typing import person_of, signed_in


@never_cache
@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """List the surveys the person was asked to fill in."""
    now = timezone.now()
    views = [PaperView(paper, now) for paper in papers_of(person_of(request))]
    return render(request, "certificates/schemes/surveys/index.html", {"views": views})


@never_cache
@require_GET
@signed_in
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Show one survey: its pages, what is still open, and the way to send it."""
    view = PaperView(_own(request, paper_id), timezone.now())
    return render(request, "certificates/schemes/surveys/paper.html", {"view": view})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: HttpRequest, paper_id: int, page_number: int) -> HttpResponse:
    """Show one page; whatever button is pressed, what is valid is kept."""
    own = _own(request, paper_id)
    view = PaperView(own, timezone.now())
    if not 1 <= page_number <= len(view.form.sections):
        raise Http404
    if own.is_locked or not view.is_open:
        return redirect("schemes:survey", own.pk)
    section = view.form.sections[page_number - 1]
    form = PageForm(request.POST or None, section=section, answers=own.answers)
    is_whole = request.method == "POST" and form.is_valid()
    if request.method == "POST":
        try:
            actions.save_answers(own, form.answers, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("schemes:survey", own.pk)
        if is_whole or "next" not in request.POST:
            return _onward(request, view, page_number)
    context = {"view": view, "form": form, "section": section, "number": page_number, "all": len(view.form.sections)}
    status = 422 if form.errors else 200
    return render(request, "certificates/schemes/surveys/page.html", context, status=status)


def _onward(request: HttpRequest, view: PaperView, number: int) -> HttpResponse:
    """Go where the button that was pressed leads."""
    step = 1 if "next" in request.POST else -1 if "back" in request.POST else 0
    if step and 1 <= number + step <= len(view.form.sections):
        return redirect("schemes:survey_page", view.paper.pk, number + step)
    if not step:
        messages.success(request, _("Saved. Go on whenever you like, until the last day to answer."))
    return redirect("schemes:survey", view.paper.pk)


@require_POST
@signed_in
def send(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Hand in what is kept."""
    own = _own(request, paper_id)
    try:
        actions.send_paper(own, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("schemes:survey", own.pk)
    messages.success(request, _("Sent. Thank you! This is your training plan."))
    return redirect("schemes:plan")


@require_POST
@signed_in
def reopen(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Open what was sent again."""
    own = _own(request, paper_id)
    try:
        actions.reopen_paper(own, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("schemes:survey", own.pk)


@never_cache
@require_GET
@signed_in
def plan(request: HttpRequest) -> HttpResponse:
    """Show what the person should learn, and what is open to them."""
    plans = personal_plans(person_of(request), timezone.now())
    return render(request, "certificates/schemes/surveys/plan.html", {"plans": plans})


def _own(request: HttpRequest, paper_id: int) -> SurveyPaper:
    return get_object_or_404(papers_of(person_of(request)), pk=paper_id)
