"""A person sees who looked at their data, when, and what for."""

import pytest
from django.urls import reverse

from lms.audit.looks import LOOKS, REVEALED
from tests.factories.audit import EntryFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(client):
    person = PersonFactory()
    client.force_login(person)
    return person


def look(person, **more):
    about = {"subject_kind": "people.person", "subject_id": str(person.pk), "subject_name": person.name}
    return EntryFactory(**{"verb": "coverage.person.viewed", "actor_name": "李审计", **about, **more})


def test_it_says_who_when_what_and_what_for(client, doctor):
    look(doctor, verb=REVEALED, data={"purpose": "audit", "why": "核对2026年度培训档案"})
    look(PersonFactory(), actor_name="别人的事")

    page = client.get(reverse("desk:looks")).content.decode()

    for said in ("李审计", "查看了您的完整身份证号", "核对2026年度培训档案", "2026-11-19 09:00"):
        assert said in page
    assert "别人的事" not in page


@pytest.mark.parametrize("verb", LOOKS)
def test_every_kind_of_look_is_told(client, doctor, verb):
    look(doctor, verb=verb)

    assert "李审计" in client.get(reverse("desk:looks")).content.decode()
    assert "李审计" in client.get(reverse("desk:me")).content.decode()


def test_my_page_shows_the_last_and_leads_to_all(client, doctor):
    for number in range(7):
        look(doctor, actor_name=f"第{number}人")

    page = client.get(reverse("desk:me")).content.decode()

    assert [f"第{number}人" in page for number in range(7)] == [False, False, *[True] * 5]
    assert reverse("desk:looks") in page
    assert "第0人" in client.get(reverse("desk:looks")).content.decode()


def test_there_are_pages(client, doctor):
    for number in range(21):
        look(doctor, actor_name=f"第{number:02}人")

    assert "第00人" not in client.get(reverse("desk:looks")).content.decode()
    assert "第00人" in client.get(reverse("desk:looks") + "?page=2").content.decode()


def test_nobody_looked(client, doctor):
    assert 'class="empty"' in client.get(reverse("desk:looks")).content.decode()
