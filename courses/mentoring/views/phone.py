"""The phone's pages of mentoring."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.mentoring import actions, queries
from courses.mentoring.forms import LessonForm, LogForm, as_initial
from courses.mentoring.models import Pairing, TeachingSession
from lms.kit.errors import Refusal
from lms.site.typing import person_of, signed_in


@never_cache
@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for an answer, the mentees and the mentors, and the newest sessions."""
    person = person_of(request)
    context = {"home": queries.home(person, timezone.localdate()), "recent": queries.recent(person)}
    return render(request, "courses/mentoring/home.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Let a mentor log one occasion for one or several mentees."""
    mentor, now = person_of(request), timezone.now()
    pairings = _mine_to_teach(request)
    if not pairings:
        return redirect("mentoring:home")
    wanted = {"pairings": [request.GET["pairing"]]} if request.GET.get("pairing", "").isdigit() else {}
    form = LogForm(request.POST or None, mentor=mentor, pairings=pairings, at=now, initial=wanted)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.log_sessions(
                mentor=mentor,
                pairings=list(form.cleaned_data["pairings"]),
                lesson=form.lesson(),
                request_key=str(form.cleaned_data["request_key"]),
                at=now,
            )
        except Refusal as said_no:
            form.add_error(None, str(said_no))
        else:
            messages.success(request, _logged_text(len(made)))
            return redirect("mentoring:home")
    return _show_form(request, form)


def _logged_text(count: int) -> str:
    text = ngettext(
        "Logged for %(n)s mentee, who is asked to confirm.",
        "Logged for %(n)s mentees, who are asked to confirm.",
        count,
    )
    return text % {"n": count}


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, session_id: int) -> HttpResponse:
    """Let the mentor correct a session that waits or is disputed; the mentee is asked again."""
    session, mentor, now = _taught(request, session_id), person_of(request), timezone.now()
    form = LessonForm(
        request.POST or None, mentor=mentor, people=[session.pairing.mentee], at=now, initial=as_initial(session)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_session(session=session, mentor=mentor, lesson=form.lesson(), at=now)
        except Refusal as said_no:
            form.add_error(None, str(said_no))
        else:
            messages.success(request, _("Corrected. Your mentee is asked again."))
            return redirect("mentoring:session", session.pk)
    return _show_form(request, form, session)


def _show_form(request: HttpRequest, form: LessonForm, session: TeachingSession | None = None) -> HttpResponse:
    context = {"form": form, "session": session, "topics": queries.last_topics(person_of(request))}
    return render(request, "courses/mentoring/log.html", context, status=422 if form.errors else 200)


@never_cache
@signed_in
@require_GET
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Show one session to the two it is about, with what each may do."""
    return _show(request, _mine(request, session_id))


@signed_in
@require_POST
def confirm(request: HttpRequest, session_id: int) -> HttpResponse:
    """Let the mentee confirm what they saw."""
    found, seen = _mine(request, session_id), request.POST.get("version", "")
    try:
        actions.confirm_session(session=found, mentee=person_of(request), version=seen, at=timezone.now())
    except Refusal as said_no:
        return _show(request, _mine(request, session_id), said_no)
    messages.success(request, _("Confirmed. It is now in the learning record of both of you."))
    return redirect("mentoring:home")


@signed_in
@require_POST
def dispute(request: HttpRequest, session_id: int) -> HttpResponse:
    """Let the mentee say what is not right."""
    found, seen, reason = (
        _mine(request, session_id),
        request.POST.get("version", ""),
        request.POST.get("reason", ""),
    )
    try:
        actions.dispute_session(
            session=found, mentee=person_of(request), version=seen, reason=reason, at=timezone.now()
        )
    except Refusal as said_no:
        return _show(request, _mine(request, session_id), said_no)
    messages.success(request, _("Your mentor is told and can correct or withdraw it."))
    return redirect("mentoring:home")


@signed_in
@require_POST
def drop_dispute(request: HttpRequest, session_id: int) -> HttpResponse:
    """Let the mentee take a dispute back."""
    found = _mine(request, session_id)
    try:
        actions.drop_dispute(session=found, mentee=person_of(request), at=timezone.now())
    except Refusal as said_no:
        return _show(request, _mine(request, session_id), said_no)
    messages.success(request, _("You no longer dispute it. You can confirm it now."))
    return redirect("mentoring:session", session_id)


@signed_in
@require_POST
def withdraw(request: HttpRequest, session_id: int) -> HttpResponse:
    """Let the mentor take a session back."""
    found = _taught(request, session_id)
    try:
        actions.withdraw_session(session=found, mentor=person_of(request), at=timezone.now())
    except Refusal as said_no:
        return _show(request, _taught(request, session_id), said_no)
    messages.success(request, _("Withdrawn."))
    return redirect("mentoring:home")


@never_cache
@signed_in
@require_GET
def pairing(request: HttpRequest, pairing_id: int) -> HttpResponse:
    """Show one pairing to its two people: term, plan, and the sessions so far."""
    found = get_object_or_404(queries.counted(Pairing.objects.of(person_of(request))), pk=pairing_id)
    listed = queries.sessions().filter(pairing=found).order_by("-started_at", "-pk")
    return render(request, "courses/mentoring/pairing.html", {"pairing": found, "sessions": listed[:100]})


@never_cache
@signed_in
@require_GET
def year(request: HttpRequest) -> HttpResponse:
    """Show a mentor's teaching of one calendar year."""
    this_year = timezone.localdate().year
    asked = request.GET.get("year", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= this_year else this_year
    context = {"year": queries.year(person_of(request), number), "this_year": this_year, "last_year": this_year - 1}
    return render(request, "courses/mentoring/year.html", context)


def _mine_to_teach(request: HttpRequest) -> list[Pairing]:
    """Return the mentor's pairings that a session may still be logged for, those in force today first."""
    today = timezone.localdate()
    mine = Pairing.objects.filter(mentor=person_of(request), starts_on__lte=today).select_related("mentee")
    return sorted(
        (each for each in mine if each.may_be_logged_on(today)), key=lambda each: (not each.covers(today), each.pk)
    )


def _mine(request: HttpRequest, session_id: int) -> TeachingSession:
    return get_object_or_404(
        queries.sessions().filter(pairing__in=Pairing.objects.of(person_of(request))), pk=session_id
    )


def _taught(request: HttpRequest, session_id: int) -> TeachingSession:
    return get_object_or_404(queries.sessions().filter(pairing__mentor=person_of(request)), pk=session_id)


def _show(request: HttpRequest, found: TeachingSession, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "session": found,
        "is_mentor": found.pairing.mentor_id == person_of(request).pk,
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "courses/mentoring/session.html", context, status=409 if refusal else 200)
