"""A tree kept in tiles: 256 neighbouring hashes of a level together, the roots of full tiles making the level above.

Level 0 holds the leaves. A tile that is not full yet is held in pieces, as they came: nothing that was written is
written again. The shape is that of https://c2sp.org/tlog-tiles.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lms.records.rules.merkle import EMPTY, HASH_BYTES, Range, root_of

BITS = 8
WIDTH = 1 << BITS


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Neighbouring hashes of one tile.

    :param start: the place of the first in its level.
    :param first_id: the number of the first record below, ``last_id`` that of the last.
    """

    level: int
    start: int
    hashes: bytes
    first_id: int
    last_id: int

    @property
    def width(self) -> int:
        """How many hashes."""
        return len(self.hashes) // HASH_BYTES


@dataclass(kw_only=True)
class Above:
    """Hashes on their way into a level, with the first and last record below each."""

    hashes: list[bytes] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    lasts: list[int] = field(default_factory=list)


@dataclass(kw_only=True)
class Unfinished:
    """The tile at the end of a level.

    :param start: the place in the level of its first hash, whether or not it has come.
    """

    start: int = 0
    first_id: int = 0
    hashes: list[bytes] = field(default_factory=list)


class Edge:
    """The right edge of a growing tree: the unfinished tile of each level. From it follow the root and all growth."""

    def __init__(self, levels: Sequence[Unfinished] = ()) -> None:
        """Go on from ``levels``, the leaves' first."""
        self.levels = list(levels)

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self.levels[0].start + len(self.levels[0].hashes) if self.levels else 0

    def grow(self, ids: Sequence[int], leaves: Sequence[bytes]) -> list[Piece]:
        """Add ``leaves`` of the records ``ids``, and return what is to be kept of it."""
        pieces: list[Piece] = []
        level, coming = 0, Above(hashes=list(leaves), firsts=list(ids), lasts=list(ids))
        while coming.hashes:
            if level == len(self.levels):
                self.levels.append(Unfinished())
            coming = _fill(self.levels[level], level, coming, pieces)
            level += 1
        return pieces

    def root(self) -> bytes:
        """Return the root over all leaves."""
        below: list[bytes] = []
        for each in self.levels:
            items = [*each.hashes, *below]
            below = [root_of(items)] if items else []
        return below[0] if below else EMPTY


def _fill(tile: Unfinished, level: int, coming: Above, pieces: list[Piece]) -> Above:
    """Put ``coming`` into the end of a level; return the roots of the tiles it filled."""
    above, done, count = Above(), 0, len(coming.hashes)
    while done < count:
        end = min(done + WIDTH - len(tile.hashes), count)
        new, first, last = coming.hashes[done:end], coming.firsts[done], coming.lasts[end - 1]
        start = tile.start + len(tile.hashes)
        pieces.append(Piece(level=level, start=start, hashes=b"".join(new), first_id=first, last_id=last))
        tile.first_id = tile.first_id if tile.hashes else first
        tile.hashes += new
        if len(tile.hashes) == WIDTH:
            above.hashes.append(root_of(tile.hashes))
            above.firsts.append(tile.first_id)
            above.lasts.append(last)
            tile.start, tile.hashes = tile.start + WIDTH, []
        done = end
    return above


@dataclass(frozen=True)
class Span:
    """Neighbouring hashes inside one tile: those at ``start`` and after of ``level``, up to ``end``."""

    level: int
    start: int
    end: int


def spans_of(part: Range) -> Iterator[Span]:
    """Yield the hashes that the root over a range of leaves is made of, the last leaves first.

    :param part: a range as a proof names it, or all leaves from the first.
    """
    (start, end), level = part, 0
    while end - start >= WIDTH:
        if end % WIDTH:
            yield Span(level, end - end % WIDTH, end)
        start, end, level = start >> BITS, end >> BITS, level + 1
    yield Span(level, start, end)


def root_over(spans: Sequence[Span], kept: Mapping[tuple[int, int], bytes]) -> bytes:
    """Return the root over the hashes that ``spans`` name, as :func:`spans_of` gives them.

    :param kept: the tiles by level and number, each from its first hash on.
    :raises KeyError: one is not there.
    """
    below: list[bytes] = []
    for span in spans:
        tile = kept[span.level, span.start >> BITS]
        first, last = (HASH_BYTES * (place % WIDTH) for place in (span.start, span.end - 1))
        if len(tile) < last + HASH_BYTES:
            raise KeyError(span)
        below = [root_of([*split(tile[first : last + HASH_BYTES]), *below])]
    return below[0]


def split(joined: bytes) -> list[bytes]:
    """Return the hashes that stand end to end in ``joined``."""
    return [joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)]
