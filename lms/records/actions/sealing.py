"""Sealing: hashing what was recorded since, and signing a head over everything."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.kit import bulk
from lms.kit.errors import Refusal
from lms.records import last_head
from lms.records.actions.mailing import mail_daily
from lms.records.keys import SealKey, is_ours, seal_key
from lms.records.models import SealedRun, TreeHead
from lms.records.queries import edge as edges
from lms.records.queries import rows
from lms.records.queries.heads import latest_head
from lms.records.queries.horizon import horizon
from lms.records.queries.proofs import SealsIncomplete, root
from lms.records.rules.note import Head
from lms.records.rules.tiles import Edge, Piece

log = logging.getLogger(__name__)


class AnotherSeals(Refusal):
    """Two at once; the database lets one of them go on."""

    code = "another_seals"
    message = _("The records are being sealed by another process at this moment. Nothing needs to be done.")


class SealsDamaged(Refusal):
    """What is kept does not give the last head, so nothing is signed on top of it."""

    code = "seals_damaged"
    message = _("Nothing more is sealed: the kept hashes do not match the last head. Have the records verified.")


class NumbersOpen(Refusal):
    """Somebody has drawn a number and does not commit: a record may still come below those that are there."""

    code = "numbers_open"
    message = _(
        "The records are not sealed this time: a transaction that writes records has been open for too long. If this "
        "is said again every hour, have the administrator end it."
    )


class LastHeadLost(Refusal):
    """What is kept does not give the head that the file outside the database keeps."""

    code = "last_head_lost"
    message = _(
        "Nothing more is sealed: the records no longer lead to the head over %(size)s records that was signed last, as "
        "the file outside the database keeps it (SEAL_LAST_FILE). Have the records verified. After restoring a backup, "
        "move that file away and seal again."
    )


def seal(*, at: datetime, say: Callable[[int], None] = lambda _done: None) -> TreeHead | None:
    """Hash the records that are not hashed yet and sign a head over all; return the newest head.

    It may be cut off anywhere: what is written stays, and the next call goes on from there. Called again with nothing
    new it changes nothing. ``None`` is returned where there is nothing to seal.

    :param say: is told how many records have been hashed so far.
    :raises NoSealKey: nothing is sealed unsigned.
    :raises SealsDamaged: the last head is not what the kept hashes give, or not signed by a key of ours.
    :raises LastHeadLost: the kept hashes do not give the head that was signed last on this machine.
    :raises LastHeadUnreadable: the file that keeps it cannot be read.
    :raises NumbersOpen: a record may still come below those that are there.
    :raises AnotherSeals: another process is at it.
    """
    key, last, known = seal_key(), latest_head(), last_head.kept()
    if last and not (is_ours(last.note) and _gives(last.size, bytes(last.root))):
        raise SealsDamaged
    if known and not _gives(known.head.size, known.head.root):
        raise LastHeadLost(size=known.head.size)
    edge, after = edges.load()
    try:
        upto = horizon()
        if upto is None:
            raise NumbersOpen
        for page in rows.pages(after, upto):
            _keep(edge.grow(page.ids, page.hashes))
            say(edge.size)
        head = _sign(key, edge, last, at)
    except IntegrityError as fault:
        raise AnotherSeals from fault
    if head and (known is None or known.head.size != head.size):
        begun = known is None and last is not None
        transaction.on_commit(partial(_keep_outside, head, begun=begun, at=at))
    return head


def _gives(size: int, expected: bytes) -> bool:
    """Whether the kept hashes give a root over so many records."""
    try:
        return root(size) == expected
    except SealsIncomplete:
        return False


@transaction.atomic
def _keep(pieces: Sequence[Piece]) -> None:
    # One page of rows in one transaction: on SQLite nobody waits for longer than it takes to write some hundred KB.
    names = ("level", "start", "width", "hashes", "first_id", "last_id")
    bulk.insert(SealedRun, {name: [getattr(each, name) for each in pieces] for name in names})


@transaction.atomic
def _sign(key: SealKey, edge: Edge, last: TreeHead | None, at: datetime) -> TreeHead | None:
    if edge.size == (last.size if last else 0):
        return last
    note = key.sign(Head(origin=settings.SEAL_ORIGIN, size=edge.size, root=edge.root(), at=at))
    head = note.head
    signed = TreeHead.objects.create(
        size=head.size, root=head.root, at=at, origin=head.origin, key_id=note.key_id, signature=note.signature
    )
    mail_daily(signed, last)
    return signed


def _keep_outside(head: TreeHead, *, begun: bool, at: datetime) -> None:
    """Keep a head in the file, now that it is committed; ``begun`` where there was none beside earlier heads."""
    try:
        last_head.keep(head.note)
    except OSError:
        # The head is signed all the same: without the file, SQL could change what it is over.
        log.exception("the head over %s records cannot be kept in SEAL_LAST_FILE", head.size)
        return
    if begun:
        record("records.head.kept_anew", actor=None, subject=head, at=at)
