from datetime import timedelta

import pytest

from courses.live import actions
from courses.live.models import CheckIn
from lms.audit.models import Entry
from lms.records.models import LearningRecord
from tests.factories.live import STARTS, CheckInFactory, LectureFactory
from tests.factories.people import PersonFactory, PostFactory

pytestmark = pytest.mark.django_db
ENDS = STARTS + timedelta(minutes=90)
AFTER = ENDS + timedelta(minutes=1)


def test_settle_lecture_turns_check_ins_into_records():
    lecture = LectureFactory()
    online, onsite = CheckInFactory(lecture=lecture, mode="online"), CheckInFactory(lecture=lecture, mode="onsite")
    PostFactory(person=onsite.person)

    records = actions.settle_lecture(lecture_id=lecture.pk, at=ENDS)

    lecture.refresh_from_db()
    assert lecture.settled_at == ENDS
    assert [(r.person, r.mode, r.minutes) for r in records] == [
        (online.person, "online", 90),
        (onsite.person, "onsite", 90),
    ]
    record = records[1]
    assert record.source_key == f"live:lecture:{lecture.pk}:{onsite.person_id}"
    assert (record.activity, record.outcome, record.role) == (lecture.activity, "attended", "learner")
    assert (record.happened_at, record.recorded_at) == (STARTS, ENDS)
    assert record.workplace_id
    assert record.evidence == {"check_in": onsite.pk, "checked_in_at": STARTS.isoformat(), "how": "code"}


def test_settle_lecture_twice_writes_once():
    lecture = CheckInFactory().lecture

    first = actions.settle_lecture(lecture_id=lecture.pk, at=ENDS)
    again = actions.settle_lecture(lecture_id=lecture.pk, at=AFTER)

    assert again == first
    lecture.refresh_from_db()
    assert lecture.settled_at == ENDS
    assert LearningRecord.objects.count() == Entry.objects.filter(verb="live.lecture.settled").count() == 1


def test_settle_lecture_before_its_end_is_refused():
    lecture = CheckInFactory().lecture

    with pytest.raises(actions.LectureNotOver):
        actions.settle_lecture(lecture_id=lecture.pk, at=ENDS - timedelta(seconds=1))

    assert not LearningRecord.objects.exists()


def test_a_lecture_nobody_attended_is_settled_too():
    lecture = LectureFactory()

    assert actions.settle_lecture(lecture_id=lecture.pk, at=ENDS) == []
    lecture.refresh_from_db()
    assert lecture.settled_at


@pytest.mark.parametrize("people", [1, 5])
def test_settle_lecture_takes_the_same_queries_for_many(django_assert_num_queries, people):
    lecture = LectureFactory()
    for _ in range(people):
        CheckInFactory(lecture=lecture)

    with django_assert_num_queries(20):
        actions.settle_lecture(lecture_id=lecture.pk, at=ENDS)


def test_settle_due_settles_what_has_ended_and_only_that():
    ended, running = LectureFactory(), LectureFactory(starts_at=STARTS + timedelta(seconds=1))

    assert actions.settle_due(at=ENDS) == 1
    assert actions.settle_due(at=ENDS) == 0

    ended.refresh_from_db()
    running.refresh_from_db()
    assert (ended.settled_at, running.settled_at) == (ENDS, None)


def test_one_broken_lecture_does_not_hold_up_the_others(monkeypatch):
    broken, sound = LectureFactory(), LectureFactory(starts_at=STARTS + timedelta(minutes=1))
    settle = actions.settling.settle_lecture

    def fails_once(*, lecture_id, at):
        if lecture_id == broken.pk:
            raise RuntimeError("broken")
        return settle(lecture_id=lecture_id, at=at)

    monkeypatch.setattr(actions.settling, "settle_lecture", fails_once)

    assert actions.settle_due(at=AFTER) == 1
    sound.refresh_from_db()
    assert sound.settled_at


def add(lecture, person, at=AFTER, **kwargs):
    details = {"mode": "onsite", "reason": "手机没电", "by": PersonFactory(), **kwargs}
    return actions.add_attendance(lecture_id=lecture.pk, person=person, at=at, **details)


def remove(lecture, person, reason="代签", by=None):
    return actions.remove_attendance(
        lecture_id=lecture.pk, person=person, reason=reason, by=by or PersonFactory(), at=AFTER
    )


