"""The mistakes book on the phone: what I got wrong, and practising it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from courses.exams import actions, queries
from courses.exams.forms import read_practice
from courses.exams.models import Mistake
from courses.exams.queries.mistakes import end_of_day
from lms.kit.errors import Refusal
from lms.site.typing import person_of, signed_in

MISTAKES_A_PAGE = 20


@never_cache
@signed_in
@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """List what I got wrong and have not mastered, the next due first, with what is due today above."""
    person, now, subject = person_of(request), timezone.now(), _subject(request)
    found = queries.open_mistakes(person, now, subject=subject).order_by("due_at", "pk")
    context = {
        "page": Paginator(found, MISTAKES_A_PAGE).get_page(request.GET.get("page")),
        "due": found.due(end_of_day(now)).count(),
        "subjects": queries.mistake_subjects(person, now),
        "subject": subject,
        "query": f"{urlencode({'subject': subject})}&" if subject else "",
        "mastered": Mistake.objects.of(person).exclude(mastered_at=None).count(),
        "is_sitting": queries.is_sitting(person, now),
    }
    return render(request, "courses/exams/mistakes/book.html", context)


@never_cache
@signed_in
@require_GET
def practise_next(request: HttpRequest) -> HttpResponse:
    """Lead to the question that has been due longest, or back to the book when nothing more is due today."""
    now, subject = timezone.now(), _subject(request)
    waiting = queries.open_mistakes(person_of(request), now, subject=subject)
    first = waiting.due(end_of_day(now)).first()
    if first is None:
        messages.success(request, _("Nothing more to practise today. Well done."))
        return redirect(_with_subject(reverse("exams:mistakes"), subject))
    return redirect(_with_subject(reverse("exams:mistake", args=[first.pk]), subject))


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, mistake_id: int) -> HttpResponse:
    """Ask one question; posted, take the answer and lead to what is right."""
    mistake, refusal, subject = _mine(request, mistake_id), None, _subject(request)
    if request.method == "POST":
        try:
            places, seen = read_practice(request.POST)
            actions.practise(mistake=mistake, places=places, seen=seen, at=timezone.now())
        except Refusal as said_no:
            refusal = said_no
        else:
            return redirect(_with_subject(reverse("exams:mistake_answer", args=[mistake.pk]), subject))
    context = {"shown": queries.shown_mistake(mistake, answered=False), "subject": subject, "refusal": refusal}
    return render(request, "courses/exams/mistakes/question.html", context, status=422 if refusal else 200)


@never_cache
@signed_in
@require_GET
def answer(request: HttpRequest, mistake_id: int) -> HttpResponse:
    """Show what was answered, what is right and why, and when the question comes back."""
    mistake, now, subject = _mine(request, mistake_id, mastered=True), timezone.now(), _subject(request)
    if not mistake.seen:
        return redirect(_with_subject(reverse("exams:mistake", args=[mistake.pk]), subject))
    left = queries.open_mistakes(person_of(request), now, subject=subject).due(end_of_day(now)).count()
    context = {
        "shown": queries.shown_mistake(mistake, answered=True),
        "subject": subject,
        "left": left,
        "is_today": mistake.due_at < end_of_day(now),
    }
    return render(request, "courses/exams/mistakes/answer.html", context)


def _mine(request: HttpRequest, mistake_id: int, *, mastered: bool = False) -> Mistake:
    found = queries.open_mistakes(person_of(request), timezone.now(), mastered=mastered)
    return get_object_or_404(found, pk=mistake_id)


def _subject(request: HttpRequest) -> str:
    return request.GET.get("subject", "")[:40]


def _with_subject(address: str, subject: str) -> str:
    return f"{address}?{urlencode({'subject': subject})}" if subject else address
