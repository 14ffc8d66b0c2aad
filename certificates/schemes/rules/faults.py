"""What cannot be asked of anybody, in sentences that say what to do next."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.schemes.rules.completion import GROUP_MEASURES
from certificates.schemes.rules.tree import Asked, Outline, parents_of


def fault_of(asked: Sequence[Any]) -> tuple[int, str] | None:
    """Return the index of the first requirement nobody could meet, and a sentence why; ``None`` if there is none.

    :param asked: the requirements as an outline; beside what :class:`Asked` says each has ``activity``,
        ``activity_id`` and ``each_activity_once``.
    """
    try:
        parents = parents_of([each.depth for each in asked])
    except Outline as broken:
        return broken.index, _not_in_a_group(asked[broken.index])
    parts = [[asked[i] for i, parent in enumerate(parents) if parent == index] for index in range(len(asked))]
    for index, each in enumerate(asked):
        parent = parents[index]
        if parent is not None and asked[parent].measure not in GROUP_MEASURES:
            return index, _not_in_a_group(each)
        chain = _chain(asked, parents, index)
        for finds in _FAULTS:
            if said := finds(each, parts[index], chain):
                return index, said
    return None


def _chain(asked: Sequence[Asked], parents: Sequence[int | None], index: int | None) -> list[Asked]:
    chain = []
    while index is not None:
        chain.append(asked[index])
        index = parents[index]
    return chain


def _not_in_a_group(each: Asked) -> str:
    return _(
        "“%(title)s” is to be inside a group, but no group stands above it. "
        "Put a group above it, or let it stand alone."
    ) % {"title": each.title}


def _empty_group(each: Asked, parts: Sequence[Asked], _chain: Sequence[Asked]) -> str:
    if each.measure not in GROUP_MEASURES or parts:
        return ""
    return _(
        "The group “%(title)s” has nothing in it. Put its parts below it, one step further inside, or remove the group."
    ) % {"title": each.title}


def _too_many_parts(each: Asked, parts: Sequence[Asked], _chain: Sequence[Asked]) -> str:
    if each.measure not in GROUP_MEASURES or each.target <= len(parts):
        return ""
    said = ngettext(
        "The group “%(title)s” asks for %(target)s of its parts, but has only %(n)s part. Ask for fewer or add parts.",
        "The group “%(title)s” asks for %(target)s of its parts, but has only %(n)s parts. Ask for fewer or add parts.",
        len(parts),
    )
    return said % {"title": each.title, "target": each.target, "n": len(parts)}


def _more_than_one_activity(each: Any, _parts: Sequence[Asked], _chain: Sequence[Asked]) -> str:
    once = each.measure == "count" and each.each_activity_once
    if not (once and each.activity_id and each.target > 1):
        return ""
    return _(
        "“%(title)s” asks for %(target)s times, but names one activity, which counts once. "
        "Ask for 1, or name the kind of activity instead."
    ) % {"title": each.title, "target": each.target}


def _more_minutes_than_planned(each: Any, _parts: Sequence[Asked], _chain: Sequence[Asked]) -> str:
    if each.measure != "minutes" or not each.activity_id:
        return ""
    planned = each.activity.planned_minutes
    if not planned or each.target <= planned:
        return ""
    return _(
        "“%(title)s” asks for %(target)s minutes, but the activity it names has only %(planned)s. Ask for no more."
    ) % {"title": each.title, "target": each.target, "planned": planned}


def _deadline_before_start(each: Asked, _parts: Sequence[Asked], chain: Sequence[Asked]) -> str:
    first = max((one.since for one in chain if one.since), default=None)
    last = min((one.until for one in chain if one.until), default=None)
    if first is None or last is None or first <= last:
        return ""
    return _("“%(title)s” counts only from %(first)s, but its deadline is %(last)s. Choose a later deadline.") % {
        "title": each.title,
        "first": first,
        "last": last,
    }


_FAULTS: list[Callable[[Any, Sequence[Asked], Sequence[Asked]], str]] = [
    _empty_group,
    _too_many_parts,
    _more_than_one_activity,
    _more_minutes_than_planned,
    _deadline_before_start,
]
