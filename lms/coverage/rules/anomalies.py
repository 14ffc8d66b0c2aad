"""What looks wrong in records, by rules with names and thresholds. Rules ask; people answer. Pure."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Any

MINUTES, DEVICE, SECOND, TOGETHER = "minutes", "device", "second", "together"
PLACES, LEFT, LEAVE = "places", "left", "leave"

# The usual thresholds of each rule. Others may be set; each anomaly keeps those it was raised with.
THRESHOLDS: dict[str, dict[str, int]] = {
    # More than this on one day, of what is done in one go.
    MINUTES: {"minutes_a_day": 720},
    # One device on which this many people or more sat exams or checked in to lectures.
    DEVICE: {"people": 3},
    # This many people or more of one institution checked in to one lecture in the same second.
    SECOND: {"people": 5},
    # Two people of one institution who this often or more did the same thing in the same second.
    TOGETHER: {"lectures": 3, "answers": 10},
    # Teaching that overlaps by this many minutes or more.
    PLACES: {"minutes": 5},
    # Records of this many days or more after somebody's last post ended.
    LEFT: {"days": 1},
    # Attendance on this day of somebody's leave or a later one: on the first they may still have been at work.
    LEAVE: {"days": 2},
}


@dataclass(frozen=True)
class Suspicion:
    """What a rule noticed: whom it concerns, when it happened, and the figures that raised it.

    ``key`` names the facts: the same facts raise the same key again, and new facts another.
    """

    rule: str
    key: str
    happened_on: date
    people: tuple[int, ...]
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class DayOf:
    """What one person did on one day."""

    person_id: int
    day: date
    minutes: int
    records: int


@dataclass(frozen=True)
class Seen:
    """One person on one device: ``event`` is ``"exam"`` or ``"lecture"`` and its id."""

    device: str
    person_id: int
    event: tuple[str, int]
    day: date


@dataclass(frozen=True)
class Moment:
    """Something one person did in one second: ``event`` is what, ``family`` their institution."""

    event: Hashable
    second: datetime
    person_id: int
    family: int


@dataclass(frozen=True)
class Stay:
    """That somebody was somewhere, from an instant to another; ``event`` tells one occasion from another."""

    person_id: int
    begins: datetime
    ends: datetime
    event: str


@dataclass(frozen=True)
class Late:
    """What one person did after their last post had ended on ``left_on``."""

    person_id: int
    record_id: int
    day: date
    left_on: date


@dataclass(frozen=True)
class Away:
    """Where one person attended while on leave since ``since``."""

    person_id: int
    record_id: int
    day: date
    since: date


def too_many_minutes(days: Iterable[DayOf], limits: Mapping[str, int]) -> Iterator[Suspicion]:
    """Notice days with more minutes than a person has."""
    for each in days:
        if each.minutes > limits["minutes_a_day"]:
            key = f"{each.person_id}:{each.day}:{each.minutes}"
            figures = {"minutes": each.minutes, "records": each.records}
            yield Suspicion(MINUTES, key, each.day, (each.person_id,), figures)


def shared_devices(sightings: Iterable[Seen], limits: Mapping[str, int]) -> Iterator[Suspicion]:
    """Notice devices on which several people sat exams or checked in to lectures."""
    by_device: dict[str, list[Seen]] = defaultdict(list)
    for each in sightings:
        by_device[each.device].append(each)
    for device, some in sorted(by_device.items()):
        people = tuple(sorted({each.person_id for each in some}))
        if len(people) >= limits["people"]:
            events = Counter(kind for kind, _id in {each.event for each in some})
            figures = {"device": device[-6:], "people": len(people)}
            figures |= {"exams": events["exam"], "checked_in_to": events["lecture"]}
            yield Suspicion(DEVICE, f"{device}:{_named(people)}", max(each.day for each in some), people, figures)


def same_second(moments: Iterable[Moment], limits: Mapping[str, int]) -> Iterator[Suspicion]:
    """Notice lectures to which many people of one institution checked in at once. ``event`` is the lecture's id."""
    for (event, second, _family), people in _crowds(moments):
        if len(people) >= limits["people"]:
            figures = {"lecture": event, "people": len(people), "time": _clock(second)}
            yield Suspicion(SECOND, f"{event}:{second.isoformat()}:{_named(people)}", second.date(), people, figures)


