"""Pairing, logging, confirming, disputing, correcting, withdrawing."""

from datetime import date, timedelta

import pytest

from courses.mentoring import actions
from courses.mentoring.actions import (
    AlreadyAnswered,
    AlreadyLogged,
    AlreadyPaired,
    ImplausibleTime,
    InTwoPlaces,
    Lesson,
    NobodyTaught,
    NotYourMentee,
    NotYourSession,
    OutsideTerm,
    ReasonMissing,
    SessionSettled,
)
from courses.mentoring.actions.pairings import BadPairing
from courses.mentoring.models import Pairing, TeachingSession
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.records.models import Activity, LearningRecord
from tests.factories.mentoring import CONFIRMED, DISPUTED, PairingFactory, TeachingSessionFactory
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import SubjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing():
    return PairingFactory(subject=SubjectFactory())


@pytest.fixture
def log(pairing, at):
    """Log one lesson of an hour that has just ended, changed as the test says."""

    def log(*, pairings=None, key="tap", mentor=None, **changes):
        lesson = {
            "kind": "ward_round",
            "started_at": at - timedelta(hours=1),
            "minutes": 60,
            "topic": "吸入装置",
            **changes,
        }
        return actions.log_sessions(
            mentor=mentor or pairing.mentor,
            pairings=[pairing] if pairings is None else pairings,
            lesson=Lesson(**lesson),
            request_key=key,
            at=at,
        )

    return log


def test_pair_makes_a_pairing_once_and_tells_both(at):
    mentor, mentee, organiser = PersonFactory(), PersonFactory(), OrganisationFactory()
    couple = {"mentor": mentor, "mentee": mentee, "organiser": organiser, "starts_on": date(2026, 3, 1), "at": at}

    pairing = actions.pair(**couple, goal_sessions=6)

    assert actions.pair(**couple) == pairing
    assert set(Notice.objects.values_list("person", flat=True)) == {mentor.pk, mentee.pk}
    assert Entry.objects.get().verb == "mentoring.pairing.made"


def test_pairings_of_a_kind_do_not_overlap(pairing, at):
    couple = {"mentor": pairing.mentor, "mentee": pairing.mentee, "organiser": pairing.organiser, "at": at}

    with pytest.raises(AlreadyPaired):
        actions.pair(**couple, starts_on=date(2026, 3, 1))
    actions.pair(**couple, starts_on=date(2025, 3, 1), ends_on=date(2026, 1, 1))
    actions.pair(**couple, starts_on=date(2026, 3, 1), kind="apprenticeship")

    assert Pairing.objects.count() == 3


def test_a_pairing_with_oneself_is_refused_in_words(at):
    person = PersonFactory()

    with pytest.raises(BadPairing):
        actions.pair(mentor=person, mentee=person, organiser=OrganisationFactory(), starts_on=date(2026, 1, 1), at=at)


def test_ending_a_pairing_is_a_change(pairing, at):
    pairing.ends_on = date(2026, 12, 31)

    actions.save_pairing(pairing=pairing, by=None, at=at)

    assert Entry.objects.get().verb == "mentoring.pairing.changed"
    assert not Notice.objects.exists()


def test_log_asks_the_mentee_and_writes_no_record(pairing, log, at):
    (session,) = log()

    assert (session.state, session.logged_at, session.minutes) == ("logged", at, 60)
    assert Notice.objects.get().person == pairing.mentee
    assert Entry.objects.get().verb == "mentoring.session.logged"
    assert not LearningRecord.objects.exists()


def test_a_double_tap_is_one_session(log):
    first, second = log(), log()

    assert first == second
    assert TeachingSession.objects.count() == 1
    assert Notice.objects.count() == 1


