"""One's own settings in the admin."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.users.models import UserProfile

from lms.people.actions import appoint, sync_roles
from lms.people.roles import Role
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client, at):
    sync_roles()
    person = PersonFactory(name="吕娜明")
    appoint(person=person, role=Role.ADMINISTRATOR, over=None, starts_on=date(2020, 1, 1), by=None, at=at)
    client.force_login(person)
    return person


def fields(client):
    """Return the names of the fields, with what is chosen or could be."""
    page = BeautifulSoup(client.get(reverse("wagtailadmin_account")).content, "html.parser")
    return {
        each["name"]: [option["value"] for option in each.find_all("option")]
        for each in page.select("form [name]")
        if each.name in {"input", "select", "textarea"}
    }


def test_nobody_is_asked_for_a_name_that_the_roster_gives(client, chief):
    assert not [name for name in fields(client) if name.startswith("name_email")]


def test_settings_are_kept_without_saying_anything_else(client, chief):
    sent = {name: options[0] if options else "" for name, options in fields(client).items()}
    sent |= {"theme-density": "snug", "locale-preferred_language": "en"}

    response = client.post(reverse("wagtailadmin_account"), sent)

    assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_account"))
    profile = UserProfile.objects.get(user=chief)
    assert (profile.density, profile.preferred_language) == ("snug", "en")
    chief.refresh_from_db()
    assert chief.name == "吕娜明"


def test_languages_are_the_two_there_are_and_the_clock_is_one(client, chief):
    asked = fields(client)
    assert asked["locale-preferred_language"] == ["", "en", "zh-hans"]
    assert "locale-current_time_zone" not in asked


def test_yes_and_no_are_said_in_words(client, chief):
    page = BeautifulSoup(client.get(reverse("people:index")).content, "html.parser")

    assert {said.get_text(strip=True) for said in page.select("td > span.w-sr-only")} == {"是"}
