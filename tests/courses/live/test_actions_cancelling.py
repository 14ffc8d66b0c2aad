from datetime import timedelta

import pytest

from courses.live import actions, rules
from courses.live.models import Lecture
from courses.live.queries import next_lecture
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.records.models import LearningRecord
from tests.factories.live import STARTS, CheckInFactory, LectureFactory, SeatFactory, SeriesFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def cancel(lecture, at=STARTS, reason="讲者急诊"):
    return actions.cancel_lecture(lecture_id=lecture.pk, reason=reason, by=None, at=at)


def told():
    return {(notice.person, notice.kind, notice.title) for notice in Notice.objects.all()}


def test_cancel_lecture_tells_who_meant_to_come_once():
    lecture = LectureFactory(title="哮喘", capacity=10)
    seat, here = SeatFactory(lecture=lecture), CheckInFactory(lecture=lecture)
    SeatFactory(lecture=lecture, released_at=STARTS, release_reason="值班")

    cancelled = cancel(lecture)
    again = cancel(lecture, STARTS + HOUR, reason="别的")

    assert (again.cancelled_at, again.cancel_reason, again.sequence) == (STARTS, "讲者急诊", cancelled.sequence)
    assert told() == {(each, "live.lecture.cancelled", "取消：哮喘") for each in (seat.doctor, here.person)}
    assert Notice.objects.count() == 2
    assert Entry.objects.get(verb="live.lecture.cancelled").data == {"reason": "讲者急诊"}


@pytest.mark.parametrize(
    ("lecture", "reason", "refusal"),
    [
        ({}, " ", actions.CancellationNeedsReason),
        ({"settled_at": STARTS + 2 * HOUR}, "讲者急诊", actions.LectureSettled),
    ],
)
def test_cancel_lecture_refuses(lecture, reason, refusal):
    lecture = LectureFactory(**lecture)

    with pytest.raises(refusal):
        cancel(lecture, reason=reason)

    lecture.refresh_from_db()
    assert lecture.cancelled_at is None


def test_a_cancelled_lecture_is_never_settled():
    entry = CheckInFactory()
    cancel(entry.lecture)

    assert actions.settle_due(at=STARTS + 2 * HOUR) == 0
    with pytest.raises(actions.LectureCancelled):
        actions.settle_lecture(lecture_id=entry.lecture_id, at=STARTS + 2 * HOUR)
    assert not LearningRecord.objects.exists()


def test_a_cancelled_lecture_takes_nothing_more():
    lecture, person = LectureFactory(capacity=5), PersonFactory()
    cancel(lecture, STARTS - HOUR)
    code = rules.code_at(lecture.secret, STARTS)

    for attempt in (
        lambda: actions.check_in(lecture_id=lecture.pk, person=person, code=code, at=STARTS),
        lambda: actions.take_seat(lecture_id=lecture.pk, doctor=person, at=STARTS - HOUR),
        lambda: actions.save_lecture(Lecture.objects.get(pk=lecture.pk), by=None, at=STARTS),
        lambda: actions.add_attendance(
            lecture_id=lecture.pk, person=person, mode="onsite", reason="在场", by=person, at=STARTS
        ),
    ):
        with pytest.raises(actions.LectureCancelled, match="讲者急诊"):
            attempt()

    assert not lecture.check_ins.exists()
    assert not Lecture.objects.get(pk=lecture.pk).is_open(STARTS)
    assert next_lecture(person=person, at=STARTS) is None


def test_a_cancelled_lecture_leaves_its_time_and_is_no_pattern_for_cancelled_ones():
    lecture = LectureFactory(series=SeriesFactory())
    cancel(lecture)

    again = actions.repeat_next_week(lecture_id=lecture.pk, by=None, at=STARTS)
    again.starts_at, again.ends_at = lecture.starts_at, lecture.ends_at
    actions.save_lecture(again, by=None, at=STARTS)

    assert (again.cancelled_at, again.cancel_reason) == (None, "")


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        ({"starts_at": STARTS - HOUR}, True),
        ({"ends_at": STARTS + HOUR}, True),
        ({"venue": "二楼"}, True),
        ({"title": "哮喘新进展"}, False),
    ],
)
def test_a_new_time_or_venue_is_told_to_who_holds_a_seat(at, change, is_told):
    seat = SeatFactory(lecture=LectureFactory(title="哮喘", capacity=3))
    lecture = Lecture.objects.get(pk=seat.lecture_id)
    for name, value in change.items():
        setattr(lecture, name, value)

    actions.save_lecture(lecture, by=None, at=at)
    actions.save_lecture(lecture, by=None, at=at)

    assert told() == ({(seat.doctor, "live.lecture.moved", "有变动：哮喘")} if is_told else set())
    assert (lecture.sequence, lecture.changed_at) == (int(is_told), at)
