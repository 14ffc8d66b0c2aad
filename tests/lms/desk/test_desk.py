"""A person's home."""

from datetime import UTC, datetime, time

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from wagtail import hooks

from lms.desk.rules import greeting
from lms.site.cards import HOOK, Card
from tests.bench.installation import burden
from tests.factories.people import AppointmentFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_a_visitor_is_told_what_this_is(client):
    page = client.get("/").content.decode()

    assert "学有所记，教有所证" in page
    assert 'href="/account/login/"' in page
    assert 'href="/verify/"' in page
    assert "tabbar" not in page


def test_a_person_is_greeted_by_the_clock_of_shanghai(client):
    client.force_login(PersonFactory(name="王秀兰"))

    with time_machine.travel(datetime(2026, 11, 19, 0, 30, tzinfo=UTC), tick=False):
        page = client.get("/").content.decode()

    assert ">王秀兰，早上好</h1>" in page
    assert "2026年11月19日" in page


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        (time(4, 59), "Good evening"),
        (time(5), "Good morning"),
        (time(11), "Good day"),
        (time(13), "Good afternoon"),
        (time(18), "Good evening"),
    ],
)
def test_greetings_change_on_the_minute(clock, said):
    with translation.override("en"):
        assert str(greeting(clock)) == said


def test_cards_stand_in_their_order_each_with_its_own_context(client):
    def made(person, at):
        return [
            Card(order=99, template="components/messages.html", context={"messages": ["later"]}),
            Card(order=1, template="components/messages.html", context={"messages": ["sooner"]}),
        ]

    client.force_login(PersonFactory())
    with hooks.register_temporarily(HOOK, made):
        page = client.get("/").content.decode()

    assert 0 < page.index("sooner") < page.index("later")


@pytest.mark.parametrize("number", [1, 3, 8])
def test_the_desk_costs_a_constant_number_of_queries(client, django_assert_num_queries, number):
    burden(doctor := PersonFactory(), size=number)
    client.force_login(doctor)
    client.get("/")

    with django_assert_num_queries(13):
        page = client.get("/").content.decode()

    # Two classes in full; the others are rows of one card.
    assert page.count("panel--lead") == min(number, 2)
    assert page.count("还有培训班") == (number > 2)


def test_a_desk_without_cards_says_so(client, monkeypatch):
    monkeypatch.setattr("lms.desk.views.cards_for", lambda person, at: [])
    client.force_login(PersonFactory())

    page = client.get("/").content.decode()

    assert "目前没有要您完成的任务" in page
    assert 'href="/courses/"' in page


def test_only_those_with_a_role_see_the_way_to_the_office(client):
    doctor, manager = PersonFactory(), AppointmentFactory().person

    client.force_login(doctor)
    assert 'href="/admin/"' not in client.get("/me/").content.decode()

    client.force_login(manager)
    assert 'href="/admin/"' in client.get("/me/").content.decode()


def test_the_desk_is_kept_by_no_cache_on_the_way(client):
    client.force_login(PersonFactory())

    assert "no-store" in client.get(reverse("desk:desk"))["Cache-Control"]
