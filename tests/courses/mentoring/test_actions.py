"""Pairing, logging, confirming, disputing, correcting, withdrawing."""

from datetime import date, timedelta

import pytest

from courses.mentoring import actions
from courses.mentoring.actions import (
    AlreadyAnswered,
    AlreadyLogged,
    AlreadyPaired,
    AlreadyTaught,
    ChangedSince,
    ImplausibleTime,
    InTwoPlaces,
    Lesson,
    NobodyTaught,
    NotYourMentee,
    NotYourSession,
    OutsideTerm,
    ReasonMissing,
    SessionSettled,
    TaughtAlready,
    TermTooShort,
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


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda: {"mentee": PersonFactory()}, id="mentee"),
        pytest.param(lambda: {"mentor": PersonFactory()}, id="mentor"),
        pytest.param(lambda: {"organiser": OrganisationFactory()}, id="organiser"),
        pytest.param(lambda: {"kind": "apprenticeship"}, id="kind"),
    ],
)
def test_whom_standing_sessions_are_of_is_not_rewritten(pairing, log, at, change):
    (session,) = log()
    fields = change()
    changed = Pairing.objects.get(pk=pairing.pk)
    for name, value in fields.items():
        setattr(changed, name, value)

    with pytest.raises(TaughtAlready):
        actions.save_pairing(pairing=changed, by=None, at=at)

    actions.withdraw_session(session=session, mentor=pairing.mentor, at=at)
    assert actions.save_pairing(pairing=changed, by=None, at=at).pk == pairing.pk


@pytest.mark.parametrize(
    ("term", "fits"),
    [
        pytest.param({"ends_on": date(2026, 11, 20)}, True, id="ends-the-day-after"),
        pytest.param({"ends_on": date(2026, 11, 19)}, False, id="ends-on-the-last-day"),
        pytest.param({"starts_on": date(2026, 11, 17)}, True, id="begins-on-the-first-day"),
        pytest.param({"starts_on": date(2026, 11, 18)}, False, id="begins-after-the-first-day"),
    ],
)
def test_a_term_covers_every_standing_session(pairing, log, at, term, fits):
    log()
    log(key="earlier", started_at=at - timedelta(days=2))
    for name, value in term.items():
        setattr(pairing, name, value)

    if fits:
        actions.save_pairing(pairing=pairing, by=None, at=at)
    else:
        with pytest.raises(TermTooShort, match="2026-11-17"):
            actions.save_pairing(pairing=pairing, by=None, at=at)


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


def test_one_hour_of_a_mentee_is_one_lesson_whoever_logs_it(pairing, log, at):
    twice = PairingFactory(mentor=pairing.mentor, mentee=pairing.mentee, kind="apprenticeship")
    other = PairingFactory(mentee=pairing.mentee)
    with pytest.raises(AlreadyLogged):
        log(pairings=[pairing, twice])
    log()

    for elsewhere in (twice, other):
        with pytest.raises(AlreadyLogged, match="2026"):
            log(
                key=f"of-{elsewhere.pk}",
                mentor=elsewhere.mentor,
                pairings=[elsewhere],
                started_at=at - timedelta(minutes=60 if elsewhere == twice else 90),
            )
    assert len(log(key="before", mentor=other.mentor, pairings=[other], started_at=at - timedelta(hours=2))) == 1


def test_a_disputed_session_keeps_no_other_mentor_from_logging_and_cannot_count_later(pairing, log, at):
    (wrong,) = log()
    mentee = pairing.mentee
    actions.dispute_session(session=wrong, mentee=mentee, version=wrong.version, reason="是王老师带的", at=at)
    other = PairingFactory(mentee=mentee)

    (right,) = log(key="right", mentor=other.mentor, pairings=[other])
    actions.confirm_session(session=right, mentee=mentee, version=right.version, at=at)
    actions.drop_dispute(session=wrong, mentee=mentee, at=at)

    with pytest.raises(AlreadyTaught):
        actions.confirm_session(session=wrong, mentee=mentee, version=wrong.version, at=at)
    assert LearningRecord.objects.filter(person=mentee).count() == 1


def test_a_correction_does_not_move_onto_another_lesson_of_the_mentee(pairing, log, at):
    (session,) = log()
    other = PairingFactory(mentee=pairing.mentee)
    log(key="other", mentor=other.mentor, pairings=[other], started_at=at - timedelta(hours=3))
    onto = Lesson(kind="ward_round", started_at=at - timedelta(hours=3), minutes=60, topic="吸入装置")
    longer = Lesson(kind="ward_round", started_at=at - timedelta(hours=2), minutes=120, topic="吸入装置")

    with pytest.raises(AlreadyLogged):
        actions.correct_session(session=session, mentor=pairing.mentor, lesson=onto, at=at)
    assert actions.correct_session(session=session, mentor=pairing.mentor, lesson=longer, at=at).minutes == 120


