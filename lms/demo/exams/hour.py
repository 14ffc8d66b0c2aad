"""The hour itself: sixty trainees begin, answer in order, hand in or run into the bell, as their phones tell it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from courses.exams import keys
from courses.exams.actions import close_due, start_sitting, submit_sitting
from courses.exams.actions.saving import Save, keep
from courses.exams.models import Exam, Sitting, SittingItem
from courses.exams.rules.sync import read
from courses.exams.rules.tokens import Claim, save_token
from lms.demo.exams.examinees import Examinee, Mind
from lms.demo.exams.stages import go_on, waves

# These do not get done and answer until the bell; this one loses the network before it, and finds it again after it.
TO_THE_BELL, CUT_OFF = (7, 23, 38, 44, 52), 29
# It has opened the last stage of the case before, and answers that and what comes after it.
WAVES_CUT = 2
BACK_AFTER = timedelta(minutes=4)
# The second of these has looked at the first one's phone.
TWINS = (17, 18)
LOOKED_AWAY, ON_TWO_PHONES = {11: 4, 35: 1}, 20
# Of a hundred answers, so many are thought better of.
CHANGED = 6


@dataclass
class Place:
    """One trainee at their sitting."""

    who: Examinee
    sitting: Sitting
    waves: list[list[SittingItem]]
    number: int = 0

    @property
    def ends_at(self) -> datetime:
        """When the last answer is given; after the deadline for those who do not get done."""
        pace = 1.25 if self.who.number in TO_THE_BELL else self.who.pace
        return self.sitting.started_at + pace * (self.sitting.deadline_at - self.sitting.started_at)

    def given_at(self, item: SittingItem) -> datetime:
        """Return when they answer ``item``."""
        share = item.position / sum(map(len, self.waves))
        return self.sitting.started_at + share * (self.ends_at - self.sitting.started_at)

    def next(self) -> int:
        """Return the next number of their phone."""
        self.number += 1
        return self.number


def sit(exam: Exam, people: Sequence[Examinee]) -> list[Sitting]:
    """Have ``people`` sit ``exam``; return their sittings, all ended."""
    places = [_begin(exam, who) for who in people]
    minds = _minds(places)
    for wave in range(max(len(place.waves) for place in places)):
        for place in places:
            go_on(place.sitting, place.waves[wave], at=_first_at(place, wave))
        there = [each for each in places if each.who.number != CUT_OFF or wave < len(each.waves) - WAVES_CUT]
        keep([save for place in there for save in _saves(place, wave, minds)])
    _notice(places)
    for place in places:
        if place.who.number not in (*TO_THE_BELL, CUT_OFF):
            submit_sitting(sitting=place.sitting, at=place.ends_at + timedelta(seconds=40))
    last = max(place.sitting.deadline_at for place in places)
    close_due(at=last + timedelta(minutes=1))
    _find_network(places, minds)
    return list(exam.sittings.order_by("pk"))


def _begin(exam: Exam, who: Examinee) -> Place:
    at = exam.opens_at + timedelta(minutes=who.late_start, seconds=who.number % 50)
    sitting = start_sitting(exam=exam, person=who.person, at=at, seed=who.person.pk)
    items = sitting.items.select_related("version__question").order_by("position")
    return Place(who, sitting, waves(items))


def _minds(places: Iterable[Place]) -> dict[tuple[int, int], Any]:
    """Return what everybody answers: by trainee and position."""
    found: dict[tuple[int, int], Any] = {}
    seen: dict[tuple[int, int], list[int]] = {}
    for place in places:
        mind, number = Mind(place.who), place.who.number
        for item in (each for wave in place.waves for each in wave):
            name = item.version_id, item.part
            answer = mind.chosen(item) if item.order else mind.words()
            if number == TWINS[1] and name in seen:
                answer = seen[name]
            if number == TWINS[0] and isinstance(answer, list):
                seen[name] = answer
            found[number, item.position] = answer
    return found


def _first_at(place: Place, wave: int) -> datetime:
    return place.given_at(place.waves[wave][0]) - timedelta(seconds=20)


def _saves(place: Place, wave: int, minds: dict[tuple[int, int], Any]) -> list[Save]:
    """Return the hand-overs of one wave, a few answers each, as far as the bell lets them be given."""
    chance = Random(place.who.number * 10 + wave)  # noqa: S311 - the demo must be the same everywhere
    entries: list[dict[str, Any]] = []
    for item in place.waves[wave]:
        answer, at = minds[place.who.number, item.position], place.given_at(item)
        if at > place.sitting.deadline_at:
            break
        changed = isinstance(answer, list) and chance.randrange(100) < CHANGED
        if changed:
            entries.append(_entry(place, item, [item.order[0]], at, 1))
        entries.append(_entry(place, item, answer, at + timedelta(seconds=9 * changed), 1 + changed))
    return [_save(place, entries[start : start + 8]) for start in range(0, len(entries), 8)]


def _entry(place: Place, item: SittingItem, answer: Any, at: datetime, sequence: int) -> dict[str, Any]:
    said = {"text": answer} if isinstance(answer, str) else {"shown": [item.order.index(index) for index in answer]}
    return {"number": place.next(), "position": item.position, "sequence": sequence, "at": _ms(at), **said}


def _save(place: Place, entries: list[dict[str, Any]], at: datetime | None = None, **more: Any) -> Save:
    """Return a hand-over as the door reads it; the phone's clock is right."""
    sitting = place.sitting
    at = at or datetime.fromtimestamp(entries[-1]["at"] / 1000 + 1, sitting.started_at.tzinfo)
    claim = Claim(sitting.pk, sitting.person_id, sitting.nonce)
    body = {"token": save_token(keys.for_tokens(), claim), "device": place.who.device, "now": _ms(at), **more}
    return Save(claim, read(json.dumps({**body, "entries": entries}).encode()), at)


def _notice(places: Sequence[Place]) -> None:
    """Have some phones tell what they noticed."""
    saves = []
    for place in places:
        for time in range(LOOKED_AWAY.get(place.who.number, 0)):
            at = place.sitting.started_at + timedelta(minutes=9 + 8 * time)
            left = {"number": place.next(), "kind": "left", "at": _ms(at)}
            back = {"number": place.next(), "kind": "back", "at": _ms(at + timedelta(seconds=35 + 40 * time))}
            saves.append(_save(place, [], at + timedelta(minutes=3), signals=[left, back]))
        if place.who.number == ON_TWO_PHONES:
            at = place.sitting.started_at + timedelta(minutes=21)
            saves.append(_save(place, [], at, device="00000000-0000-4000-8000-999999999999"))
            saves.append(_save(place, [], at + timedelta(seconds=20)))
    keep(saves)


def _find_network(places: Iterable[Place], minds: dict[tuple[int, int], Any]) -> None:
    """Deliver after the bell what one phone had kept since before it."""
    place = next(place for place in places if place.who.number == CUT_OFF)
    at = place.sitting.deadline_at + BACK_AFTER
    offline = {"number": place.next(), "kind": "offline", "at": _ms(_first_at(place, -WAVES_CUT))}
    entries = [_entry(place, item, minds[CUT_OFF, item.position], place.given_at(item), 1) for item in place.waves[-1]]
    online = {"number": place.next(), "kind": "online", "at": _ms(at - timedelta(seconds=3))}
    keep([_save(place, entries, at, signals=[offline, online])])


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
