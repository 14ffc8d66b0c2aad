"""What confirmed sessions write for the mentor, and what declaring one void takes back."""

from datetime import timedelta

import pytest

from courses.mentoring import actions
from courses.mentoring.actions import ReasonMissing, SessionSettled
from courses.mentoring.tasks import remind_waiting
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.records.models import LearningRecord
from tests.factories.mentoring import PairingFactory, TeachingSessionFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(at):
    """One hour with three mentees of one mentor."""
    mentor = PersonFactory()
    pairings = PairingFactory.create_batch(3, mentor=mentor)
    return [TeachingSessionFactory(pairing=each, started_at=at - timedelta(days=2)) for each in pairings]


def confirm(session, at):
    return actions.confirm_session(session=session, mentee=session.pairing.mentee, version=session.version, at=at)


def counting(role):
    return list(LearningRecord.objects.standing().filter(role=role).values_list("minutes", flat=True))


def test_an_hour_with_three_mentees_is_one_hour_of_teaching(lesson, at):
    for session in lesson:
        confirm(session, at)

    assert (counting("learner"), counting("teacher")) == ([60, 60, 60], [60])


def test_another_hour_and_another_mentor_count_by_themselves(lesson, at):
    begins = lesson[0].started_at
    confirm(lesson[0], at)
    confirm(TeachingSessionFactory(pairing=lesson[0].pairing, started_at=begins + timedelta(hours=1)), at)
    confirm(TeachingSessionFactory(started_at=begins), at)

    assert counting("teacher") == [60, 60, 60]


def test_a_void_session_takes_the_mentors_hour_back_with_the_last_of_the_lesson(lesson, at):
    manager = PersonFactory()
    for session in lesson[:2]:
        confirm(session, at)

    actions.void_session(session=lesson[0], by=manager, reason="登记错了", at=at)
    assert (counting("learner"), counting("teacher")) == ([60], [60])
    actions.void_session(session=lesson[1], by=manager, reason="登记错了", at=at)
    assert (counting("learner"), counting("teacher")) == ([], [])
    # The third of the lesson is confirmed after all: the hour counts again.
    confirm(lesson[2], at)
    assert (counting("learner"), counting("teacher")) == ([60], [60])


def test_void_is_once_with_a_reason_and_told_to_both(lesson, at):
    session, manager = confirm(lesson[0], at), PersonFactory()
    with pytest.raises(ReasonMissing):
        actions.void_session(session=session, by=manager, reason=" ", at=at)

    for _ in range(2):
        voided = actions.void_session(session=session, by=manager, reason=" 登记错了 ", at=at)

    assert (voided.state, voided.void_reason) == ("withdrawn", "登记错了")
    told = Notice.objects.filter(kind="mentoring.session.voided").values_list("person", flat=True)
    assert set(told) == {session.pairing.mentor_id, session.pairing.mentee_id}
    entry = Entry.objects.get(verb="mentoring.session.voided")
    assert (entry.actor_id, entry.data["reason"]) == (str(manager.pk), "登记错了")
    assert LearningRecord.objects.filter(outcome="reversed").count() == 2


def test_what_nobody_confirmed_can_be_void_but_not_what_was_taken_back(lesson, at):
    waiting, withdrawn = lesson[0], TeachingSessionFactory(state="withdrawn")

    actions.void_session(session=waiting, by=PersonFactory(), reason="没有这次带教", at=at)

    assert not LearningRecord.objects.exists()
    with pytest.raises(SessionSettled):
        actions.void_session(session=withdrawn, by=PersonFactory(), reason="没有这次带教", at=at)


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        pytest.param(2, [], id="not-yet"),
        pytest.param(3, ["3"], id="three"),
        pytest.param(8, ["7"], id="seven"),
        pytest.param(14, ["14"], id="fourteen"),
        pytest.param(29, [], id="no-more"),
    ],
)
def test_whoever_does_not_answer_is_reminded(at, days, asked):
    session = TeachingSessionFactory(started_at=at - timedelta(days=40), logged_at=at - timedelta(days=days))
    TeachingSessionFactory(started_at=at - timedelta(days=40), logged_at=at - timedelta(days=days), state="withdrawn")

    for _ in range(2):
        actions.remind_waiting(at=at)

    notices = Notice.objects.filter(kind="mentoring.session.waiting")
    assert [notice.key.rsplit(":", 1)[1] for notice in notices] == asked
    assert {notice.person_id for notice in notices} <= {session.pairing.mentee_id}


def test_a_session_is_asked_about_at_three_seven_and_fourteen_days(at, time_machine):
    TeachingSessionFactory(logged_at=at)
    for day in range(1, 40):
        time_machine.move_to(at + timedelta(days=day), tick=False)
        remind_waiting(from_a_newer_version=True)

    assert Notice.objects.filter(kind="mentoring.session.waiting").count() == 3
