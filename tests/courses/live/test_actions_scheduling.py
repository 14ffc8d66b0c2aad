from dataclasses import replace
from datetime import timedelta

import pytest

from courses.live import actions
from courses.live.models import Lecture
from lms.audit.models import Entry
from tests.factories.catalogue import home
from tests.factories.live import STARTS, CheckInFactory, LectureFactory, SeatFactory, SeriesFactory
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import SubjectFactory

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def plan(**changes):
    organiser = changes.pop("organiser", None) or OrganisationFactory()
    whole = actions.LecturePlan(
        title="慢阻肺急性加重",
        speaker_name="王主任",
        organiser=organiser,
        starts_at=STARTS,
        ends_at=STARTS + timedelta(minutes=90),
    )
    return replace(whole, **changes)


def test_create_series_makes_it_once(at):
    organiser = OrganisationFactory()

    series = actions.create_series(title="杏林大学堂", organiser=organiser, by=None, at=at)

    assert actions.create_series(title="杏林大学堂", organiser=organiser, by=None, at=at) == series
    assert Entry.objects.filter(verb="live.series.made").count() == 1


def test_create_lecture_declares_its_activity(at):
    editor, subject = PersonFactory(), SubjectFactory()

    lecture = actions.create_lecture(plan(kind="practical", mode="onsite", subjects=[subject]), by=editor, at=at)

    activity = lecture.activity
    assert (activity.kind, activity.mode, activity.title) == ("practical", "onsite", "慢阻肺急性加重")
    assert (activity.planned_minutes, activity.organiser) == (90, lecture.organiser)
    assert list(activity.subjects.all()) == [subject]
    assert len(lecture.secret) == 32
    assert Entry.objects.get().verb == "live.lecture.scheduled"
    assert lecture.secret not in str(Entry.objects.get().data)


def test_two_lectures_have_two_secrets_and_two_activities(at):
    one, two = (actions.create_lecture(plan(), by=None, at=at) for _ in range(2))

    assert one.secret != two.secret
    assert one.activity != two.activity


def test_a_series_refuses_two_lectures_at_one_time(at):
    series = SeriesFactory()
    actions.create_lecture(plan(series=series), by=None, at=at)

    with pytest.raises(actions.SeriesTimeTaken, match="慢阻肺急性加重"):
        actions.create_lecture(plan(series=series), by=None, at=at)


def test_save_lecture_changes_its_activity_and_keeps_its_secret(at):
    lecture = actions.create_lecture(plan(subjects=[SubjectFactory()]), by=None, at=at)
    secret = lecture.secret
    lecture.title, lecture.ends_at = "改名", STARTS + timedelta(minutes=60)

    actions.save_lecture(lecture, by=None, at=at)

    lecture = Lecture.objects.get()
    assert (lecture.activity.title, lecture.activity.planned_minutes, lecture.secret) == ("改名", 60, secret)
    assert lecture.activity.subjects.count() == 1
    assert Entry.objects.order_by("-pk").first().verb == "live.lecture.changed"


@pytest.mark.parametrize("field", ["starts_at", "ends_at", "kind", "organiser"])
def test_what_is_on_record_of_a_settled_lecture_does_not_change(at, field):
    lecture = LectureFactory(settled_at=STARTS + timedelta(hours=2))
    new = {
        "starts_at": STARTS - timedelta(hours=1),
        "ends_at": STARTS + timedelta(minutes=30),
        "kind": "practical",
        "organiser": OrganisationFactory(),
    }
    setattr(lecture, field, new[field])

    with pytest.raises(actions.LectureSettled):
        actions.save_lecture(lecture, by=None, at=at)


def test_the_title_of_a_settled_lecture_may_be_corrected(at):
    lecture = LectureFactory(settled_at=STARTS + timedelta(hours=2))
    lecture.title = "改正"

    assert actions.save_lecture(lecture, by=None, at=at).activity.title == "改正"


