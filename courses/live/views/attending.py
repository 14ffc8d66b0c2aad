"""What a doctor sees of the lectures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.live import actions, queries
from courses.live.exports import calendar_feed
from courses.live.forms import CheckInForm
from courses.live.models import Lecture
from lms.kit.errors import Refusal
from lms.people.models import Person


@require_safe
@login_required
def lectures(request: HttpRequest) -> HttpResponse:
    """Show what is on now, what is coming and what was."""
    table = queries.timetable(person=request.user, at=timezone.now())
    return render(request, "courses/live/lectures.html", {"table": table, "schedules": queries.schedules()})


@require_safe
@login_required
def lecture(request: HttpRequest, lecture_id: int) -> HttpResponse:
    """Show one lecture: when and where, its seat, its check-in."""
    found = _open_lecture(request, lecture_id)
    stands = queries.standing(found, person=_person(request), at=timezone.now())
    context = {"lecture": found, "stands": stands, "form": CheckInForm()}
    return render(request, "courses/live/lecture.html", context)


@require_POST
@login_required
def take_seat(request: HttpRequest, lecture_id: int) -> HttpResponse:
    """Reserve a seat."""
    found, refusal = _open_lecture(request, lecture_id), None
    try:
        actions.take_seat(lecture_id=found.pk, doctor=_person(request), at=timezone.now())
    except Refusal as said_no:
        refusal = said_no
    return _seat_answer(request, found, refusal)


@require_POST
@login_required
def release_seat(request: HttpRequest, lecture_id: int) -> HttpResponse:
    """Give a seat back."""
    found, refusal = _open_lecture(request, lecture_id), None
    try:
        actions.release_seat(
            lecture_id=found.pk, doctor=_person(request), reason=_("given back by the doctor"), at=timezone.now()
        )
    except Refusal as said_no:
        refusal = said_no
    return _seat_answer(request, found, refusal)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Send the public schedule to calendar programs, without the ways into online rooms."""
    now = timezone.now()
    feed = calendar_feed(queries.calendar(at=now), at=now)
    return HttpResponse(feed, content_type="text/calendar; charset=utf-8")


def _seat_answer(request: HttpRequest, lecture: Lecture, refusal: Refusal | None) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        if refusal:
            messages.warning(request, str(refusal))
        return redirect("live:lecture", lecture_id=lecture.pk)
    stands = queries.standing(lecture, person=_person(request), at=timezone.now())
    context = {"lecture": lecture, "stands": stands, "refusal": refusal}
    return render(request, "courses/live/_seat.html", context, status=409 if refusal else 200)


def _open_lecture(request: HttpRequest, lecture_id: int) -> Lecture:
    lectures = Lecture.objects.open_to(request.user).select_related("series__page", "organiser")
    return get_object_or_404(lectures, pk=lecture_id)


def _person(request: HttpRequest) -> Person:
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 - for the type checker; login_required stands before
    return person
