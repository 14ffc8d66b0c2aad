"""What a learner does in a course. Reading happens on the pages themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.documents import get_document_model

from courses.catalogue import actions, queries, rules
from courses.catalogue.forms import BeatForm, CheckForm
from courses.catalogue.models import Course, Lesson
from courses.catalogue.pages import CourseIndexPage
from lms.kit.errors import Refusal
from lms.site.sending import send


@require_safe
@login_required
def courses(request: HttpRequest) -> HttpResponse:
    """Lead to the course list."""
    index = get_object_or_404(CourseIndexPage.objects.live())
    return redirect(index.get_url(request))


@require_safe
@login_required
def course(request: HttpRequest, course_id: int) -> HttpResponse:
    """Lead to a course's page by the course's id, which never changes."""
    found: Any = get_object_or_404(Course.objects.published().select_related("page"), pk=course_id)
    return redirect(found.page.get_url(request))


@require_safe
@login_required
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Lead to a lesson's page by the lesson's id, which never changes."""
    return redirect(_published(lesson_id).page.get_url(request))


@require_POST
@login_required
def open_lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Begin or take up a lesson."""
    found = _published(lesson_id)
    actions.open_lesson(lesson_id=found.pk, person=request.user, at=timezone.now())  # type: ignore[arg-type]
    return redirect(found.page.get_url(request))


@require_POST
@login_required
def beat(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Hear from a browser that the lesson is on the screen."""
    form = BeatForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    seconds = form.cleaned_data["seconds"] or 0
    actions.beat(lesson_id=lesson_id, person=request.user, seconds=seconds, at=timezone.now())  # type: ignore[arg-type]
    return HttpResponse(status=204)


@require_POST
@login_required
def finish_lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """Finish a lesson and say what it counted for, in place or at the top of its page."""
    found, now = _published(lesson_id), timezone.now()
    record = refusal = None
    try:
        _hear(request, found, now)
        record = actions.finish_lesson(lesson_id=found.pk, person=request.user, at=now)  # type: ignore[arg-type]
    except Refusal as said_no:
        refusal = said_no

    if request.htmx:  # type: ignore[attr-defined]
        path = queries.path_through(found.course.page_id, person=request.user)
        _before, step, after = path.around(found.page_id)
        context = {"step": step, "after": after, "record": record, "refusal": refusal}
        return render(request, "courses/catalogue/_finish.html", context, status=409 if refusal else 200)
    if refusal:
        messages.warning(request, str(refusal))
    if record:
        messages.success(request, _("Recorded: this lesson counts for %(n)s minutes.") % {"n": record.minutes})
    return redirect(found.page.get_url(request))


@require_POST
@login_required
def answer_check(request: HttpRequest, lesson_id: int, block_id: UUID) -> HttpResponse:
    """Say whether a check question was answered right, in place or on a page of its own."""
    found = _published(lesson_id)
    block = queries.check_of(found, str(block_id))
    if block is None:
        raise Http404
    form = CheckForm(request.POST, options=len(block.value["options"]))
    context: dict[str, Any] = {"lesson": found, "check": block, "form": form}
    if form.is_valid():
        right = queries.right_options(block)
        context |= {"answered": True, "chosen": form.cleaned_data["chosen"], "right": right}
        context["is_right"] = rules.is_right(form.cleaned_data["chosen"], right=right)
    template = "_check.html" if request.htmx else "check.html"  # type: ignore[attr-defined]
    return render(request, f"courses/catalogue/{template}", context, status=200 if form.is_valid() else 422)


@require_safe
@login_required
def teaching_file(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """Send a video, recording or PDF; in pieces where a player asks for a range, as iPhones always do."""
    document = get_object_or_404(get_document_model(), pk=document_id)
    if filename != document.filename or not queries.may_read(document, request.user):
        raise Http404
    file = document.file.storage.open(document.file.name)
    size, media_type = document.get_file_size(), document.content_type
    return send(request, file, size=size, media_type=media_type, name=document.filename)


def _hear(request: HttpRequest, lesson: Lesson, at: datetime) -> None:
    """Count what the browser has seen since its last beat; it arrives with the form, empty where nothing counts."""
    form = BeatForm(request.POST)
    if form.is_valid() and (seconds := form.cleaned_data["seconds"]) is not None:
        actions.beat(lesson_id=lesson.pk, person=request.user, seconds=seconds, at=at)  # type: ignore[arg-type]


def _published(lesson_id: int) -> Any:
    lessons = Lesson.objects.published().select_related("page", "activity", "course__activity")
    return get_object_or_404(lessons, pk=lesson_id)
