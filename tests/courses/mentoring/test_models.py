"""What the database refuses, and who sees what."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from courses.mentoring.models import Pairing, TeachingSession
from tests.factories.mentoring import CONFIRMED, DISPUTED, PairingFactory, TeachingSessionFactory
from tests.factories.people import AppointmentFactory, PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"minutes": 9}, id="too-short"),
        pytest.param({"minutes": 481}, id="too-long"),
        pytest.param({"topic": ""}, id="no-topic"),
        pytest.param({"request_key": ""}, id="no-request"),
        pytest.param({"logged_at": datetime(2026, 1, 1, tzinfo=UTC)}, id="logged-before-it-began"),
        pytest.param({"state": "confirmed"}, id="confirmed-at-no-time"),
        pytest.param({**CONFIRMED, "state": "logged"}, id="answered-and-waiting"),
        pytest.param({**DISPUTED, "dispute_reason": ""}, id="disputed-without-reason"),
        pytest.param({"state": "lost"}, id="unknown-state"),
        pytest.param({**CONFIRMED, "void_reason": "登记错了"}, id="void-and-confirmed"),
    ],
)
def test_database_refuses_a_session(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        TeachingSessionFactory(**fields)


def test_a_request_makes_a_session_once():
    session = TeachingSessionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        TeachingSessionFactory(request_key=session.request_key)


def test_a_pairing_has_one_session_at_a_time_unless_withdrawn():
    session = TeachingSessionFactory(state="withdrawn")
    again = TeachingSessionFactory(pairing=session.pairing, started_at=session.started_at)

    with pytest.raises(IntegrityError), transaction.atomic():
        TeachingSessionFactory(pairing=again.pairing, started_at=again.started_at)


def test_nobody_is_their_own_mentor():
    person = PersonFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PairingFactory(mentor=person, mentee=person)


def test_a_pairing_ends_after_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        PairingFactory(ends_on=date(2026, 1, 1))


def test_one_open_pairing_of_a_kind_per_couple():
    pairing = PairingFactory()
    couple = {"mentor": pairing.mentor, "mentee": pairing.mentee}
    PairingFactory(**couple, kind="apprenticeship")

    with pytest.raises(IntegrityError), transaction.atomic():
        PairingFactory(**couple, starts_on=date(2026, 5, 1))


def test_pairings_and_sessions_are_seen_by_both_by_their_institutions_and_by_nobody_else():
    session = TeachingSessionFactory()
    pairing = session.pairing
    manager = AppointmentFactory(organisation=PostFactory(person=pairing.mentee).workplace).person
    host = AppointmentFactory(organisation=PostFactory(person=pairing.mentor).workplace).person
    organiser = AppointmentFactory(organisation=pairing.organiser).person

    for viewer in (pairing.mentor, pairing.mentee, manager, host, organiser, PersonFactory(is_superuser=True)):
        assert list(Pairing.objects.visible_to(viewer)) == [pairing]
        assert list(TeachingSession.objects.visible_to(viewer)) == [session]
    for stranger in (PersonFactory(), AppointmentFactory().person, None):
        assert list(Pairing.objects.visible_to(stranger)) == []
        assert list(TeachingSession.objects.visible_to(stranger)) == []


def test_on_is_the_first_day_and_not_the_last():
    pairing = PairingFactory(ends_on=date(2026, 6, 30))

    for day, there in [("2025-12-31", 0), ("2026-01-01", 1), ("2026-06-29", 1), ("2026-06-30", 0)]:
        assert Pairing.objects.on(date.fromisoformat(day)).count() == there
        assert pairing.covers(date.fromisoformat(day)) is bool(there)


def test_teaching_may_be_logged_for_thirty_days_after_the_term(settings):
    settings.TEACHING_LOG_DAYS = 30
    pairing = PairingFactory(ends_on=date(2026, 6, 30))

    assert not pairing.may_be_logged_on(date(2025, 12, 31))
    assert pairing.may_be_logged_on(date(2026, 7, 29))
    assert not pairing.may_be_logged_on(date(2026, 7, 30))


def test_names_for_people():
    session = TeachingSessionFactory(started_at=datetime(2026, 11, 17, 20, 0, tzinfo=UTC))

    assert str(session.pairing) == f"{session.pairing.mentor} · {session.pairing.mentee}"
    assert str(session).endswith("慢阻肺急性加重")
    assert session.happened_on == date(2026, 11, 18)
    assert list(TeachingSession.objects.standing().of(session.pairing.mentee)) == [session]
    assert not TeachingSession.objects.confirmed().exists()
