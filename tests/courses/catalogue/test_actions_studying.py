from datetime import timedelta

import pytest
from django.utils.translation import override

from courses.catalogue import actions
from courses.catalogue.models import Study
from lms.audit.models import Entry
from lms.records.models import LearningRecord
from tests.factories.catalogue import LessonFactory, LessonPageFactory, StudyFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def lessons(count, **kwargs):
    first = LessonFactory(**kwargs)
    rest = [
        LessonFactory(course=first.course, page=LessonPageFactory(parent=first.course.page), **kwargs)
        for _ in range(count - 1)
    ]
    return [first, *rest]


def finish(lesson, person, at):
    actions.open_lesson(lesson_id=lesson.pk, person=person, at=at - timedelta(minutes=30))
    return actions.finish_lesson(lesson_id=lesson.pk, person=person, at=at)


def test_open_lesson_begins_once_and_then_takes_up_again(at):
    lesson, person = LessonFactory(), PersonFactory()

    first = actions.open_lesson(lesson_id=lesson.pk, person=person, at=at)
    again = actions.open_lesson(lesson_id=lesson.pk, person=person, at=at + timedelta(hours=1))

    assert again == first
    assert (again.started_at, again.last_seen_at) == (at, at + timedelta(hours=1))
    assert Entry.objects.filter(verb="catalogue.lesson.opened").count() == 1


def test_open_lesson_by_a_clock_set_back_changes_nothing(at):
    study = StudyFactory(started_at=at)

    again = actions.open_lesson(lesson_id=study.lesson_id, person=study.person, at=at - timedelta(hours=1))

    assert (again, again.last_seen_at) == (study, at)


@pytest.mark.parametrize("hide", ["lesson", "course", "both"])
def test_nobody_opens_what_is_not_published(at, hide):
    lesson = LessonFactory()
    if hide in ("lesson", "both"):
        lesson.page.unpublish()
    if hide in ("course", "both"):
        lesson.course.page.unpublish()

    with pytest.raises(actions.LessonClosed):
        actions.open_lesson(lesson_id=lesson.pk, person=PersonFactory(), at=at)

    assert not Study.objects.exists()


def test_beats_add_up_and_are_held_to_the_clock(at):
    study = StudyFactory(started_at=at)

    def beat(seconds, after):
        return actions.beat(
            lesson_id=study.lesson_id, person=study.person, seconds=seconds, at=at + timedelta(seconds=after)
        )

    assert [beat(15, 15), beat(15, 30), beat(600, 40), beat(15, 40)] == [15, 30, 40, 40]


def test_two_open_lessons_do_not_count_the_same_time_twice(at):
    one = StudyFactory(started_at=at)
    other = StudyFactory(started_at=at, person=one.person)
    later = at + timedelta(seconds=15)

    assert actions.beat(lesson_id=one.lesson_id, person=one.person, seconds=15, at=later) == 15
    assert actions.beat(lesson_id=other.lesson_id, person=one.person, seconds=15, at=later) == 0


def test_a_beat_counts_nothing_for_a_lesson_finished_or_never_opened(at):
    done = StudyFactory(started_at=at, seconds_spent=7, finished_at=at)
    later = at + timedelta(seconds=15)

    assert actions.beat(lesson_id=done.lesson_id, person=done.person, seconds=15, at=later) == 7
    assert actions.beat(lesson_id=done.lesson_id, person=PersonFactory(), seconds=15, at=later) == 0


def test_finish_lesson_writes_one_record_however_often(at):
    lesson, person = lessons(2)[0], PersonFactory()

    record = finish(lesson, person, at)
    again = actions.finish_lesson(lesson_id=lesson.pk, person=person, at=at + timedelta(days=1))

    assert again == record
    assert LearningRecord.objects.get() == record
    assert record.source_key == f"catalogue:lesson:{lesson.pk}:{person.pk}"
    assert (record.activity, record.outcome, record.minutes) == (lesson.activity, "completed", 30)
    assert (record.mode, record.happened_at, record.recorded_at) == ("online", at, at)
    assert record.evidence["seconds"] == 1800
    assert record.evidence["revision"] == lesson.page.live_revision_id
    assert Entry.objects.filter(verb="catalogue.lesson.finished").count() == 1


