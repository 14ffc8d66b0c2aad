"""Pairings and sessions in the admin, and the desk's cards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.mentoring.models import Pairing
from courses.mentoring.wagtail_hooks import mentoring_cards
from lms.people.models import Appointment
from lms.people.roles import Role
from tests.courses.offices import allowed
from tests.factories.mentoring import CONFIRMED, DISPUTED, PairingFactory, TeachingSessionFactory
from tests.factories.people import AppointmentFactory, OrganisationFactory, PersonFactory, PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return OrganisationFactory()


@pytest.fixture
def manager(client, hospital):
    appointment = AppointmentFactory(organisation=hospital, role=Role.INSTITUTION_MANAGER)
    client.force_login(allowed(appointment.person, Role.INSTITUTION_MANAGER))
    return client


def typed(hospital, **changes):
    mentor, mentee = (PostFactory(workplace=hospital).person for _ in range(2))
    return {
        "kind": "famous_doctor",
        "mentor": mentor.pk,
        "mentee": mentee.pk,
        "organiser": hospital.pk,
        "subject": "",
        "starts_on": "2026-01-01",
        "ends_on": "",
        "goal_sessions": 6,
        "plan": "null",
        **changes,
    }


def test_a_manager_pairs_two_people(manager, hospital):
    response = manager.post(reverse("pairings:add"), typed(hospital))

    assert response.status_code == 302, response.context["form"].errors
    pairing = Pairing.objects.get()
    assert (pairing.starts_on, pairing.goal_sessions) == (date(2026, 1, 1), 6)
    TeachingSessionFactory(pairing=pairing, topic="吸入装置")
    assert "吸入装置" in manager.get(reverse("pairings:inspect", args=[pairing.pk])).content.decode()


def test_an_overlapping_pairing_is_refused_on_the_form(manager, hospital):
    data = typed(hospital)
    manager.post(reverse("pairings:add"), data)

    response = manager.post(reverse("pairings:add"), {**data, "starts_on": "2026-02-01", "ends_on": "2026-03-01"})

    assert response.context["form"].non_field_errors()
    assert Pairing.objects.count() == 1


def test_once_taught_the_form_shows_whom_and_keeps_it(manager, hospital):
    data = typed(hospital)
    manager.post(reverse("pairings:add"), data)
    pairing = Pairing.objects.get()
    TeachingSessionFactory(pairing=pairing, started_at=datetime(2026, 11, 18, 1, tzinfo=UTC))
    url, other = reverse("pairings:edit", args=[pairing.pk]), PostFactory(workplace=hospital).person

    form = manager.get(url).context["form"]
    assert {name for name, field in form.fields.items() if field.disabled} == {"mentor", "mentee", "kind", "organiser"}
    assert manager.post(url, {**data, "mentee": other.pk, "goal_sessions": 8}).status_code == 302
    short = manager.post(url, {**data, "ends_on": "2026-11-18"})

    assert short.context["form"].non_field_errors()
    pairing.refresh_from_db()
    assert (pairing.mentee_id, pairing.goal_sessions, pairing.ends_on) == (data["mentee"], 8, None)


def test_a_manager_declares_a_session_void_with_a_reason(client, manager, hospital):
    session = TeachingSessionFactory(pairing=PairingFactory(organiser=hospital), **CONFIRMED)
    shown, url = (reverse(f"teaching_sessions:{name}", args=[session.pk]) for name in ("inspect", "void"))
    assert url in manager.get(shown).content.decode()
    assert manager.get(url).status_code == 200
    assert manager.post(url, {"reason": ""}).status_code == 422

    assert manager.post(url, {"reason": "登记错了"}).url == shown

    session.refresh_from_db()
    assert (session.state, session.void_reason) == ("withdrawn", "登记错了")
    assert url not in manager.get(shown).content.decode()
    taken_back = TeachingSessionFactory(pairing=session.pairing, state="withdrawn")
    assert manager.post(reverse("teaching_sessions:void", args=[taken_back.pk]), {"reason": "无"}).status_code == 422
    foreign = TeachingSessionFactory()
    assert manager.post(reverse("teaching_sessions:void", args=[foreign.pk]), {"reason": "无"}).status_code == 404
    client.force_login(session.pairing.mentor)
    assert client.get(url).status_code == 302


def test_the_list_finds_what_has_waited_long(manager, hospital):
    pairing, now = PairingFactory(organiser=hospital), timezone.now()
    begun = {"pairing": pairing, "started_at": now - timedelta(days=20)}
    long = TeachingSessionFactory(topic="八天", logged_at=now - timedelta(days=8), **begun)
    begun["started_at"] -= timedelta(hours=4)
    TeachingSessionFactory(topic="六天", logged_at=now - timedelta(days=6), **begun)

    listed = manager.get(reverse("teaching_sessions:index"), {"waiting": "7"})

    assert list(listed.context["object_list"]) == [long]


def test_nobody_outside_the_scope_can_be_paired(manager, hospital):
    response = manager.post(reverse("pairings:add"), typed(hospital, mentor=PostFactory().person.pk))

    assert "mentor" in response.context["form"].errors


def test_lists_and_details_keep_to_the_scope(manager, hospital):
    own, foreign = PairingFactory(organiser=hospital), PairingFactory()
    sessions = [TeachingSessionFactory(pairing=each) for each in (own, foreign)]

    listed = manager.get(reverse("pairings:index")).content.decode()

    assert own.mentee.name in listed
    assert foreign.mentee.name not in listed
    for name, item, status in [("pairings", own, 200), ("pairings", foreign, 404)]:
        assert manager.get(reverse(f"{name}:edit", args=[item.pk])).status_code == status
        assert manager.get(reverse(f"{name}:inspect", args=[item.pk])).status_code == status
    assert manager.get(reverse("teaching_sessions:inspect", args=[sessions[0].pk])).status_code == 200
    assert manager.get(reverse("teaching_sessions:inspect", args=[sessions[1].pk])).status_code == 404


@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_a_manager_who_is_taught_elsewhere_looks_on_and_changes_nothing(manager, hospital, side):
    person = Appointment.objects.get().person
    pairing = PairingFactory(**{side: person})
    session = TeachingSessionFactory(pairing=pairing)

    assert manager.get(reverse("pairings:inspect", args=[pairing.pk])).status_code == 200
    assert manager.get(reverse("pairings:edit", args=[pairing.pk])).status_code == 404
    assert manager.get(reverse("teaching_sessions:inspect", args=[session.pk])).status_code == 200
    assert manager.get(reverse("teaching_sessions:void", args=[session.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_cards_for_mentor_and_mentee(at, count, django_assert_num_queries):
    pairing = PairingFactory()
    for _ in range(count):
        TeachingSessionFactory(pairing=pairing)
        TeachingSessionFactory(pairing=pairing, **DISPUTED)
        TeachingSessionFactory(pairing=pairing, **CONFIRMED)

    with django_assert_num_queries(2):
        (mentors,) = mentoring_cards(pairing.mentor, at)
    (mentees,) = mentoring_cards(pairing.mentee, at)

    assert (mentors.order, mentees.order) == (5, 11)
    assert len(mentors.context["home"].disputed) == len(mentees.context["home"].waiting) == count
    assert mentoring_cards(PersonFactory(), at) == []
