"""The page that shows one whole ID number."""

import pytest
from django.urls import reverse

from lms.audit.looks import looks_at
from lms.people.actions import sync_roles
from lms.people.purposes import Purpose
from lms.people.roles import Role
from tests.factories.people import OrganisationFactory, PostFactory
from tests.lms.people.officials import official

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"
WHY = {"purpose": Purpose.AUDIT, "why": "核对2026年度培训档案"}


@pytest.fixture
def doctor():
    sync_roles()
    person = PostFactory().person
    person.set_id_number(NUMBER)
    person.save()
    return person


@pytest.fixture
def auditor(doctor):
    return official(Role.COUNTY_AUDITOR, doctor.posts.get().workplace.division)


def address(doctor):
    return reverse("people:id_number", args=[doctor.pk])


def test_the_person_page_leads_there_and_shows_a_mask(client, doctor, auditor):
    client.force_login(auditor)

    page = client.get(reverse("people:inspect", args=[doctor.pk])).content.decode()

    assert address(doctor) in page
    assert NUMBER not in page
    assert looks_at(doctor).get().verb == "people.person.viewed"


def test_a_purpose_shows_it_for_a_minute_and_nobody_keeps_the_page(client, doctor, auditor):
    client.force_login(auditor)
    assert NUMBER not in client.get(address(doctor)).content.decode()

    answer = client.post(address(doctor), WHY)

    assert (answer.status_code, NUMBER in answer.content.decode()) == (200, True)
    assert "no-store" in answer["Cache-Control"]
    assert answer["Refresh"] == f"60; url={reverse('people:inspect', args=[doctor.pk])}"
    assert client.get(address(doctor)).content.decode().count(NUMBER) == 0


@pytest.mark.parametrize("said", [{}, {"purpose": "audit", "why": "短"}, {"purpose": "x", "why": WHY["why"]}])
def test_without_a_purpose_the_form_comes_back(client, doctor, auditor, said):
    client.force_login(auditor)

    answer = client.post(address(doctor), said)

    assert (answer.status_code, NUMBER in answer.content.decode()) == (422, False)
    assert "Refresh" not in answer


def test_the_limit_of_the_day_is_said_on_the_form(client, doctor, auditor, settings):
    settings.ID_NUMBERS_A_DAY = 1
    client.force_login(auditor)
    client.post(address(doctor), WHY)

    answer = client.post(address(doctor), WHY)

    assert (answer.status_code, NUMBER in answer.content.decode()) == (422, False)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.COUNTY_AUDITOR, 404), (Role.COURSE_EDITOR, 302), (Role.LINE_AUDITOR, 302)],
)
def test_others_do_not_get_there(client, doctor, role, status):
    client.force_login(official(role, OrganisationFactory()))

    assert client.post(address(doctor), WHY).status_code == status
