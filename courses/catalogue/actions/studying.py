"""Opening a lesson, staying with it, finishing it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courses.catalogue import rules
from courses.catalogue.models import Course, Lesson, Study
from courses.catalogue.pages import LessonPage
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.records.actions import Deed, write, write_many
from lms.records.models import LearningRecord


class LessonClosed(Refusal):
    """The lesson, or its course, is not published."""

    code = "lesson_closed"
    message = _("This lesson is not open at the moment.")


class LessonNotOpened(Refusal):
    """Nobody finishes what they have not begun."""

    code = "lesson_not_opened"
    message = _("Please open the lesson first.")


class LessonTooSoon(Refusal):
    """The least time is not over."""

    code = "lesson_too_soon"
    message = _("Please study a little longer. You can finish this lesson in %(left)s.")


@transaction.atomic
def open_lesson(*, lesson_id: int, person: Person, at: datetime) -> Study:
    """Begin ``person``'s study of a lesson, or take it up again.

    :raises LessonClosed: the lesson is not published.
    """
    lesson = _published(lesson_id)
    study, made = Study.objects.get_or_create(
        person=person, lesson=lesson, defaults={"started_at": at, "last_seen_at": at}
    )
    if made:
        record("catalogue.lesson.opened", actor=person, subject=lesson, at=at)
    elif study.last_seen_at < at:
        study.last_seen_at = at
        study.save(update_fields=["last_seen_at"])
    return study


@transaction.atomic
def beat(*, lesson_id: int, person: Person, seconds: int, at: datetime) -> int:
    """Count ``seconds`` that the lesson was on ``person``'s screen, as far as the clock allows.

    A beat for a lesson that is finished or was never opened counts nothing.

    :return: the seconds counted so far.
    """
    # All of this person's studies are locked, so that beats of two open lessons cannot count the same time twice.
    own = list(Study.objects.select_for_update().filter(person=person).order_by("pk"))
    study = next((each for each in own if each.lesson_id == lesson_id), None)
    if study is None or study.finished_at:
        return study.seconds_spent if study else 0
    since = max(each.last_seen_at for each in own)
    study.seconds_spent += rules.seconds_heard(seconds, since=since, at=at)
    study.last_seen_at = max(at, study.last_seen_at)
    study.save(update_fields=["seconds_spent", "last_seen_at"])
    return study.seconds_spent


@transaction.atomic
def finish_lesson(*, lesson_id: int, person: Person, at: datetime) -> LearningRecord:
    """Finish a lesson that was studied long enough and write its learning record; the course's too if it was the last.

    Finishing again returns the record already written.

    :raises LessonNotOpened: ``person`` never opened it.
    :raises LessonClosed: it is not published.
    :raises LessonTooSoon: its least time is not over.
    """
    study = Study.objects.select_for_update().filter(person=person, lesson=lesson_id).first()
    if study is None:
        raise LessonNotOpened
    if study.finished_at is None:
        _finish(study, _published(lesson_id), at)
    # Once more even when finished before: write() leaves known keys alone.
    written = write(_deed(study), at=at)
    complete_course(course=study.lesson.course, people=[person], at=at)
    return written


def complete_course(*, course: Course, people: Iterable[Person], at: datetime) -> list[LearningRecord]:
    """Write the course's record for those of ``people`` who have finished every lesson of a published course.

    Every lesson page there is asks to be finished: a draft, as the course is still being written, and one that is
    withdrawn, as it may come back. Only deleting a page takes its lesson out of what the course asks for.
    """
    if course.page is None or not course.page.live:
        return []
    pages = LessonPage.objects.child_of(course.page)
    wanted = pages.count()
    through = (
        Study.objects.finished()
        .filter(lesson__page__in=pages, person__in=people)
        .values("person")
        .annotate(done=Count("pk"), last=Max("finished_at"))
        .filter(done=wanted)
    )
    when = dict(through.values_list("person", "last"))
    deeds = [_course_deed(course, person, when[person.pk], wanted) for person in people if person.pk in when]
    return write_many(deeds, at=at) if deeds else []


def _published(lesson_id: int) -> Lesson:
    lesson = Lesson.objects.published().filter(pk=lesson_id).first()
    if lesson is None:
        raise LessonClosed
    return lesson


def _finish(study: Study, lesson: Lesson, at: datetime) -> None:
    spent = rules.seconds_studied(
        study.seconds_spent, started_at=study.started_at, last_seen_at=study.last_seen_at, at=at
    )
    if spent < lesson.least_seconds:
        raise LessonTooSoon(left=_in_words(lesson.least_seconds - spent))
    study.seconds_spent = spent
    study.finished_at = study.last_seen_at = max(at, study.last_seen_at)
    study.save(update_fields=["seconds_spent", "finished_at", "last_seen_at"])
    record("catalogue.lesson.finished", actor=study.person, subject=lesson, at=at, seconds=spent)


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def _deed(study: Study) -> Deed:
    lesson = Lesson.objects.select_related("activity", "page").get(pk=study.lesson_id)
    assert study.finished_at is not None  # noqa: S101 - for the type checker; the caller has just finished it
    return Deed(
        person=study.person,
        activity=lesson.activity,
        outcome=LearningRecord.Outcome.COMPLETED,
        source_key=f"catalogue:lesson:{lesson.pk}:{study.person_id}",
        happened_at=study.finished_at,
        minutes=rules.minutes_earned(study.seconds_spent, planned_minutes=lesson.activity.planned_minutes),
        evidence={
            "study": study.pk,
            "started_at": study.started_at.isoformat(),
            "seconds": study.seconds_spent,
            "revision": lesson.page.live_revision_id if lesson.page else None,
        },
    )


def _course_deed(course: Course, person: Person, finished_at: datetime, lessons: int) -> Deed:
    return Deed(
        person=person,
        activity=course.activity,
        outcome=LearningRecord.Outcome.COMPLETED,
        source_key=f"catalogue:course:{course.pk}:{person.pk}",
        happened_at=finished_at,
        # The lessons' own records hold the minutes; counted here as well they would count twice.
        minutes=0,
        evidence={"lessons": lessons},
    )