def always_together(
    moments: Iterable[Moment], limits: Mapping[str, int], *, what: str, scope: str = ""
) -> Iterator[Suspicion]:
    """Notice two people of one institution who keep doing the same thing in the same second.

    :param what: ``"lectures"`` or ``"answers"``: which threshold holds, and what the figure counts.
    :param scope: where it was counted, such as one exam; part of the key.
    """
    # Seconds, not deeds: a form sent without scripts saves all its answers in one.
    shared: dict[tuple[int, int], set[datetime]] = defaultdict(set)
    for (_event, second, _family), people in _crowds(moments):
        for pair in combinations(people, 2):
            shared[pair].add(second)
    for pair, seconds in sorted(shared.items()):
        if len(seconds) >= limits[what]:
            figures = {what: len(seconds), "first": _clock(min(seconds)), "last": _clock(max(seconds))}
            key = f"{what}:{scope}:{_named(pair)}:{len(seconds)}"
            yield Suspicion(TOGETHER, key, max(seconds).date(), pair, figures)


def two_places(stays: Iterable[Stay], limits: Mapping[str, int]) -> Iterator[Suspicion]:
    """Notice people who were at two occasions at once. Several who are taught on one occasion are one event."""
    by_person: dict[int, dict[str, Stay]] = defaultdict(dict)
    for each in stays:
        by_person[each.person_id].setdefault(each.event, each)
    for person, events in sorted(by_person.items()):
        ordered = sorted(events.values(), key=lambda stay: (stay.begins, stay.event))
        for first, second in _overlapping(ordered):
            minutes = int((min(first.ends, second.ends) - second.begins).total_seconds()) // 60
            if minutes >= limits["minutes"]:
                figures = {"minutes": minutes, "first_event": first.event, "second_event": second.event}
                figures["time"] = _clock(second.begins)
                key = f"{person}:{first.event}:{second.event}:{second.begins.isoformat()}"
                yield Suspicion(PLACES, key, second.begins.date(), (person,), figures)


def after_leaving(records: Iterable[Late], limits: Mapping[str, int]) -> Iterator[Suspicion]:
    """Notice records of people who had left by then: retired, or gone without another post."""
    for each in records:
        days = (each.day - each.left_on).days
        if days >= limits["days"]:
            figures = {"record": each.record_id, "left_on": each.left_on.isoformat(), "days": days}
            yield Suspicion(LEFT, f"{each.record_id}", each.day, (each.person_id,), figures)


def while_on_leave(records: Iterable[Away], limits: Mapping[str, int]) -> Iterator[Suspicion]:
    """Notice attendance of people who were away; online or not, somebody should ask."""
    for each in records:
        days = (each.day - each.since).days + 1
        if days >= limits["days"]:
            figures = {"record": each.record_id, "leave_since": each.since.isoformat(), "days_of_leave": days}
            yield Suspicion(LEAVE, f"{each.record_id}", each.day, (each.person_id,), figures)


def _crowds(moments: Iterable[Moment]) -> Iterator[tuple[tuple[Hashable, datetime, int], tuple[int, ...]]]:
    """Yield each event, second and institution with the people, two or more, who did it there and then."""
    crowds: dict[tuple[Hashable, datetime, int], set[int]] = defaultdict(set)
    for each in moments:
        crowds[each.event, each.second.replace(microsecond=0), each.family].add(each.person_id)
    for where, people in crowds.items():
        if len(people) > 1:
            yield where, tuple(sorted(people))


def _overlapping(ordered: Sequence[Stay]) -> Iterator[tuple[Stay, Stay]]:
    """Yield the pairs that share a moment, of stays in the order of their beginnings."""
    for number, first in enumerate(ordered):
        for second in ordered[number + 1 :]:
            if second.begins >= first.ends:
                break
            yield first, second


def _named(people: Sequence[int]) -> str:
    return ",".join(map(str, people))


def _clock(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