def test_attendance_added_before_settling_is_settled_with_the_others():
    lecture, person = LectureFactory(), PersonFactory()

    entry = add(lecture, person, at=STARTS)
    [record] = actions.settle_lecture(lecture_id=lecture.pk, at=ENDS)

    assert (entry.add_reason, record.person, record.evidence["how"]) == ("手机没电", person, "added")
    assert Entry.objects.get(verb="live.check_in.added").data == {"reason": "手机没电"}


def test_attendance_added_after_settling_is_on_record_at_once():
    lecture, person = LectureFactory(), PersonFactory()
    actions.settle_lecture(lecture_id=lecture.pk, at=ENDS)

    add(lecture, person)

    record = LearningRecord.objects.get()
    assert (record.person, record.recorded_at, record.happened_at) == (person, AFTER, STARTS)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reason": " "}, actions.AttendanceNeedsReason),
        ({"at": STARTS - timedelta(seconds=1)}, actions.LectureNotBegun),
    ],
)
def test_add_attendance_refuses(change, refusal):
    lecture = LectureFactory()

    with pytest.raises(refusal):
        add(lecture, PersonFactory(), **change)

    assert not CheckIn.objects.exists()


def test_add_attendance_refuses_who_is_there_already():
    entry = CheckInFactory()

    with pytest.raises(actions.AlreadyCheckedIn, match=entry.person.name):
        add(entry.lecture, entry.person)


def test_remove_attendance_before_settling_keeps_it_off_the_record():
    entry, staff = CheckInFactory(), PersonFactory()

    remove(entry.lecture, entry.person, by=staff)

    entry.refresh_from_db()
    assert (entry.removed_at, entry.removed_by, entry.remove_reason) == (AFTER, staff, "代签")
    assert actions.settle_lecture(lecture_id=entry.lecture_id, at=AFTER) == []


def test_remove_attendance_after_settling_reverses_the_record():
    entry = CheckInFactory()
    [record] = actions.settle_lecture(lecture_id=entry.lecture_id, at=ENDS)

    remove(entry.lecture, entry.person)

    assert not LearningRecord.objects.standing().exists()
    assert record.reversal.evidence == {"reason": "代签"}
    assert Entry.objects.get(verb="live.check_in.removed").data == {"reason": "代签"}


def test_attendance_taken_back_by_mistake_can_be_given_again():
    entry = CheckInFactory()
    actions.settle_lecture(lecture_id=entry.lecture_id, at=ENDS)
    remove(entry.lecture, entry.person)

    add(entry.lecture, entry.person)

    record = LearningRecord.objects.standing().get()
    assert record.source_key == f"live:lecture:{entry.lecture_id}:{entry.person_id}:1"
    remove(entry.lecture, entry.person)
    assert not LearningRecord.objects.standing().exists()


@pytest.mark.parametrize(("reason", "refusal"), [("", actions.AttendanceNeedsReason), ("代签", actions.NotCheckedIn)])
def test_remove_attendance_refuses(reason, refusal):
    with pytest.raises(refusal):
        remove(LectureFactory(), PersonFactory(), reason)


def test_the_speaker_is_on_record_once_and_as_teaching():
    speaker = PersonFactory()
    lecture = LectureFactory(speaker=speaker)
    # Checked in before being made the speaker.
    CheckInFactory(lecture=lecture, person=speaker)
    listener = CheckInFactory(lecture=lecture).person

    for _ in range(2):
        actions.settle_lecture(lecture_id=lecture.pk, at=lecture.ends_at)

    written = LearningRecord.objects.values_list("person", "role", "outcome", "minutes")
    assert set(written) == {(speaker.pk, "teacher", "completed", 90), (listener.pk, "learner", "attended", 90)}
    assert Entry.objects.get(verb="live.lecture.settled").data == {"people": 1}


def test_nobody_puts_the_speaker_among_the_listeners():
    lecture = LectureFactory(speaker=PersonFactory())

    with pytest.raises(actions.SpeakerListens) as refusal:
        actions.check_in(lecture_id=lecture.pk, person=lecture.speaker, code="123456", at=STARTS)
    with pytest.raises(actions.SpeakerListens):
        add(lecture, lecture.speaker)

    assert refusal.value.code == "speaker_listens"
    assert not lecture.check_ins.exists()