def test_a_lesson_to_several_is_a_session_for_each(pairing, log):
    other = PairingFactory(mentor=pairing.mentor)

    sessions = log(pairings=[pairing, other])

    assert [session.pairing for session in sessions] == [pairing, other]
    assert log(pairings=[pairing, other]) == sessions


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        pytest.param({"minutes": 9}, ImplausibleTime, id="too-short"),
        pytest.param({"minutes": 61}, ImplausibleTime, id="not-over-yet"),
        pytest.param({"ago": timedelta(days=30, minutes=1)}, ImplausibleTime, id="too-long-ago"),
        pytest.param({"ago": timedelta(days=20)}, OutsideTerm, id="before-the-term"),
        pytest.param({"pairings": []}, NobodyTaught, id="nobody"),
    ],
)
def test_log_refuses_and_leaves_no_trace(pairing, log, at, changes, refusal):
    pairing.starts_on = date(2026, 11, 1)
    pairing.save()
    if "ago" in changes:
        changes = {"started_at": at - changes["ago"]}

    with pytest.raises(refusal):
        log(**changes)

    assert not TeachingSession.objects.exists()
    assert not Entry.objects.exists()


def test_a_foreign_mentee_is_refused(pairing, log):
    with pytest.raises(NotYourMentee):
        log(pairings=[pairing, PairingFactory()])
    with pytest.raises(NotYourMentee):
        log(mentor=pairing.mentee)

    assert not TeachingSession.objects.exists()


def test_nobody_teaches_in_two_places_at_once(pairing, log, at):
    log()
    other = PairingFactory(mentor=pairing.mentor)
    half_over = at - timedelta(minutes=90)

    with pytest.raises(InTwoPlaces, match="2026"):
        log(key="b", pairings=[other], started_at=half_over)
    with pytest.raises(InTwoPlaces):
        log(key="c", pairings=[other], place=OrganisationFactory())

    assert len(log(key="d", pairings=[other])) == 1
    assert len(log(key="e", started_at=at - timedelta(hours=2))) == 1


def test_the_same_occasion_for_the_same_mentee_is_refused(log):
    log()

    with pytest.raises(AlreadyLogged):
        log(key="another-form")


def test_a_withdrawn_session_is_no_obstacle(pairing, log, at):
    (session,) = log()
    actions.withdraw_session(session=session, mentor=pairing.mentor, at=at)

    assert len(log(key="again", kind="lecture")) == 1


def test_confirm_writes_a_record_for_each_of_the_two(pairing, log, at):
    (session,) = log()

    actions.confirm_session(session=session, mentee=pairing.mentee, at=at)

    learner, teacher = LearningRecord.objects.order_by("role")
    activity = Activity.objects.get()
    assert (learner.person, learner.role, learner.source_key) == (
        pairing.mentee,
        "learner",
        f"mentoring:session:{session.pk}:learner",
    )
    assert (teacher.person, teacher.role, teacher.source_key) == (
        pairing.mentor,
        "teacher",
        f"mentoring:session:{session.pk}:teacher",
    )
    assert {record.minutes for record in (learner, teacher)} == {60}
    assert {record.happened_at for record in (learner, teacher)} == {session.started_at}
    assert (activity.kind, list(activity.subjects.all())) == ("teaching", [pairing.subject])
    assert Notice.objects.filter(person=pairing.mentor).count() == 1


def test_confirm_twice_is_one_confirmation(pairing, log, at):
    (session,) = log()
    for _ in range(2):
        actions.confirm_session(session=session, mentee=pairing.mentee, at=at)

    assert LearningRecord.objects.count() == 2
    assert Entry.objects.filter(verb="mentoring.session.confirmed").count() == 1


@pytest.mark.parametrize("state", [DISPUTED, {"state": "withdrawn"}])
def test_what_is_settled_is_not_confirmed(state, at):
    session = TeachingSessionFactory(**state)

    with pytest.raises(AlreadyAnswered):
        actions.confirm_session(session=session, mentee=session.pairing.mentee, at=at)


def test_only_the_mentee_answers(at):
    session = TeachingSessionFactory()

    for person in (session.pairing.mentor, PersonFactory()):
        with pytest.raises(NotYourSession):
            actions.confirm_session(session=session, mentee=person, at=at)
        with pytest.raises(NotYourSession):
            actions.dispute_session(session=session, mentee=person, reason="不对", at=at)
    assert not LearningRecord.objects.exists()


