"""The signals of sittings, gathered for a person to look at. Marking reads none of this."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from courses.exams.models import AnswerEntry, AnswerTwins, Exam, Presence, Signal, Sitting, SittingRemark
from courses.exams.queries.watching import watched_sittings
from courses.exams.rules.watching import MANY_FAST, Absences, absences, fast_answers, overlaps

_MOVES = (Signal.Kind.LEFT, Signal.Kind.BACK)


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What was noticed about one sitting. ``twins`` are the papers too alike, ``remark`` the newest remark."""

    sitting: Sitting
    away: Absences
    together: int
    fast: int
    twins: tuple[AnswerTwins, ...]
    remark: SittingRemark | None

    @property
    def kinds(self) -> int:
        """How many kinds of signs there are; haste only where there is much of it."""
        return sum([self.away.count > 0, self.together > 0, self.fast >= MANY_FAST, bool(self.twins)])

    @property
    def is_fast(self) -> bool:
        """Whether there was more haste than happens to everybody."""
        return self.fast >= MANY_FAST


def signs_of_exam(exam: Exam, viewer: Any, at: datetime) -> list[Signs]:
    """Return the sittings of ``exam`` about which something was noticed, the most of it first. Six queries."""
    found = signs_of(watched_sittings(exam, viewer), at)
    noticed = [each for each in found if each.kinds]
    return sorted(noticed, key=lambda each: (-len(each.twins), -each.kinds, -each.away.seconds, each.sitting.pk))


def signs_of(sittings: QuerySet[Sitting], at: datetime) -> list[Signs]:
    """Return what was noticed about each of ``sittings``. Six queries, however many they are."""
    found = list(sittings.select_related("person", "exam"))
    mine = Q(sitting__in=sittings.values("pk"))
    moves: dict[int, list[tuple[str, str, datetime]]] = defaultdict(list)
    signals = Signal.objects.filter(mine, kind__in=_MOVES)
    for pk, device, kind, guessed, received in signals.values_list(
        "sitting", "device", "kind", "estimated_at", "received_at"
    ):
        moves[pk].append((device, kind, guessed or received))
    stays: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for pk, first, last in Presence.objects.filter(mine).values_list("sitting", "first_seen_at", "last_seen_at"):
        stays[pk].append((first, last))
    saves = _saves(mine)
    twins, remarks = _twins(sittings), _newest_remarks(mine)
    return [
        Signs(
            sitting=each,
            away=absences(moves[each.pk], until=each.submitted_at or at),
            together=overlaps(stays[each.pk]),
            fast=fast_answers(saves[each.pk]),
            twins=tuple(twins[each.pk]),
            remark=remarks.get(each.pk),
        )
        for each in found
    ]


def _saves(mine: Q) -> dict[int, list[tuple[str, int, datetime]]]:
    saves: dict[int, list[tuple[str, int, datetime]]] = defaultdict(list)
    rows = AnswerEntry.objects.filter(mine).values_list("sitting", "device", "position", "estimated_at")
    for pk, device, position, when in rows.iterator():
        # A form without JavaScript has no clock of its own.
        if when:
            saves[pk].append((device, position, when))
    return saves


def _twins(sittings: QuerySet[Sitting]) -> dict[int, list[AnswerTwins]]:
    ids = sittings.values("pk")
    pairs = AnswerTwins.objects.filter(Q(first__in=ids) | Q(second__in=ids))
    found: dict[int, list[AnswerTwins]] = defaultdict(list)
    # Pairs from one institution first: whoever sat in one room could look.
    for pair in pairs.select_related("first__person", "second__person").order_by("-same_place", "-rarity", "pk"):
        found[pair.first_id].append(pair)
        found[pair.second_id].append(pair)
    return found


def _newest_remarks(mine: Q) -> dict[int, SittingRemark]:
    return {each.sitting_id: each for each in SittingRemark.objects.filter(mine).order_by("at", "pk")}


def timeline(sitting: Sitting) -> list[Signal]:
    """Return every signal of ``sitting`` in the order of their time."""
    return sorted(sitting.signals.all(), key=lambda each: (each.estimated_at or each.received_at, each.pk))


def others(sitting: Sitting, twins: Iterable[AnswerTwins], visible: QuerySet[Sitting]) -> list[tuple[AnswerTwins, Any]]:
    """Return each pair with the other sitting of it, ``None`` where the viewer may not see that one."""
    pairs = [(each, each.second if each.first_id == sitting.pk else each.first) for each in twins]
    seen = set(visible.filter(pk__in=[other.pk for _each, other in pairs]).values_list("pk", flat=True))
    return [(each, other if other.pk in seen else None) for each, other in pairs]
