"""Telling people things, and sending them their codes."""

import base64
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict, Unpack

from django.conf import settings
from django.db import transaction

from lms.kit import sealing
from lms.kit.queue import later
from lms.notices.channels import open_channel
from lms.notices.models import Notice
from lms.people.models import Person


class Words(TypedDict):
    """What is told. Kind and key together tell it apart from everything else told to the same person."""

    kind: str
    key: str
    title: str
    body: NotRequired[str]
    url: NotRequired[str]


@transaction.atomic
def notify(person: Person, *, at: datetime, **words: Unpack[Words]) -> Notice:
    """Tell ``person`` something once: a second call with the same kind and key changes nothing.

    :param kind: what it is about, as ``app.noun.participle``, such as ``"live.seat.taken"``.
    :param key: which one, such as the primary key of the seat.
    :param title: one line; ``body``, more of it, may be left out.
    :param url: a path inside this site, beginning with one ``/``; may be left out.
    :return: the notice, new or as it was told before.
    """
    fresh = _draft(person, words, at)
    notice, is_new = Notice.objects.get_or_create(
        person=person,
        kind=fresh.kind,
        key=fresh.key,
        defaults={"title": fresh.title, "body": fresh.body, "url": fresh.url, "created_at": at},
    )
    if is_new:
        for channel in settings.NOTICE_CHANNELS:
            later("notices.deliver", notice_id=notice.pk, channel=channel)
    return notice


@transaction.atomic
def notify_many(people: Iterable[Person], *, at: datetime, **words: Unpack[Words]) -> None:
    """Tell many people the same thing once each, in their inboxes only; one statement for a thousand of them."""
    notices = [_draft(person, words, at) for person in people]
    Notice.objects.bulk_create(notices, batch_size=1000, ignore_conflicts=True)


def _draft(person: Person, words: Words, at: datetime) -> Notice:
    # str(): a lazily translated text is fixed in the language of the moment it is told.
    return Notice(
        person=person,
        kind=words["kind"],
        key=str(words["key"]),
        title=str(words["title"]),
        body=str(words.get("body", "")),
        url=words.get("url", ""),
        created_at=at,
    )


@transaction.atomic
def mark_read(*, person: Person, at: datetime, notice_id: int | None = None) -> int:
    """Note that ``person`` read one notice, or all of them; return how many were unread."""
    waiting = Notice.objects.visible_to(person).unread().filter(created_at__lte=at)
    if notice_id is not None:
        waiting = waiting.filter(pk=notice_id)
    return waiting.update(read_at=at)


def deliver(*, notice_id: int, channel: str) -> None:
    """Send one notice out by ``channel``. Delivered twice, it is the same message twice and no more."""
    notice = Notice.objects.select_related("person").filter(pk=notice_id).first()
    if notice is not None:
        open_channel(channel).send(notice)


@transaction.atomic
def send_code(*, phone: str, code: str, good_for: timedelta, at: datetime) -> None:
    """Have a sign-in code sent by short message, unless it is too old by the time it can be.

    The gateway is asked by a worker, so the page answers as fast for a number we do not know as for one we do.
    """
    # Sealed: the outbox and the broker keep messages for a while, and neither should tell a code.
    parcel = base64.b64encode(sealing.seal(json.dumps([phone, code]))).decode()
    later("notices.send_code", parcel=parcel, good_until=(at + good_for).isoformat())


def deliver_code(*, parcel: str, good_until: datetime, at: datetime) -> bool:
    """Send the code inside ``parcel``; return whether it was still good."""
    if at >= good_until:
        return False
    phone, code = json.loads(sealing.unseal(base64.b64decode(parcel)))
    open_channel(settings.SMS_CHANNEL).send_code(phone, code)
    return True
