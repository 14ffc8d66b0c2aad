"""The phone's pages of exams."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from courses.exams import actions, keys, queries, rules
from courses.exams.forms import read_form
from courses.exams.models import Exam, Sitting
from lms.kit.errors import Refusal
from lms.site.typing import person_of, signed_in


@never_cache
@signed_in
@require_GET
def exam_list(request: HttpRequest) -> HttpResponse:
    """Show the exams a person may take: running and open ones first."""
    rows = queries.rows_for(person_of(request), timezone.now())
    groups = {state: [row for row in rows if row.state == state] for state in ("running", "open", "coming", "over")}
    context = {"now_rows": groups["running"] + groups["open"], "coming": groups["coming"], "over": groups["over"][::-1]}
    return render(request, "courses/exams/exam_list.html", context)


@never_cache
@signed_in
@require_GET
def exam(request: HttpRequest, exam_id: int) -> HttpResponse:
    """Show one exam: its rules, the way in, and the person's former sittings."""
    return render(request, "courses/exams/exam.html", {"row": _row(request, exam_id)})


@signed_in
@require_POST
def start(request: HttpRequest, exam_id: int) -> HttpResponse:
    """Begin a sitting, or lead back to the one that is open."""
    row = _row(request, exam_id)
    try:
        sitting = actions.start_sitting(exam=row.exam, person=person_of(request), at=timezone.now())
    except Refusal as said_no:
        messages.error(request, str(said_no))
        return redirect("exams:exam", exam_id)
    return redirect("exams:sitting", sitting.pk)


@never_cache
@signed_in
def sitting(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Show the paper with what is saved; a posted form saves it whole, for phones without JavaScript."""
    mine, now = _mine(request, sitting_id), timezone.now()
    if request.method == "POST":
        return _save_form(request, mine)
    if not mine.is_open or now > mine.deadline_at:
        return redirect("exams:receipt", mine.pk)
    items = queries.paper(mine)
    context = {
        "sitting": mine,
        "items": items,
        "answered": sum(item.answered for item in items),
        "remaining": rules.remaining_seconds(now, mine.deadline_at),
        "now": int(now.timestamp() * 1000),
        "token": keys.token_of(mine),
        "door": reverse("exams:sync"),
        "stage_url": reverse("exams:stage", args=[mine.pk]),
    }
    response = render(request, "courses/exams/sitting.html", context)
    # The phone lays the page aside, to go on without a network; see site/worker.js.
    response["X-Keep-Offline"] = "yes"
    return response


def _save_form(request: HttpRequest, mine: Sitting) -> HttpResponse:
    """Save a whole form, then go where its button leads."""
    try:
        saved = actions.save_form(sitting=mine, entries=read_form(request.POST), at=timezone.now())
    except Refusal as said_no:
        messages.error(request, str(said_no))
        return redirect("exams:sitting", mine.pk)
    _say_what_became(request, saved)
    then = request.POST.get("then")
    if then == "bell":
        actions.submit_sitting(sitting=mine, at=timezone.now())
        return redirect("exams:receipt", mine.pk)
    if then == "submit":
        return redirect("exams:submit", mine.pk)
    if not saved.late:
        messages.success(request, _("Your answers are saved."))
    return redirect("exams:sitting", mine.pk)


def _say_what_became(request: HttpRequest, saved: actions.FormSaved) -> None:
    if saved.left:
        text = _("These questions were answered in another window meanwhile; that answer was kept: %(numbers)s.")
        messages.warning(request, text % {"numbers": ", ".join(map(str, saved.left))})
    if saved.late:
        text = _(
            "Time is over. The answers to these questions came after the bell: %(numbers)s. They are kept; the "
            "organiser decides whether they count."
        )
        messages.warning(request, text % {"numbers": ", ".join(map(str, saved.late))})


@never_cache
@signed_in
@require_GET
def clock(request: HttpRequest, sitting_id: int) -> JsonResponse:
    """Tell the seconds left by the server's clock, for a phone that has slept."""
    mine = _mine(request, sitting_id)
    return JsonResponse({"open": mine.is_open, "remaining": rules.remaining_seconds(timezone.now(), mine.deadline_at)})


@never_cache
@signed_in
def submit(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Ask once more, naming what is unanswered; then hand in."""
    mine, now = _mine(request, sitting_id), timezone.now()
    if request.method == "POST":
        actions.submit_sitting(sitting=mine, at=now)
    if request.method == "POST" or not mine.is_open or now > mine.deadline_at:
        return redirect("exams:receipt", mine.pk)
    items = queries.paper(mine)
    context = {
        "sitting": mine,
        "items": items,
        "unanswered": [item for item in items if not item.answered],
    }
    return render(request, "courses/exams/submit.html", context)


@never_cache
@signed_in
@require_GET
def receipt(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Show the result, and the right answers once the exam releases them. A sitting past its bell is ended first."""
    mine, now = _mine(request, sitting_id), timezone.now()
    if mine.is_open:
        if now <= mine.deadline_at:
            return redirect("exams:sitting", mine.pk)
        mine = actions.submit_sitting(sitting=mine, at=now)
    row = queries.rows_for(person_of(request), now, [mine.exam])[0]
    items = queries.paper(mine, review=True) if row.may_review else []
    answered = sum(bool(entry.chosen or entry.text) for entry in queries.held(mine).values())
    context = {"sitting": mine, "row": row, "items": items, "answered": answered, "asked": mine.items.count()}
    return render(request, "courses/exams/receipt.html", context)


def _row(request: HttpRequest, exam_id: int) -> queries.ExamRow:
    found = get_object_or_404(Exam.objects.meant_for(person_of(request)).select_related("organiser"), pk=exam_id)
    return queries.rows_for(person_of(request), timezone.now(), [found])[0]


def _mine(request: HttpRequest, sitting_id: int) -> Sitting:
    return get_object_or_404(Sitting.objects.of(person_of(request)).select_related("exam", "person"), pk=sitting_id)
