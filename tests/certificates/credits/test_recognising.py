"""Two people decide on a certificate from elsewhere."""

from datetime import UTC, date, datetime

import pytest

from certificates.credits import actions
from certificates.credits.actions.handing_in import AlreadyDecided
from certificates.credits.actions.recognising import (
    NoMinutes,
    NotByYou,
    NotChecked,
    ReasonMissing,
    SecondPersonNeeded,
)
from certificates.credits.models import CreditLine, Recognition
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.records.actions import reverse
from lms.records.models import LearningRecord
from tests.factories.credits import CreditRuleFactory, RecognitionFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def first():
    return PersonFactory(name="李审核")


@pytest.fixture
def second():
    return PersonFactory(name="赵批准")


@pytest.fixture
def deciders(first, second):
    return first, second


def recognised(first, second, at, **fields):
    waiting = RecognitionFactory(**fields)
    actions.check(waiting, minutes=720, by=first, at=at)
    return actions.recognize(waiting, by=second, at=at)


@pytest.mark.parametrize(
    ("kind", "began_on", "earned"),
    [
        ("placement", date(2026, 6, 17), ("进修学习", 2500)),
        ("placement", date(2026, 6, 18), ("进修学习", 400)),
        ("degree", date(2026, 9, 12), ("在职学历教育", 400)),
        ("assignment", date(2026, 9, 12), ("政府指令性任务", 400)),
        ("self_study", date(2026, 9, 12), ("有计划的自学", 400)),
        ("other", date(2026, 9, 12), ("其他", 400)),
    ],
)
def test_what_is_done_elsewhere_earns_under_the_national_rules(at, deciders, work, kind, began_on, earned):
    """Until 13 September: 17 June is the first day of 89."""
    actions.load_sets(by=None, at=at)

    recognised(*deciders, at, kind=kind, began_on=began_on)
    work()

    line = CreditLine.objects.get()
    assert ((line.rule.category, line.hundredths), line.rule.confirmed) == (earned, False)


def test_two_people_make_a_record_of_it_and_credits_follow(at, first, second, work):
    CreditRuleFactory(activity_kind="course", unit_minutes=180)

    done = recognised(first, second, at)
    work()

    record = LearningRecord.objects.get()
    assert done.record == record
    assert (record.person, record.minutes, record.outcome, record.mode) == (done.person, 720, "completed", "onsite")
    assert record.happened_at == datetime(2026, 9, 13, 4, tzinfo=UTC)
    assert record.activity.title == done.title
    assert record.evidence == {
        "recognition": done.pk,
        "issuer": "山东省医学会",
        "days": 2,
        "sha256": done.sha256,
        "checked_by": "李审核",
        "approved_by": "赵批准",
    }
    assert CreditLine.objects.get().hundredths == 400
    assert Entry.objects.get(verb="credits.recognition.checked").data == {"minutes": 720}
    assert Entry.objects.get(verb="credits.recognition.approved").data == {"record": record.pk}
    notice = Notice.objects.get()
    assert (notice.person, notice.url) == (done.person, f"/credits/outside/{done.pk}/")


def test_what_ended_today_happened_no_later_than_it_was_approved(first, second):
    morning = datetime(2026, 11, 19, 1, tzinfo=UTC)

    assert recognised(first, second, morning, ended_on=morning.date()).record.happened_at == morning


def test_nobody_decides_twice_or_on_their_own(at, first, second):
    waiting = RecognitionFactory(handed_in_by=PersonFactory())

    for applicant in (waiting.person, waiting.handed_in_by):
        with pytest.raises(NotByYou):
            actions.check(waiting, minutes=60, by=applicant, at=at)
        with pytest.raises(NotByYou):
            actions.refuse(waiting, by=applicant, reason="不行", at=at)
    with pytest.raises(NotChecked):
        actions.recognize(waiting, by=second, at=at)
    with pytest.raises(NoMinutes):
        actions.check(waiting, minutes=0, by=first, at=at)

    actions.check(waiting, minutes=60, by=first, at=at)
    with pytest.raises(SecondPersonNeeded):
        actions.recognize(waiting, by=first, at=at)
    with pytest.raises(NotByYou):
        actions.recognize(waiting, by=waiting.handed_in_by, at=at)
    with pytest.raises(AlreadyDecided):
        actions.check(waiting, minutes=60, by=second, at=at)

    assert not LearningRecord.objects.exists()


