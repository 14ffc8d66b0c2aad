"""Sealing: hashing what was recorded since, and signing a head over everything."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lms.kit import bulk
from lms.kit.errors import Refusal
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


class AnotherSeals(Refusal):
    """Two at once; the database lets one of them go on."""

    code = "another_seals"
    message = _("The records are being sealed by another process at this moment. Nothing needs to be done.")


class SealsDamaged(Refusal):
    """What is kept does not give the last head, so nothing is signed on top of it."""

    code = "seals_damaged"
    message = _("Nothing more is sealed: the kept hashes do not match the last head. Have the records verified.")


def seal(*, at: datetime, say: Callable[[int], None] = lambda _done: None) -> TreeHead | None:
    """Hash the records that are not hashed yet and sign a head over all; return the newest head.

    It may be cut off anywhere: what is written stays, and the next call goes on from there. Called again with nothing
    new it changes nothing. ``None`` is returned where there is nothing to seal.

    :param say: is told how many records have been hashed so far.
    :raises NoSealKey: nothing is sealed unsigned.
    :raises SealsDamaged: the last head is not what the kept hashes give, or not signed by a key of ours.
    :raises AnotherSeals: another process is at it.
    """
    key, last = seal_key(), latest_head()
    if last and not (is_ours(last.note) and _gives(last)):
        raise SealsDamaged
    edge, after = edges.load()
    try:
        upto = horizon()
        for page in rows.pages(after, upto) if upto else ():
            _keep(edge.grow(page.ids, page.hashes))
            say(edge.size)
        return _sign(key, edge, last, at)
    except IntegrityError as fault:
        raise AnotherSeals from fault


def _gives(head: TreeHead) -> bool:
    """Whether the kept hashes give the root of a head."""
    try:
        return root(head.size) == bytes(head.root)
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
