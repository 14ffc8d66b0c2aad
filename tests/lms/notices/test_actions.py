"""Telling people things once, and sending codes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.kit.models import Errand
from lms.notices import actions, queries
from lms.notices.channels import console
from lms.notices.models import Notice
from tests.factories.notices import NoticeFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
SEAT = {"kind": "live.seat.taken", "key": "7", "title": "您已报名", "body": "周四 15:00", "url": "/live/7/"}
LATER = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _console(settings):
    settings.SMS_CHANNEL = "console"
    settings.SMS_CHANNEL_CHOSEN = True


def test_notify_tells_a_person(at):
    person = PersonFactory()

    notice = actions.notify(person, **SEAT, at=at)

    assert Notice.objects.get() == notice
    assert (notice.person, notice.title, notice.body, notice.url) == (person, "您已报名", "周四 15:00", "/live/7/")
    assert (notice.created_at, notice.read_at) == (at, None)


def test_notify_twice_tells_once_and_keeps_the_first_words(at):
    person = PersonFactory()
    first = actions.notify(person, **SEAT, at=at)

    second = actions.notify(person, **{**SEAT, "title": "别的"}, at=at + LATER)

    assert second == first
    assert Notice.objects.get().title == "您已报名"


def test_notify_tells_two_people_and_two_things_apart(at):
    one, two = PersonFactory(), PersonFactory()

    actions.notify(one, **SEAT, at=at)
    actions.notify(two, **SEAT, at=at)
    actions.notify(one, **{**SEAT, "key": "8"}, at=at)
    actions.notify(one, **{**SEAT, "kind": "live.seat.released"}, at=at)

    assert Notice.objects.count() == 4


def test_notify_needs_neither_body_nor_url(at):
    notice = actions.notify(PersonFactory(), kind="a.b.c", key=7, title="x", at=at)

    assert (notice.key, notice.body, notice.url) == ("7", "", "")


def test_notify_goes_out_by_the_channels_that_are_set_and_once(at, settings, work):
    settings.NOTICE_CHANNELS = ["console"]
    person = PersonFactory(phone="13800138000")

    actions.notify(person, **SEAT, at=at)
    actions.notify(person, **SEAT, at=at)
    work()

    assert [(message["phone"], message["text"]) for message in console.shown()] == [("13800138000", "您已报名")]


def test_a_notice_that_is_gone_is_not_delivered():
    actions.deliver(notice_id=1, channel="console")

    assert console.shown() == []


def test_notify_many_tells_each_once(at, django_assert_max_num_queries):
    people = PersonFactory.create_batch(3)
    actions.notify(people[0], **SEAT, at=at)

    with django_assert_max_num_queries(3):
        actions.notify_many(people, **SEAT, at=at)
    actions.notify_many(people, **SEAT, at=at)

    assert Notice.objects.count() == 3


def test_mark_read_one_and_all_of_ones_own(at):
    person = PersonFactory()
    first, _second, _third = NoticeFactory.create_batch(3, person=person)
    foreign = NoticeFactory()

    assert actions.mark_read(person=person, notice_id=first.pk, at=at) == 1
    assert actions.mark_read(person=person, notice_id=foreign.pk, at=at) == 0
    assert actions.mark_read(person=person, at=at) == 2
    assert actions.mark_read(person=person, at=at) == 0
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_unread_for_takes_one_query_however_many(at, django_assert_num_queries):
    person = PersonFactory()
    NoticeFactory.create_batch(2, person=person)
    newest = NoticeFactory(person=person, created_at=at)
    NoticeFactory(person=person, read_at=at)
    NoticeFactory()

    with django_assert_num_queries(1):
        unread = queries.unread_for(person)

    assert unread == queries.Unread(3, newest)


def test_unread_for_somebody_with_nothing():
    assert queries.unread_for(PersonFactory()) == queries.Unread(0, None)


@pytest.mark.parametrize(("seconds", "sent"), [(299, True), (300, False)])
def test_a_code_is_sent_while_it_is_good(at, seconds, sent):
    actions.send_code(phone="13800138000", code="123456", good_for=timedelta(minutes=5), at=at)
    arguments = Errand.objects.get().arguments

    done = actions.deliver_code(
        parcel=arguments["parcel"],
        good_until=datetime.fromisoformat(arguments["good_until"]),
        at=at + timedelta(seconds=seconds),
    )

    assert done is sent
    assert [message["code"] for message in console.shown()] == ["123456"] * sent


@pytest.mark.database
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"title": ""}, id="no-title"),
        pytest.param({"url": "https://example.com/"}, id="leads-outside"),
        pytest.param({"url": "//example.com/"}, id="leads-outside-in-disguise"),
        pytest.param({"read_at": datetime(2020, 1, 1, tzinfo=UTC)}, id="read-before-told"),
    ],
)
def test_the_database_refuses(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeFactory(**fields)


@pytest.mark.database
def test_the_database_refuses_to_tell_twice():
    notice = NoticeFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeFactory(person=notice.person, kind=notice.kind, key=notice.key)