def test_there_are_never_fewer_seats_than_taken(at):
    lecture = SeatFactory(number=4).lecture
    lecture.capacity = 3

    with pytest.raises(actions.SeatsAlreadyTaken, match="4"):
        actions.save_lecture(lecture, by=None, at=at)

    lecture.capacity = 4
    assert actions.save_lecture(lecture, by=None, at=at).capacity == 4


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("times", "refused"),
    [
        pytest.param({"starts_at": WEEK, "ends_at": WEEK + 90 * MINUTE}, True, id="a-week-later"),
        pytest.param({"starts_at": -WEEK, "ends_at": -WEEK + 90 * MINUTE}, True, id="a-week-earlier"),
        pytest.param({"ends_at": 10 * MINUTE}, True, id="over-on-the-minute"),
        pytest.param({"ends_at": 11 * MINUTE}, False, id="shorter"),
        pytest.param({"starts_at": 41 * MINUTE}, True, id="opens-a-minute-later"),
        pytest.param({"starts_at": 40 * MINUTE}, False, id="opens-on-the-minute"),
        pytest.param({"ends_at": WEEK}, False, id="longer"),
    ],
)
def test_a_lecture_does_not_move_away_from_who_checked_in(at, times, refused):
    entry = CheckInFactory(checked_in_at=STARTS + 10 * MINUTE)
    lecture = Lecture.objects.get(pk=entry.lecture_id)
    for name, shift in times.items():
        setattr(lecture, name, STARTS + shift)

    if refused:
        with pytest.raises(actions.CheckInsOutside) as refusal:
            actions.save_lecture(lecture, by=None, at=at)
        assert (refusal.value.code, refusal.value.data) == ("check_ins_outside", {"people": 1})
    else:
        actions.save_lecture(lecture, by=None, at=at)


def test_attendance_added_after_the_end_holds_a_lecture_to_its_day(at):
    entry = CheckInFactory(checked_in_at=STARTS + WEEK / 7, added_by=PersonFactory(), add_reason="手机没电")
    lecture = entry.lecture
    lecture.ends_at = STARTS + 60 * MINUTE
    actions.save_lecture(lecture, by=None, at=at)

    lecture.starts_at, lecture.ends_at = STARTS + WEEK, STARTS + WEEK + 60 * MINUTE
    with pytest.raises(actions.CheckInsOutside):
        actions.save_lecture(lecture, by=None, at=at)


def test_attendance_that_was_taken_back_holds_no_lecture(at):
    entry = CheckInFactory(removed_at=STARTS, removed_by=PersonFactory(), remove_reason="签错")
    lecture = entry.lecture
    lecture.starts_at, lecture.ends_at = STARTS + WEEK, STARTS + WEEK + 60 * MINUTE

    assert actions.save_lecture(lecture, by=None, at=at)


def test_repeat_next_week_keeps_all_but_what_belongs_to_one_evening(at):
    lecture = actions.create_lecture(
        plan(series=SeriesFactory(), capacity=40, subjects=[SubjectFactory()]), by=None, at=at
    )
    Lecture.objects.filter(pk=lecture.pk).update(settled_at=lecture.ends_at)

    again = actions.repeat_next_week(lecture_id=lecture.pk, by=None, at=at)

    assert (again.starts_at, again.ends_at) == (lecture.starts_at + WEEK, lecture.ends_at + WEEK)
    assert (again.title, again.series, again.capacity) == (lecture.title, lecture.series, 40)
    assert again.settled_at is None
    assert again.secret != lecture.secret
    assert again.activity != lecture.activity
    assert list(again.activity.subjects.all()) == list(lecture.activity.subjects.all())


def test_repeat_next_week_twice_is_refused(at):
    lecture = actions.create_lecture(plan(series=SeriesFactory()), by=None, at=at)
    actions.repeat_next_week(lecture_id=lecture.pk, by=None, at=at)

    with pytest.raises(actions.SeriesTimeTaken):
        actions.repeat_next_week(lecture_id=lecture.pk, by=None, at=at)


def test_make_series_page_makes_it_once(at):
    ground, series = home(), SeriesFactory(title="杏林大学堂")
    details = {"home": ground, "series": series, "slug": "thursdays", "introduction": "<p>每周四</p>", "at": at}

    page = actions.make_series_page(**details)

    assert actions.make_series_page(**details) == page
    assert (page.title, page.live, page.series) == ("杏林大学堂", True, series)
