"""Recomputing the whole tree from the rows, and naming the first record that is not what was sealed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from lms.kit.errors import Refusal
from lms.records import last_head
from lms.records.keys import trusted_keys
from lms.records.models import LearningRecord, SealedRun, TreeHead
from lms.records.queries import differing, rows
from lms.records.queries.differing import Fault, Kind, Source
from lms.records.rules.canonical import instant
from lms.records.rules.merkle import HASH_BYTES
from lms.records.rules.note import Note
from lms.records.rules.tiles import WIDTH, Edge, Piece

# Runs looked at together: 20,480 records where they came in bulk.
RUNS_AT_ONCE = 80
# A record is sealed within the hour after it was recorded; clocks and long work may differ by so much.
LATE = timedelta(days=1)
Say = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was found.

    :param records: how many sealed records were recomputed, ``unsealed`` how many are newer than the seals.
    :param fault: the first thing that is wrong, ``None`` where all is as it was sealed.
    """

    records: int
    unsealed: int
    heads: int
    fault: Fault | None


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A head that the recomputed tree must give, and where it is from."""

    size: int
    root: bytes
    at: datetime
    source: Source


class _Wrong(Exception):
    """Ends the walk."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class Verification:
    """One walk over all sealed records in the order of their numbers, in bulk and in bounded memory."""

    def __init__(self, brought: Sequence[Note] = (), *, say: Say = lambda _done, _all: None) -> None:
        """Prepare to hold the records against the kept heads, and against those somebody ``brought``.

        :param say: is told how many records of how many have been recomputed.
        """
        self._brought, self._say = brought, say
        self._edge, self._last_id, self._proven = Edge(), rows.BEFORE_ALL, rows.BEFORE_ALL
        # The next to be proven is the last one here.
        self._asked: list[_Asked] = []
        # The newest head below what comes next, and the first record that says it is older.
        self._below: _Asked | None = None
        self._backdated: Fault | None = None

    def run(self) -> Report:
        """Recompute everything until something is wrong. A record that is backdated is said only if nothing else is."""
        fault = None
        try:
            self._trust_heads()
            self._walk()
        except _Wrong as wrong:
            fault = wrong.fault
        unsealed = LearningRecord.objects.filter(pk__gt=self._last_id).count()
        fault = fault or self._backdated
        return Report(records=self._edge.size, unsealed=unsealed, heads=TreeHead.objects.count(), fault=fault)

    def _trust_heads(self) -> None:
        """Have every head that is kept or was brought signed by a key of ours."""
        known = trusted_keys()
        outside = [(Source.BROUGHT, each) for each in self._brought] + [(Source.FILE, each) for each in _last()]
        kept = ((Source.DATABASE, head.note) for head in TreeHead.objects.order_by("size").iterator())
        for source, note in chain(outside, kept):
            if not any(note.is_signed_by(key) for key in known):
                raise _Wrong(differing.unsigned(note, source))
            said = note.head
            self._asked.append(_Asked(size=said.size, root=said.root, at=said.at, source=source))
        self._asked.sort(key=lambda each: (-each.size, each.source))

    def _walk(self) -> None:
        last = SealedRun.objects.leaves().last()
        total = last.start + last.width if last else 0
        while runs := list(SealedRun.objects.leaves().filter(start__gte=self._edge.size)[:RUNS_AT_ONCE]):
            self._grow(self._hold_against_rows(self._joined(runs)))
            self._say(self._edge.size, total)
        if self._asked:
            head = self._asked[-1]
            kept = (self._edge.size, self._last_id)
            raise _Wrong(differing.cut_off(head.size, head.at, kept, head.source))

    def _joined(self, runs: Sequence[SealedRun]) -> list[SealedRun]:
        """Return those of ``runs`` that go on from what is recomputed, each from the one before it."""
        end, joined = self._edge.size, []
        for run in runs:
            if run.start != end:
                break
            joined.append(run)
            end += run.width
        if not joined:
            raise _Wrong(differing.gone(self._last_id))
        return joined

    def _hold_against_rows(self, runs: Sequence[SealedRun]) -> rows.Leaves:
        """Return the records of ``runs`` as leaves, once they are found to be what was sealed."""
        expected = sum(run.width for run in runs)
        read = rows.Leaves([], [], [])
        for page in rows.pages(self._last_id, runs[-1].last_id):
            read.add(page)
            if len(read.ids) > expected:
                break
        if fault := differing.first_of(runs, read.ids, read.hashes):
            raise _Wrong(fault)
        return read

    def _grow(self, leaves: rows.Leaves) -> None:
        """Let the tree grow, halting wherever a head was signed."""
        ids, done = leaves.ids, 0
        while done < len(ids):
            end = len(ids)
            if self._asked:
                end = min(end, done + self._asked[-1].size - self._edge.size)
            self._hold_against_head(ids[done:end], leaves.recorded[done:end])
            pieces = self._edge.grow(ids[done:end], leaves.hashes[done:end])
            self._last_id, done = ids[end - 1], end
            for piece in pieces:
                if piece.level:
                    _hold_against_kept(piece)
            self._prove()

    def _hold_against_head(self, ids: Sequence[int], recorded: Sequence[str]) -> None:
        """Note the first record that says it was recorded long before the head below it was signed."""
        if self._below is None or self._backdated:
            return
        least = instant(self._below.at - LATE)
        late = next(((number, at) for number, at in zip(ids, recorded, strict=True) if at < least), None)
        if late:
            self._backdated = differing.backdated(*late, self._below.at)

    def _prove(self) -> None:
        """Have the heads over as many records as are recomputed now give the root."""
        between = (self._proven, self._last_id)
        while self._asked and self._asked[-1].size == self._edge.size:
            head = self._asked.pop()
            if head.root != self._edge.root():
                raise _Wrong(differing.head(head.size, head.at, between, head.source))
            self._proven, self._below = self._last_id, head


def _last() -> list[Note]:
    """Return the head that is kept outside the database, if one is."""
    try:
        note = last_head.kept()
    except Refusal as refusal:
        raise _Wrong(Fault(Kind.HEAD, str(refusal))) from refusal
    return [note] if note else []


def _hold_against_kept(piece: Piece) -> None:
    """Have the hashes above the leaves kept as they are recomputed."""
    tile = piece.start - piece.start % WIDTH
    runs = SealedRun.objects.filter(level=piece.level, start__gte=tile, start__lt=tile + WIDTH).order_by("start")
    kept = b"".join(bytes(run.hashes) for run in runs)[(piece.start - tile) * HASH_BYTES :]
    for place in range(piece.width):
        at = slice(place * HASH_BYTES, (place + 1) * HASH_BYTES)
        if kept[at] != piece.hashes[at]:
            raise _Wrong(differing.above(piece.level, piece.start + place))