def test_minutes_are_those_heard_by_beats(at):
    lesson = lessons(2)[0]
    study = StudyFactory(lesson=lesson, started_at=at - timedelta(hours=9), last_seen_at=at, seconds_spent=601)

    record = actions.finish_lesson(lesson_id=lesson.pk, person=study.person, at=at)

    assert record.minutes == 11


def test_a_lesson_begun_with_scripts_is_finished_without(at):
    study = StudyFactory(started_at=at)
    actions.beat(lesson_id=study.lesson_id, person=study.person, seconds=5, at=at + timedelta(seconds=5))

    record = actions.finish_lesson(lesson_id=study.lesson_id, person=study.person, at=at + timedelta(minutes=10))

    assert record.minutes == 10


def test_finish_lesson_refuses_what_was_never_opened(at):
    with pytest.raises(actions.LessonNotOpened) as refusal:
        actions.finish_lesson(lesson_id=LessonFactory().pk, person=PersonFactory(), at=at)

    assert refusal.value.code == "lesson_not_opened"


@pytest.mark.parametrize(
    ("after", "left"),
    [(599, "1 second"), (541, "59 seconds"), (540, "1 minute"), (539, "2 minutes"), (0, "10 minutes")],
    ids=str,
)
def test_finish_lesson_refuses_before_the_least_time_and_says_how_much_is_left(at, after, left):
    study = StudyFactory(started_at=at)

    with override("en"), pytest.raises(actions.LessonTooSoon) as refusal:
        actions.finish_lesson(lesson_id=study.lesson_id, person=study.person, at=at + timedelta(seconds=after))

    assert refusal.value.code == "lesson_too_soon"
    assert refusal.value.data == {"left": left}
    study.refresh_from_db()
    assert study.finished_at is None
    assert not LearningRecord.objects.exists()


def test_finish_lesson_at_the_least_time_to_the_second(at):
    study = StudyFactory(started_at=at)

    assert actions.finish_lesson(lesson_id=study.lesson_id, person=study.person, at=at + timedelta(minutes=10))


def test_finish_lesson_refuses_a_lesson_withdrawn_meanwhile(at):
    study = StudyFactory(started_at=at)
    study.lesson.page.unpublish()

    with pytest.raises(actions.LessonClosed):
        actions.finish_lesson(lesson_id=study.lesson_id, person=study.person, at=at + timedelta(hours=1))


def test_what_was_finished_stays_finished_when_the_lesson_is_withdrawn(at):
    lesson, person = lessons(2)[0], PersonFactory()
    record = finish(lesson, person, at)
    lesson.page.delete()

    assert actions.finish_lesson(lesson_id=lesson.pk, person=person, at=at) == record


def test_the_last_lesson_completes_the_course_without_counting_minutes_twice(at):
    one, two = lessons(2)
    person = PersonFactory()

    finish(one, person, at)
    assert not LearningRecord.objects.filter(activity=one.course.activity).exists()
    finish(two, person, at + timedelta(days=1))

    whole = LearningRecord.objects.get(activity=one.course.activity)
    assert whole.source_key == f"catalogue:course:{one.course.pk}:{person.pk}"
    assert (whole.minutes, whole.happened_at) == (0, at + timedelta(days=1))


def test_one_persons_lessons_do_not_complete_the_course_for_another(at):
    one, two = lessons(2)

    finish(one, PersonFactory(), at)
    finish(two, PersonFactory(), at)

    assert not LearningRecord.objects.filter(activity=one.course.activity).exists()