def test_approving_twice_writes_one_record(at, first, second):
    done = recognised(first, second, at)

    with pytest.raises(AlreadyDecided):
        actions.recognize(done, by=PersonFactory(), at=at)

    assert LearningRecord.objects.count() == 1


@pytest.mark.parametrize("checked", [False, True])
def test_a_refusal_tells_why(at, second, checked):
    waiting = RecognitionFactory(checked=checked)

    with pytest.raises(ReasonMissing):
        actions.refuse(waiting, by=second, reason="  ", at=at)
    actions.refuse(waiting, by=second, reason="编号查不到", at=at)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason, waiting.closed_by) == ("refused", "编号查不到", second)
    assert "编号查不到" in Notice.objects.get(person=waiting.person).body
    with pytest.raises(AlreadyDecided):
        actions.refuse(waiting, by=second, reason="编号查不到", at=at)


def test_a_recognition_taken_back_reverses_its_record_and_its_credit(at, first, second, work):
    CreditRuleFactory(activity_kind="course", unit_minutes=180)
    done = recognised(first, second, at)
    work()

    with pytest.raises(ReasonMissing):
        actions.revoke(done, by=first, reason="", at=at)
    with pytest.raises(NotByYou):
        actions.revoke(done, by=done.person, reason="发证单位查无此证", at=at)
    actions.revoke(done, by=first, reason="发证单位查无此证", at=at)
    work()

    done.refresh_from_db()
    assert (done.state, done.closed_by, done.reason) == ("revoked", first, "发证单位查无此证")
    assert LearningRecord.objects.get(reverses=done.record).evidence == {"reason": "发证单位查无此证"}
    assert not CreditLine.objects.standing().exists()
    assert actions.revoke(done, by=first, reason="再一次", at=at).reason == "发证单位查无此证"
    assert Notice.objects.filter(person=done.person).count() == 2
    # What no longer counts may be handed in again, with better proof.
    assert RecognitionFactory(number=done.number).pk


def test_only_what_is_recognised_is_taken_back(at, first):
    with pytest.raises(AlreadyDecided):
        actions.revoke(RecognitionFactory(), by=first, reason="不算", at=at)


def test_a_recognition_ends_with_its_record(at, first, second, work):
    done = recognised(first, second, at)
    work()
    reverse(done.record, by=first, reason="双方核实", at=at)

    work()

    done.refresh_from_db()
    assert (done.state, done.reason, done.closed_by) == ("revoked", "双方核实", first)
    reversal = LearningRecord.objects.get(reverses=done.record)
    assert actions.follow_records(record_ids=[reversal.pk], at=at) == 0


def test_a_record_taken_back_by_nobody_ends_it_too(at, first, second):
    done = recognised(first, second, at)
    reversal = reverse(done.record, by=None, reason="", at=at)

    assert actions.follow_records(record_ids=[reversal.pk], at=at) == 1

    done.refresh_from_db()
    assert (done.state, done.closed_by) == ("revoked", None)
    assert done.reason


def test_a_record_reversed_before_is_not_reversed_again(at, first, second):
    done = recognised(first, second, at)
    reverse(done.record, by=first, reason="双方核实", at=at)

    actions.revoke(done, by=first, reason="发证单位查无此证", at=at)

    assert LearningRecord.objects.filter(reverses__isnull=False).count() == 1


def test_one_that_ended_meanwhile_is_left_alone(at, first, second, monkeypatch):
    done = recognised(first, second, at)
    reversal = reverse(done.record, by=first, reason="双方核实", at=at)
    ended = Recognition.objects.get(pk=done.pk)
    ended.state = "revoked"
    # Another worker was quicker between the question and the lock.
    monkeypatch.setattr("certificates.credits.actions.recognising.held", lambda _each: ended)

    assert actions.follow_records(record_ids=[reversal.pk], at=at) == 0
