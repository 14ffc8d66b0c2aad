"""Pairings and sessions in the admin, and the desk's cards."""

from datetime import date

import pytest
from django.urls import reverse

from courses.mentoring.models import Pairing
from courses.mentoring.wagtail_hooks import mentoring_cards
from lms.people.roles import Role
from tests.courses.exams.test_admin import allowed
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

    assert (mentors.order, mentees.order) == (30, 11)
    assert len(mentors.context["home"].disputed) == len(mentees.context["home"].waiting) == count
    assert mentoring_cards(PersonFactory(), at) == []
