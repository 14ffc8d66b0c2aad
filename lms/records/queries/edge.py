"""The end of what is hashed, to go on from."""

from lms.records.models import SealedRun
from lms.records.queries.rows import BEFORE_ALL
from lms.records.rules.tiles import WIDTH, Edge, Unfinished, split


def load() -> tuple[Edge, int]:
    """Return the right edge of the tree as it is kept, and the number of the last record in it. Two queries a level."""
    levels: list[Unfinished] = []
    upto = BEFORE_ALL
    while last := SealedRun.objects.filter(level=len(levels)).order_by("-start").first():
        if not levels:
            upto = last.last_id
        levels.append(_unfinished(len(levels), last.start + last.width))
    return Edge(levels), upto


def _unfinished(level: int, end: int) -> Unfinished:
    """Return the tile at the end of a level; it may not have begun."""
    tile = Unfinished(start=end - end % WIDTH)
    for run in SealedRun.objects.filter(level=level, start__gte=tile.start).order_by("start"):
        tile.first_id = tile.first_id if tile.hashes else run.first_id
        tile.hashes += split(bytes(run.hashes))
    return tile
