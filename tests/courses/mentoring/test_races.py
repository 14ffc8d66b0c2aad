"""Two taps at once, on PostgreSQL."""

from datetime import date, timedelta

import pytest

from courses.mentoring import actions
from courses.mentoring.actions import Lesson
from courses.mentoring.models import Pairing, TeachingSession
from lms.notices.models import Notice
from lms.records.models import LearningRecord
from tests.factories.mentoring import PairingFactory, TeachingSessionFactory
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.postgresql]


def lesson(at, **changes):
    return Lesson(
        **{"kind": "clinic", "started_at": at - timedelta(hours=1), "minutes": 60, "topic": "血压", **changes}
    )


def test_taps_at_once_log_one_session(at):
    pairing = PairingFactory()

    made = at_once(
        8,
        lambda _n: actions.log_sessions(
            mentor=pairing.mentor, pairings=[pairing], lesson=lesson(at), request_key="tap", at=at
        ),
    )

    assert TeachingSession.objects.count() == 1
    assert len({sessions[0].pk for sessions in made}) == 1
    assert Notice.objects.count() == 1


def test_two_phones_cannot_log_two_places_at_once(at):
    mentor = PersonFactory()
    pairings = PairingFactory.create_batch(6, mentor=mentor)

    at_once(
        6,
        lambda n: actions.log_sessions(
            mentor=mentor,
            pairings=[pairings[n]],
            lesson=lesson(at, started_at=at - timedelta(minutes=70 + n)),
            request_key=f"phone-{n}",
            at=at,
        ),
    )

    assert TeachingSession.objects.count() == 1


def test_two_mentors_cannot_log_one_hour_of_a_mentee(at):
    mentee = PersonFactory()
    pairings = PairingFactory.create_batch(6, mentee=mentee)

    at_once(
        6,
        lambda n: actions.log_sessions(
            mentor=pairings[n].mentor,
            pairings=[pairings[n]],
            lesson=lesson(at, started_at=at - timedelta(minutes=70 + n)),
            request_key=f"mentor-{n}",
            at=at,
        ),
    )

    assert TeachingSession.objects.count() == 1


def test_one_hour_of_a_mentee_is_confirmed_once(at):
    mentee, begins = PersonFactory(), at - timedelta(days=2)
    sessions = [
        TeachingSessionFactory(pairing=PairingFactory(mentee=mentee), started_at=begins + timedelta(minutes=5 * n))
        for n in range(6)
    ]

    at_once(
        6, lambda n: actions.confirm_session(session=sessions[n], mentee=mentee, version=sessions[n].version, at=at)
    )

    assert TeachingSession.objects.confirmed().count() == 1
    assert LearningRecord.objects.filter(person=mentee).count() == 1


def test_mentees_who_confirm_at_once_write_one_hour_of_teaching(at):
    pairings = PairingFactory.create_batch(6, mentor=PersonFactory())
    sessions = [TeachingSessionFactory(pairing=each, started_at=at - timedelta(days=2)) for each in pairings]

    at_once(
        6,
        lambda n: actions.confirm_session(
            session=sessions[n], mentee=pairings[n].mentee, version=sessions[n].version, at=at
        ),
    )

    assert LearningRecord.objects.filter(role="teacher").count() == 1
    assert LearningRecord.objects.filter(role="learner").count() == 6


def test_a_term_is_not_shortened_while_a_session_is_logged_outside_it(at):
    pairing = PairingFactory()
    shorter = Pairing.objects.get(pk=pairing.pk)
    shorter.ends_on = date(2026, 11, 1)

    at_once(
        2,
        lambda n: (
            actions.save_pairing(pairing=shorter, by=None, at=at)
            if n
            else actions.log_sessions(
                mentor=pairing.mentor, pairings=[pairing], lesson=lesson(at), request_key="tap", at=at
            )
        ),
    )

    pairing.refresh_from_db()
    assert (pairing.ends_on is None) == TeachingSession.objects.exists()


def test_confirmations_at_once_write_two_records(at):
    session = TeachingSessionFactory()

    at_once(
        8,
        lambda _n: actions.confirm_session(
            session=session, mentee=session.pairing.mentee, version=session.version, at=at
        ),
    )

    assert LearningRecord.objects.count() == 2


def test_confirming_and_withdrawing_at_once_is_one_or_the_other(at):
    session = TeachingSessionFactory()
    pairing = session.pairing

    at_once(
        2,
        lambda n: (
            actions.confirm_session(session=session, mentee=pairing.mentee, version=session.version, at=at)
            if n
            else actions.withdraw_session(session=session, mentor=pairing.mentor, at=at)
        ),
    )

    session.refresh_from_db()
    assert LearningRecord.objects.count() == (2 if session.state == "confirmed" else 0)


def test_two_managers_pair_a_couple_once(at):
    mentor, mentee, organiser = PersonFactory(), PersonFactory(), OrganisationFactory()

    at_once(
        4,
        lambda n: actions.pair(
            mentor=mentor, mentee=mentee, organiser=organiser, starts_on=date(2026, 1, 1 + n), at=at
        ),
    )

    assert Pairing.objects.count() == 1
