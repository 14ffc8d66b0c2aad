"""Checking in, and the code on the projector."""

import io
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.live import actions, queries, rules
from courses.live.forms import CheckInForm
from courses.live.models import Lecture
from lms.kit.errors import Refusal
from lms.people.models import Person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check_in(request: HttpRequest, lecture_id: int) -> HttpResponse:
    """Check in by the code that was scanned or typed. A scanned code still asks for one press."""
    lecture = get_object_or_404(Lecture.objects.open_to(request.user), pk=lecture_id)
    if request.method == "POST":
        return _post(request, lecture)
    scanned = request.GET.get("code", "")
    refusal = _look(lecture, scanned)
    keep = "" if isinstance(refusal, actions.CodeOld) else scanned
    form = CheckInForm(initial={"code": keep})
    return _page(request, lecture, form, refusal, status=200)


def _post(request: HttpRequest, lecture: Lecture) -> HttpResponse:
    form = CheckInForm(request.POST)
    if not form.is_valid():
        return _page(request, lecture, form, None, status=422)
    try:
        actions.check_in(
            lecture_id=lecture.pk,
            person=_person(request),
            at=timezone.now(),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        return _page(request, lecture, CheckInForm(), refusal, status=409)
    # The lecture's page begins with saying so.
    return redirect("live:lecture", lecture_id=lecture.pk)


def _look(lecture: Lecture, scanned: str) -> Refusal | None:
    """Return why a scanned code has no chance. Never says whether it is right: only a press tries it."""
    now = timezone.now()
    if refusal := actions.outside(lecture, now):
        return refusal
    reading = actions.read_mode(lecture, scanned, now) if scanned else None
    return reading if isinstance(reading, actions.CodeOld) else None


def _page(
    request: HttpRequest, lecture: Lecture, form: CheckInForm, refusal: Refusal | None, *, status: int
) -> HttpResponse:
    stands = queries.standing(lecture, person=_person(request), at=timezone.now())
    context: dict[str, Any] = {"lecture": lecture, "form": form, "refusal": refusal, "stands": stands}
    return render(request, "courses/live/check_in.html", context, status=status)


@never_cache
@require_safe
@login_required
def projector(request: HttpRequest, lecture_id: int, mode: str = "") -> HttpResponse:
    """Show the code full screen, for the speaker and the organiser's staff: in the room, or shared online."""
    lecture = _run_lecture(request, lecture_id, mode)
    return render(request, "courses/live/projector.html", _shown(lecture, mode))


@never_cache
@require_safe
@login_required
def projector_code(request: HttpRequest, lecture_id: int, mode: str = "") -> HttpResponse:
    """Show the code that is good now, in place of the one before."""
    lecture = _run_lecture(request, lecture_id, mode)
    return render(request, "courses/live/_projector_code.html", _shown(lecture, mode))


def _run_lecture(request: HttpRequest, lecture_id: int, mode: str) -> Lecture:
    lecture: Lecture = get_object_or_404(Lecture.objects.run_by(request.user), pk=lecture_id)
    if mode and mode not in lecture.modes:
        raise Http404
    return lecture


def _shown(lecture: Lecture, mode: str) -> dict[str, Any]:
    now, mode = timezone.now(), mode or lecture.modes[0]
    context: dict[str, Any] = {"lecture": lecture, "is_over": lecture.is_over(now), "is_open": lecture.is_open(now)}
    context["mode"] = mode
    if not context["is_open"]:
        return context
    code = rules.code_at(rules.secret_of(lecture.secret, mode), now)
    link = f"{settings.BASE_URL}{reverse('live:check_in', args=[lecture.pk])}?{urlencode({'code': code})}"
    context |= {"code": code, "seconds": rules.seconds_left(now), "step": rules.STEP_SECONDS, "qr": _qr(link)}
    context["people"] = lecture.check_ins.standing().count()
    return context


def _qr(text: str) -> SafeString:
    drawing = io.BytesIO()
    look = {"border": 2, "svgclass": "projector__qr", "lineclass": None}
    segno.make(text, error="m").save(drawing, kind="svg", xmldecl=False, svgns=True, omitsize=True, **look)
    return mark_safe(drawing.getvalue().decode())  # noqa: S308 - drawn here from our own address and six digits


def _person(request: HttpRequest) -> Person:
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 - for the type checker; login_required stands before
    return person
