"""What would be said otherwise than in a frozen report: person by person."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.credits.rules import in_credits
from lms.coverage import wording
from lms.coverage.models import Report
from lms.coverage.queries.drafting import lines
from lms.coverage.queries.reading import AT_ONCE
from lms.coverage.queries.reports import STATES, asked_again, place_of_report
from lms.coverage.rules.reports import COVERED
from lms.people.models import Person


class Change(models.TextChoices):
    """In what a person's line differs from what would be said now."""

    COVERED = "covered", _("covered now, was not")
    UNCOVERED = "uncovered", _("no longer covered")
    JOINED = "joined", _("due now, was not")
    LEFT = "left", _("no longer due here")
    MOVED = "moved", _("at another institution")
    STATE = "state", _("other state")
    LEARNED = "learned", _("other hours or credits")


@dataclass(frozen=True)
class Changed:
    """One person whose line would be another one now."""

    person_id: int
    name: str
    change: Change
    before: str
    now: str


class _Said(NamedTuple):
    """What of a line is compared."""

    name: str
    institution: str
    state: str
    minutes: int | None
    credits_hundredths: int | None
    workplace_id: int | None

    def is_elsewhere(self, other: "_Said") -> bool:
        """Return whether the other is of another institution; by its name, where it was not kept which one that was."""
        if self.workplace_id is None:
            return self.institution != other.institution
        return self.workplace_id != other.workplace_id

    @property
    def learned(self) -> str:
        """Hours and credits in words; nothing where they are not known."""
        if self.minutes is None or self.credits_hundredths is None:
            return ""
        said = {"hours": wording.hours(self.minutes), "credits": in_credits(self.credits_hundredths)}
        return gettext("%(hours)s hours, %(credits)s credits") % said


def changes(
    report: Report, viewer: Person, as_of: date, tick: Callable[[int], None] = lambda _n: None
) -> list[Changed]:
    """Return who would have another line, asked now for ``as_of``, by name.

    Asked for the report's own day this is what was put right afterwards; for today, what has happened since.

    :param tick: told how many lines were read, of the report and then of now.
    :raises ObjectDoesNotExist: it cannot be asked for ``as_of``, or not by ``viewer``.
    """
    asked = asked_again(report, viewer, as_of)
    kept: Any = report.lines.order_by().values_list("person_id", *_Said._fields)
    before = {pk: _Said(*said) for pk, *said in kept.iterator(chunk_size=AT_ONCE)}
    tick(len(before))
    read = lines(asked, place_of_report(report))
    now = {pk: _Said._make(getattr(line, name) for name in _Said._fields) for pk, line in read}
    tick(len(now))
    found = [*_compared(before, now), *_joined(before, now)]
    return sorted(found, key=lambda each: (each.change, each.name, each.person_id))


def counted(found: Iterable[Changed]) -> list[tuple[Change, int]]:
    """Return how many changes of each kind there are, none left out but those with nobody."""
    numbers = Counter(each.change for each in found)
    return [(kind, numbers[kind]) for kind in Change if numbers[kind]]


def _compared(before: dict[int, _Said], now: dict[int, _Said]) -> Iterator[Changed]:
    for person_id, was in before.items():
        line = now.get(person_id)
        if line is None:
            yield Changed(person_id, was.name, Change.LEFT, was.institution, "")
        elif (line.state == COVERED) != (was.state == COVERED):
            change = Change.COVERED if line.state == COVERED else Change.UNCOVERED
            yield Changed(person_id, was.name, change, *_states(was, line))
        elif was.is_elsewhere(line):
            yield Changed(person_id, was.name, Change.MOVED, was.institution, line.institution)
        elif line.state != was.state:
            yield Changed(person_id, was.name, Change.STATE, *_states(was, line))
        elif was.learned and line.learned != was.learned:
            yield Changed(person_id, was.name, Change.LEARNED, was.learned, line.learned)


def _states(*said: _Said) -> Iterator[str]:
    return (str(STATES[each.state]) for each in said)


def _joined(before: dict[int, _Said], now: dict[int, _Said]) -> Iterator[Changed]:
    for person_id in now.keys() - before.keys():
        yield Changed(person_id, now[person_id].name, Change.JOINED, "", now[person_id].institution)
