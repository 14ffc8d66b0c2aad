"""When requirements are met: sums over what counted, groups over their parts, a traineeship over all of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from certificates.schemes.rules.tree import Asked

GROUP_MEASURES = frozenset({"all", "any", "some"})


@dataclass(frozen=True)
class Reached:
    """What one person has reached: the value in the requirement's unit, and when the target was met."""

    value: int = 0
    met_at: datetime | None = None


def roll_up(
    asked: Sequence[Asked],
    reached: Sequence[Reached],
    exempt: Sequence[datetime | None],
    parents: Sequence[int | None],
) -> list[Reached]:
    """Return what is reached of every requirement, groups included, in the order of ``asked``.

    A group has reached as many as it has parts that are met, and is met when the last one needed was. Who is exempted
    has met a requirement at that moment, unless the records met it before.

    :param asked: the requirements as an outline: a group, then its parts one step deeper.
    :param reached: what the records show for each; that of a group is not looked at.
    :param exempt: for each since when the person is exempted from it, ``None`` is not at all.
    :param parents: what :func:`parents_of` says of the outline, worked out once for all people.
    """
    found = list(reached)
    moments: dict[int, list[datetime]] = {}
    # Parts follow their group: seen from the end, a group comes when all its parts are known.
    for index in range(len(asked) - 1, -1, -1):
        each = asked[index]
        if each.measure in GROUP_MEASURES:
            met = sorted(moments.get(index, ()))
            found[index] = Reached(len(met), met[each.target - 1] if len(met) >= each.target else None)
        since = exempt[index]
        if since is not None:
            found[index] = _exempted(found[index], since)
        moment, parent = found[index].met_at, parents[index]
        if moment is not None and parent is not None:
            moments.setdefault(parent, []).append(moment)
    return found


def _exempted(reached: Reached, since: datetime) -> Reached:
    if reached.met_at is not None and reached.met_at <= since:
        return reached
    return replace(reached, met_at=since)


def completed_at(met: Iterable[datetime | None]) -> datetime | None:
    """Return when the last requirement was met, or ``None`` while any is open or there are none at all.

    >>> completed_at([datetime(2026, 5, 1), datetime(2026, 6, 1)])
    datetime.datetime(2026, 6, 1, 0, 0)
    >>> completed_at([datetime(2026, 5, 1), None]) is None
    True
    >>> completed_at([]) is None
    True
    """
    moments = list(met)
    known = [moment for moment in moments if moment is not None]
    return max(known) if moments and len(known) == len(moments) else None
