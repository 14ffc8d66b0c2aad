"""What a paper asks, as far as a save must know it. A paper never changes, so each process reads it once."""

from collections.abc import Iterable, Mapping
from threading import Lock
from typing import NamedTuple

from courses.exams.models import QuestionVersion, SittingItem, StageReached

# Papers kept at hand in a process: more than a city sits at once in it.
MOST_PAPERS = 5_000


class Asked(NamedTuple):
    """One question of a paper.

    :param order: the version's own indexes of the options, in the order shown.
    :param first: where its group begins.
    :param stage: of a case, when it is asked; elsewhere 1.
    """

    version_id: int
    kind: str
    order: tuple[int, ...]
    first: int
    stage: int


class Paper(NamedTuple):
    """One paper: its questions by position, and whether some of them come in stages."""

    questions: dict[int, Asked]
    staged: bool


_papers: dict[str, Paper] = {}
_lock = Lock()
# Papers of one exam ask the same in few orders: each is kept once.
_same: dict[Asked, Asked] = {}


def papers(nonces: Mapping[int, str]) -> dict[int, Paper]:
    """Return the papers of the sittings in ``nonces``, which gives each its nonce. No query if all are at hand."""
    found = {sitting_id: _papers.get(nonce) for sitting_id, nonce in nonces.items()}
    if missing := [sitting_id for sitting_id, paper in found.items() if paper is None]:
        read = _read(missing)
        found |= read
        with _lock:
            if len(_papers) + len(missing) > MOST_PAPERS:
                _papers.clear()
                _same.clear()
            for sitting_id, paper in read.items():
                _papers[nonces[sitting_id]] = paper
    return {sitting_id: paper for sitting_id, paper in found.items() if paper is not None}


def _read(sitting_ids: list[int]) -> dict[int, Paper]:
    found: dict[int, dict[int, Asked]] = {each: {} for each in sitting_ids}
    firsts: dict[tuple[int, int], int] = {}
    staged: set[int] = set()
    items = SittingItem.objects.filter(sitting__in=sitting_ids).order_by("sitting", "position")
    rows = items.values_list("sitting_id", "position", "version_id", "part", "order", "version__kind")
    stages = _stages({version_id for _s, _p, version_id, _part, _order, kind in rows if kind == "case"})
    for sitting_id, position, version_id, part, order, kind in rows:
        first = firsts.setdefault((sitting_id, version_id), position)
        asked = Asked(version_id, kind, tuple(order), first, stages.get((version_id, part), 1))
        found[sitting_id][position] = _same.setdefault(asked, asked)
        if kind == QuestionVersion.Kind.CASE:
            staged.add(sitting_id)
    return {each: Paper(questions, each in staged) for each, questions in found.items()}


def _stages(version_ids: set[int]) -> dict[tuple[int, int], int]:
    if not version_ids:
        return {}
    versions = QuestionVersion.objects.filter(pk__in=version_ids).values_list("pk", "parts")
    return {(pk, index): part["stage"] for pk, parts in versions for index, part in enumerate(parts)}


def stages_reached(sitting_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Return the latest stage each of the sittings has reached in each case. One query, none without sittings."""
    reached: dict[int, dict[int, int]] = {}
    wanted = list(sitting_ids)
    if wanted:
        rows = StageReached.objects.filter(sitting__in=wanted).order_by("stage")
        for sitting_id, version_id, stage in rows.values_list("sitting_id", "version_id", "stage"):
            reached.setdefault(sitting_id, {})[version_id] = stage
    return reached