def test_what_the_mentee_has_not_seen_is_not_answered(pairing, log, at):
    (session,) = log()
    seen, later = session.version, at + timedelta(minutes=1)
    lesson = Lesson(kind="lecture", started_at=at - timedelta(hours=8), minutes=480, topic="别的")
    corrected = actions.correct_session(session=session, mentor=pairing.mentor, lesson=lesson, at=later)

    with pytest.raises(ChangedSince):
        actions.confirm_session(session=session, mentee=pairing.mentee, version=seen, at=later)
    with pytest.raises(ChangedSince):
        actions.dispute_session(session=session, mentee=pairing.mentee, version=seen, reason="不对", at=later)

    assert not LearningRecord.objects.exists()
    version = corrected.version
    assert actions.confirm_session(session=session, mentee=pairing.mentee, version=version, at=later).minutes == 480


def test_a_dispute_can_be_taken_back(at):
    session = TeachingSessionFactory(**DISPUTED)
    mentee = session.pairing.mentee
    with pytest.raises(NotYourSession):
        actions.drop_dispute(session=session, mentee=session.pairing.mentor, at=at)

    for _ in range(2):
        dropped = actions.drop_dispute(session=session, mentee=mentee, at=at)

    assert (dropped.state, dropped.dispute_reason, dropped.answered_at) == ("logged", "", None)
    assert Notice.objects.get().person == session.pairing.mentor
    assert Entry.objects.get().verb == "mentoring.session.dispute_dropped"
    confirmed = actions.confirm_session(session=session, mentee=mentee, version=session.version, at=at)
    assert confirmed.state == "confirmed"
    with pytest.raises(AlreadyAnswered):
        actions.drop_dispute(session=session, mentee=mentee, at=at)


def test_a_withdrawn_session_is_no_obstacle(pairing, log, at):
    (session,) = log()
    actions.withdraw_session(session=session, mentor=pairing.mentor, at=at)

    assert len(log(key="again", kind="lecture")) == 1


def test_confirm_writes_a_record_for_each_of_the_two(pairing, log, at):
    (session,) = log()

    actions.confirm_session(session=session, mentee=pairing.mentee, version=session.version, at=at)

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
        actions.confirm_session(session=session, mentee=pairing.mentee, version=session.version, at=at)

    assert LearningRecord.objects.count() == 2
    assert Entry.objects.filter(verb="mentoring.session.confirmed").count() == 1


@pytest.mark.parametrize("state", [DISPUTED, {"state": "withdrawn"}])
def test_what_is_settled_is_not_confirmed(state, at):
    session = TeachingSessionFactory(**state)

    with pytest.raises(AlreadyAnswered):
        actions.confirm_session(session=session, mentee=session.pairing.mentee, version=session.version, at=at)


def test_only_the_mentee_answers(at):
    session = TeachingSessionFactory()

    for person in (session.pairing.mentor, PersonFactory()):
        with pytest.raises(NotYourSession):
            actions.confirm_session(session=session, mentee=person, version=session.version, at=at)
        with pytest.raises(NotYourSession):
            actions.dispute_session(session=session, mentee=person, version=session.version, reason="不对", at=at)
    assert not LearningRecord.objects.exists()


def test_dispute_needs_a_reason_and_tells_the_mentor(at):
    session = TeachingSessionFactory()
    mentee = session.pairing.mentee
    with pytest.raises(ReasonMissing):
        actions.dispute_session(session=session, mentee=mentee, version=session.version, reason="  ", at=at)

    for _ in range(2):
        disputed = actions.dispute_session(
            session=session, mentee=mentee, version=session.version, reason=" 那天我不在 ", at=at
        )

    assert (disputed.state, disputed.dispute_reason) == ("disputed", "那天我不在")
    assert Notice.objects.get().person == session.pairing.mentor
    assert not LearningRecord.objects.exists()


def test_a_confirmed_session_is_not_disputed(at):
    session = TeachingSessionFactory(**CONFIRMED)

    with pytest.raises(AlreadyAnswered):
        actions.dispute_session(
            session=session, mentee=session.pairing.mentee, version=session.version, reason="不对", at=at
        )


def test_correct_asks_again_and_can_then_be_confirmed(pairing, log, at):
    (session,) = log()
    actions.dispute_session(session=session, mentee=pairing.mentee, version=session.version, reason="只有半小时", at=at)
    lesson = Lesson(kind="ward_round", started_at=session.started_at, minutes=30, topic="吸入装置")
    later = at + timedelta(hours=1)

    session = actions.correct_session(session=session, mentor=pairing.mentor, lesson=lesson, at=later)

    assert (session.state, session.minutes, session.dispute_reason) == ("logged", 30, "")
    assert Notice.objects.filter(person=pairing.mentee).count() == 2
    actions.confirm_session(session=session, mentee=pairing.mentee, version=session.version, at=later)
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