def test_dispute_needs_a_reason_and_tells_the_mentor(at):
    session = TeachingSessionFactory()
    mentee = session.pairing.mentee
    with pytest.raises(ReasonMissing):
        actions.dispute_session(session=session, mentee=mentee, reason="  ", at=at)

    for _ in range(2):
        disputed = actions.dispute_session(session=session, mentee=mentee, reason=" 那天我不在 ", at=at)

    assert (disputed.state, disputed.dispute_reason) == ("disputed", "那天我不在")
    assert Notice.objects.get().person == session.pairing.mentor
    assert not LearningRecord.objects.exists()


def test_a_confirmed_session_is_not_disputed(at):
    session = TeachingSessionFactory(**CONFIRMED)

    with pytest.raises(AlreadyAnswered):
        actions.dispute_session(session=session, mentee=session.pairing.mentee, reason="不对", at=at)


def test_correct_asks_again_and_can_then_be_confirmed(pairing, log, at):
    (session,) = log()
    actions.dispute_session(session=session, mentee=pairing.mentee, reason="只有半小时", at=at)
    lesson = Lesson(kind="ward_round", started_at=session.started_at, minutes=30, topic="吸入装置")
    later = at + timedelta(hours=1)

    session = actions.correct_session(session=session, mentor=pairing.mentor, lesson=lesson, at=later)

    assert (session.state, session.minutes, session.dispute_reason) == ("logged", 30, "只有半小时")
    assert Notice.objects.filter(person=pairing.mentee).count() == 2
    actions.confirm_session(session=session, mentee=pairing.mentee, at=later)
    assert set(LearningRecord.objects.values_list("minutes", flat=True)) == {30}


def test_one_of_a_group_can_be_corrected(pairing, log, at):
    first, _second = log(pairings=[pairing, PairingFactory(mentor=pairing.mentor)])
    earlier = Lesson(kind="ward_round", started_at=at - timedelta(minutes=90), minutes=60, topic="吸入装置")

    corrected = actions.correct_session(session=first, mentor=pairing.mentor, lesson=earlier, at=at)

    assert corrected.started_at == earlier.started_at


def test_a_correction_may_come_late_but_not_move_further_back(pairing, log, at):
    (session,) = log()
    late = at + timedelta(days=40)
    same = Lesson(kind="lecture", started_at=session.started_at, minutes=60, topic="吸入装置")
    earlier = Lesson(kind="lecture", started_at=session.started_at - timedelta(days=1), minutes=60, topic="吸入装置")

    assert actions.correct_session(session=session, mentor=pairing.mentor, lesson=same, at=late).kind == "lecture"
    with pytest.raises(ImplausibleTime):
        actions.correct_session(session=session, mentor=pairing.mentor, lesson=earlier, at=late)


@pytest.mark.parametrize("state", [CONFIRMED, {"state": "withdrawn"}])
def test_what_is_settled_is_not_corrected(state, at):
    session = TeachingSessionFactory(**state)
    lesson = Lesson(kind="lecture", started_at=session.started_at, minutes=60, topic="别的")

    with pytest.raises(SessionSettled):
        actions.correct_session(session=session, mentor=session.pairing.mentor, lesson=lesson, at=at)


def test_withdraw_once_and_only_by_the_mentor(at):
    session = TeachingSessionFactory(**DISPUTED)
    with pytest.raises(NotYourMentee):
        actions.withdraw_session(session=session, mentor=session.pairing.mentee, at=at)

    for _ in range(2):
        withdrawn = actions.withdraw_session(session=session, mentor=session.pairing.mentor, at=at)

    assert withdrawn.state == "withdrawn"
    assert Entry.objects.count() == 1


def test_a_confirmed_session_is_not_withdrawn(at):
    session = TeachingSessionFactory(**CONFIRMED)

    with pytest.raises(SessionSettled):
        actions.withdraw_session(session=session, mentor=session.pairing.mentor, at=at)
