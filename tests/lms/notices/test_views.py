"""The inbox, and the page for developers."""

import pytest

from lms.notices import wagtail_hooks
from lms.notices.channels import console
from lms.notices.models import Notice
from tests.factories.notices import NoticeFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = PersonFactory()
    client.force_login(person)
    return person


def test_the_inbox_shows_ones_own_newest_first(client, person, at):
    old = NoticeFactory(person=person)
    new = NoticeFactory(person=person, created_at=at)
    NoticeFactory()

    page = client.get("/notices/")

    assert list(page.context["page"]) == [new, old]


def test_an_empty_inbox_says_so(client, person):
    assert 'class="empty"' in client.get("/notices/").content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_the_inbox_costs_the_same_however_full(client, person, items, django_assert_num_queries):
    NoticeFactory.create_batch(items, person=person)

    with django_assert_num_queries(4):
        client.get("/notices/")


def test_the_inbox_is_paged(client, person):
    NoticeFactory.create_batch(21, person=person)

    assert len(client.get("/notices/?page=2").context["page"]) == 1


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/notices/").url == "/account/login/?next=/notices/"


def test_opening_a_notice_reads_it_and_leads_on(client, person):
    notice = NoticeFactory(person=person, url="/live/7/")

    response = client.post(f"/notices/{notice.pk}/open/")

    notice.refresh_from_db()
    assert response.url == "/live/7/"
    assert notice.read_at is not None


def test_a_notice_that_leads_nowhere_leads_back(client, person):
    notice = NoticeFactory(person=person)

    assert client.post(f"/notices/{notice.pk}/open/").url == "/notices/"


def test_anothers_notice_is_not_found(client, person):
    notice = NoticeFactory()

    assert client.post(f"/notices/{notice.pk}/open/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_reading_needs_a_button(client, person):
    notice = NoticeFactory(person=person)

    assert client.get(f"/notices/{notice.pk}/open/").status_code == 405
    assert client.get("/notices/read/").status_code == 405


def test_all_of_ones_own_are_read_at_once(client, person):
    NoticeFactory.create_batch(2, person=person)
    NoticeFactory()

    client.post("/notices/read/")

    assert Notice.objects.unread().count() == 1


def test_the_desk_has_a_card_only_while_something_waits(at, django_assert_num_queries):
    person = PersonFactory()
    assert wagtail_hooks.unread_card(person, at) == []
    NoticeFactory(person=person)

    with django_assert_num_queries(1):
        (card,) = wagtail_hooks.unread_card(person, at)

    assert card.context["unread"].count == 1


def test_short_messages_are_shown_in_development_only(client, settings):
    settings.DEBUG = True
    console.ConsoleChannel().send_code("13800138000", "123456")

    assert "123456" in client.get("/_dev/sms/").content.decode()
    settings.DEBUG = False
    assert client.get("/_dev/sms/").status_code == 404
