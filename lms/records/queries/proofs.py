"""Proofs from the kept hashes: one query each, for rows that grow with the logarithm of the records."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.kit.errors import Refusal
from lms.records.models import LearningRecord, SealedRun, TreeHead
from lms.records.queries.heads import run_with
from lms.records.queries.rows import row_of
from lms.records.rules import merkle, tiles
from lms.records.rules.canonical import canonical


class RecordDiffers(Refusal):
    """What the row says now is not what was sealed."""

    code = "record_differs_from_seal"
    message = _("Record %(number)s is not as it was when it was sealed. Have the records verified.")


class SealsIncomplete(Refusal):
    """Hashes that a proof is made of are not there."""

    code = "seals_incomplete"
    message = _("Hashes that the seals of the records are made of are gone. Have the records verified.")


@dataclass(frozen=True, kw_only=True)
class Inclusion:
    """That a record stands under a head, so that anybody can check it.

    :param content: the canonical bytes of the record, ``leaf`` their hash, ``index`` its place among the leaves.
    """

    record_id: int
    content: bytes
    leaf: bytes
    index: int
    head: TreeHead
    path: list[bytes]

    @property
    def holds(self) -> bool:
        """Whether it is true."""
        return merkle.includes(bytes(self.head.root), self.head.size, self.index, self.leaf, self.path)

    @property
    def data(self) -> dict[str, Any]:
        """What is given out."""
        return {
            "record": self.content.decode(),
            "leaf": b64encode(self.leaf).decode(),
            "index": self.index,
            "path": [b64encode(each).decode() for each in self.path],
            "head": self.head.note.text,
        }


def inclusion(record: LearningRecord, head: TreeHead) -> Inclusion | None:
    """Return the proof that ``record`` is under ``head``, ``None`` where it is not.

    :raises RecordDiffers: a record was sealed in its place, and another one.
    :raises SealsIncomplete: hashes on the way to the head are gone.
    """
    run, row = run_with(record), row_of(record.pk)
    if run is None or run.start >= head.size or row is None:
        return None
    content = canonical(row)
    leaf = merkle.leaf_hash(content)
    kept = tiles.split(bytes(run.hashes))
    if leaf not in kept:
        raise RecordDiffers(number=record.pk)
    index = run.start + kept.index(leaf)
    path = _roots(merkle.inclusion_ranges(index, head.size))
    return Inclusion(record_id=record.pk, content=content, leaf=leaf, index=index, head=head, path=path)


def consistency(first: TreeHead, second: TreeHead) -> list[bytes]:
    """Return the proof that the records under ``second`` begin with those under ``first``.

    :raises SealsIncomplete: hashes it is made of are gone.
    """
    return consistency_with(first.size, second)


def consistency_with(size: int, head: TreeHead) -> list[bytes]:
    """Return the proof that the records under ``head`` begin with the first ``size`` of them.

    :raises ValueError: there are not so many under it.
    :raises SealsIncomplete: hashes it is made of are gone.
    """
    return _roots(merkle.consistency_ranges(size, head.size))


def root(size: int) -> bytes:
    """Return the root over the first ``size`` hashed records.

    :raises SealsIncomplete: there are not so many, or hashes are gone.
    """
    return _roots([(0, size)])[0] if size else merkle.EMPTY


def _roots(ranges: Sequence[merkle.Range]) -> list[bytes]:
    """Return the roots over ranges of leaves, from the tiles they lie in."""
    made_of = [list(tiles.spans_of(each)) for each in ranges]
    kept = _tiles({(span.level, span.start >> tiles.BITS) for spans in made_of for span in spans})
    try:
        return [tiles.root_over(spans, kept) for spans in made_of]
    except KeyError as gone:
        raise SealsIncomplete from gone


def _tiles(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Return tiles by level and number, as far as they are there. One query."""
    asked = Q()
    for level, number in wanted:
        asked |= Q(level=level, start__gte=number << tiles.BITS, start__lt=(number + 1) << tiles.BITS)
    found: dict[tuple[int, int], bytes] = {}
    if asked:
        for run in SealedRun.objects.filter(asked).order_by("level", "start"):
            place = (run.level, run.start >> tiles.BITS)
            found[place] = found.get(place, b"") + bytes(run.hashes)
    return found
