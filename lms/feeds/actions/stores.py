"""Keeping learning record stores up to date."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.schemes.models import Scheme
from lms.audit.actions import record
from lms.feeds import client, queries
from lms.feeds.guard import target_of
from lms.feeds.models import Store
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.kit import sealing
from lms.kit.errors import Refusal
from lms.kit.models import Errand
from lms.kit.queue import later
from lms.people.models import Division, Person

SEND = "feeds.send_now"
_TASK = "feeds.send"


class StoreTwice(Refusal):
    """A store that is there already."""

    code = "store_twice"
    message = gettext_lazy("There is a store of this name already. Stop it first, or choose another name.")


class StoreTooWide(Refusal):
    """Nobody sends what they may not see."""

    code = "store_too_wide"
    message = gettext_lazy("A store can be sent what lies in your area. Choose a division and a scheme of yours.")


class KeeperGone(Refusal):
    """Whoever added the store has lost the area that it is sent."""

    code = "store_keeper_gone"
    message = gettext_lazy("Who added the store may not look into its area any more. Stop it, and add another one.")


@dataclass(frozen=True, kw_only=True)
class StoreWish:
    """A store to be added; with neither ``division`` nor ``scheme`` it is sent everything."""

    name: str
    url: str
    username: str
    secret: str
    division: Division | None = None
    scheme: Scheme | None = None


@transaction.atomic
def add_store(wish: StoreWish, *, by: Person, at: datetime) -> Store:
    """Add a store; it is sent what it is for from the next minute on.

    :raises BadAddress: its address is no public one over https.
    :raises Unreachable: its name leads nowhere.
    :raises StoreTwice: there is one of this name.
    :raises StoreTooWide: it would be sent what ``by`` may not see.
    """
    target_of(wish.url)
    if Store.objects.filter(name=wish.name).exists():
        raise StoreTwice
    if not queries.may_feed(by, wish.division, wish.scheme):
        raise StoreTooWide
    store = Store.objects.create(
        name=wish.name,
        url=wish.url,
        username=wish.username,
        secret_sealed=sealing.seal(wish.secret),
        home_page=settings.BASE_URL,
        division=wish.division,
        scheme=wish.scheme,
        made_at=at,
        made_by=by,
    )
    limits = {"over": str(wish.division or ""), "scheme": str(wish.scheme or "")}
    said = {name: limit for name, limit in limits.items() if limit}
    record("feeds.store.added", actor=by, subject=store, at=at, url=wish.url, **said)
    return store


@transaction.atomic
def stop_store(store: Store, *, by: Person, at: datetime) -> None:
    """Send ``store`` nothing more; what it has stays there."""
    if Store.objects.going().filter(pk=store.pk).update(stopped_at=at, stopped_by=by):
        record("feeds.store.ended", actor=by, subject=store, at=at)


@transaction.atomic
def send_now(store: Store, *, by: Person, return_url: str, at: datetime) -> Job:
    """Ask a worker to send what waits, with a progress bar."""
    title = _("Records to %(store)s") % {"store": store.name}
    job = start(SEND, title=title, owner=by, at=at, return_url=return_url, store_id=store.pk)
    record("feeds.store.sent", actor=by, subject=store, at=at)
    return job


def send_next(store_id: int, *, at: datetime) -> int:
    """Send the next batch to a store, and note how far it is; return how many, 0 where nothing waits.

    Cut off between sending and noting, the batch is sent once more: the store knows the statements by their ids.

    :raises KeeperGone: who added it may not see what it is sent any more; noted on the store.
    :raises StoreAway: the store did not take it; noted on the store.
    :raises StoreRefuses: the store answered no; noted on the store.
    """
    store = Store.objects.going().select_related("division", "scheme").filter(pk=store_id).first()
    statements, last = queries.next_batch(store) if store else ([], 0)
    if store is None or last <= store.cursor:
        return 0
    said: dict[str, Any] = {"cursor": last}
    if statements:
        _send(store, statements, at)
        said |= {"sent_at": at, "failed_at": None, "fault": ""}
    # Only forward: another worker may have been quicker, or the store sent back to send again.
    Store.objects.filter(pk=store_id, cursor=store.cursor).update(**said)
    return len(statements)


def _send(store: Store, statements: list[dict[str, Any]], at: datetime) -> None:
    try:
        if not queries.is_kept(store):
            raise KeeperGone
        client.send(store, statements)
    except Refusal as refusal:
        Store.objects.filter(pk=store.pk).update(failed_at=at, fault=str(refusal)[:300])
        raise


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Have a worker send to each store for which something waits and nothing is under way; return how many."""
    newest, asked = queries.newest(), 0
    for store in Store.objects.going().filter(cursor__lt=newest):
        if not Errand.objects.filter(task=_TASK, arguments={"store_id": store.pk}).exists():
            later(_TASK, store_id=store.pk)
            asked += 1
    return asked
