"""What a plan holds against what is asked of those it trains: more than is taught cannot be learned."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from certificates.schemes.rules.tree import parents_of

_EVERYWHERE = frozenset({"online", "onsite", "practice"})
# The ways of teaching that can end in a record of the kind. Exams and a mentor's teaching stand in no plan.
_BY_KIND = {
    "course": frozenset({"online"}),
    "lecture": frozenset({"online", "onsite"}),
    "practical": frozenset({"onsite", "practice"}),
}
_BY_MODE = {"": _EVERYWHERE, "online": frozenset({"online"}), "onsite": frozenset({"onsite", "practice"})}


@dataclass(frozen=True)
class Holding:
    """Something a plan or a timetable holds: how it is taught (``online``, ``onsite``, ``practice``), and how long."""

    way: str
    minutes: int


def beyond(
    asked: Sequence[Any], planned: Collection[Holding], timetabled: Collection[Holding]
) -> tuple[int, int] | None:
    """Return the index of the first requirement that asks for more than is taught, and how much is; ``None`` if none.

    The plan says how much there is to be, the timetable how much there is: the larger of the two counts. Only what
    everybody must do is looked at; where something else may be chosen, nothing is impossible.

    :param asked: the requirements as an outline; beside what :class:`Asked` says each has ``activity_kind``, ``mode``,
        ``role``, ``activity_id`` and ``each_activity_once``.
    :param planned: the units of the plan; none says nothing.
    """
    if not planned:
        return None
    parents = parents_of([each.depth for each in asked])
    for index, each in enumerate(asked):
        if not _is_taught(each) or not _is_for_all(asked, parents, index):
            continue
        ways = _BY_MODE[each.mode] & _BY_KIND.get(each.activity_kind, _EVERYWHERE)
        held = max(_sum(each.measure, ways, planned), _sum(each.measure, ways, timetabled))
        if each.target > held:
            return index, held
    return None


def _is_taught(each: Any) -> bool:
    """Return whether what is asked for can only come from what the class teaches."""
    if each.role != "learner" or each.activity_id:
        return False
    if each.measure == "count":
        return each.activity_kind in _BY_KIND and bool(each.each_activity_once)
    return bool(each.measure == "minutes" and each.activity_kind in {"", *_BY_KIND})


def _is_for_all(asked: Sequence[Any], parents: Sequence[int | None], index: int) -> bool:
    above = parents[index]
    while above is not None:
        if asked[above].measure != "all":
            return False
        above = parents[above]
    return True


def _sum(measure: str, ways: frozenset[str], holdings: Collection[Holding]) -> int:
    fitting = [each.minutes for each in holdings if each.way in ways]
    return sum(fitting) if measure == "minutes" else len(fitting)
