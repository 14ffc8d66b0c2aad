"""What a report freezes, read once, and what has changed since."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, F, IntegerField, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.coverage.models import Report, ReportLine
from lms.coverage.queries.names import State, names, state_of, with_state
from lms.coverage.queries.place import Place, area
from lms.coverage.queries.question import Question
from lms.coverage.rules import Line, Tally, digest_of
from lms.people.models import Division, Organisation, Person, RosterEntry

_AT_ONCE = 2000


class Change(models.TextChoices):
    """In what a person's line differs from what would be said now."""

    COVERED = "covered", _("covered now, was not")
    UNCOVERED = "uncovered", _("no longer covered")
    JOINED = "joined", _("due now, was not")
    LEFT = "left", _("no longer due here")
    MOVED = "moved", _("at another institution")
    STATE = "state", _("other state")


@dataclass(frozen=True)
class Changed:
    """One person whose line would be another one now."""

    person_id: int
    name: str
    change: Change
    before: str
    now: str


def lines(question: Question, place: Place) -> Iterator[tuple[int, Line]]:
    """Yield each due person's id and line, in a fixed order, by one statement: all of one moment."""
    direct = Case(When(area=None, then=F("workplace_id")), output_field=IntegerField())
    found = with_state(question, names(question, place)).annotate(area=area(question.viewer, place))
    found = found.annotate(direct=direct).order_by("workplace__name", "workplace_id", "person__name", "person_id")
    labels = _labels(question, place)
    for entry in found.iterator(chunk_size=_AT_ONCE):
        yield entry.person_id, _line(entry, labels)


def areas(question: Question, place: Place) -> list[str]:
    """Return what lies directly below ``place``, nobody due or not, as the lines name it."""
    if place.division is None or place.division.level == Division.Level.TOWN:
        return []
    labels = _labels(question, place)
    below = place.division.children.on(question.as_of).exclude(level=Division.Level.VILLAGE)
    return [labels.division(each) for each in below.order_by("code", "pk")]


def kept_lines(report: Report) -> Iterator[Line]:
    """Yield the lines of ``report`` as they are kept."""
    rows = report.lines.select_related("person").order_by("position")
    for row in rows.iterator(chunk_size=_AT_ONCE):
        day = row.covered_on.isoformat() if row.covered_on else None
        said = (row.name, row.id_number_shown, row.area, row.institution, row.institution_kind)
        yield Line(str(row.person.uid), *said, row.joined_on.isoformat(), row.state, day)


def faults(report: Report) -> list[str]:
    """Return in what the rows and the file of ``report`` are no longer what was frozen, in words; nothing if whole."""
    tally = Tally()
    for line in kept_lines(report):
        tally.add(line)
    found = []
    if tally.sha256 != report.lines_sha256 or (tally.due, tally.covered) != (report.due, report.covered):
        found.append(gettext("The names are not those that were frozen."))
    if digest_of(report.about, report.figures, report.lines_sha256) != report.digest:
        found.append(gettext("The figures, or what they rest on, are not those that were frozen."))
    try:
        with report.file.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != report.sha256:
                found.append(gettext("The signed file is not the one that was kept."))
    except FileNotFoundError:
        found.append(gettext("The signed file is gone. Restore it from a backup."))
    return found


def still_due(report: Report, viewer: Person, person_ids: Iterable[int]) -> set[int]:
    """Return those of ``person_ids`` who are due on the report's day as it is known now: these can be opened."""
    asked = Question(viewer=viewer, scheme=report.scheme, roster=report.roster, as_of=report.as_of)
    return set(asked.due(person__in=person_ids).values_list("person_id", flat=True))


def changes(report: Report, viewer: Person, as_of: date) -> list[Changed]:
    """Return who would have another line, asked now for ``as_of``, by name.

    Asked for the report's own day this is what was put right afterwards; for today, what has happened since.
    """
    place = Place(division=report.division, organisation=report.organisation)
    asked = Question(viewer=viewer, scheme=report.scheme, roster=report.roster, as_of=as_of)
    now = dict(lines(asked, place))
    before = {row.person_id: row for row in report.lines.all()}
    found = [*_compared(before, now), *_joined(before, now)]
    return sorted(found, key=lambda each: (each.change, each.name, each.person_id))


def counted(found: Iterable[Changed]) -> list[tuple[Change, int]]:
    """Return how many changes of each kind there are, none left out but those with nobody."""
    numbers = Counter(each.change for each in found)
    return [(kind, numbers[kind]) for kind in Change if numbers[kind]]


def _compared(before: dict[int, ReportLine], now: dict[int, Line]) -> Iterator[Changed]:
    for person_id, row in before.items():
        line = now.get(person_id)
        if line is None:
            yield Changed(person_id, row.name, Change.LEFT, row.institution, "")
        elif (line.state == "covered") != (row.state == "covered"):
            change = Change.COVERED if line.state == "covered" else Change.UNCOVERED
            yield Changed(person_id, row.name, change, _state(row.state), _state(line.state))
        elif line.institution != row.institution:
            yield Changed(person_id, row.name, Change.MOVED, row.institution, line.institution)
        elif line.state != row.state:
            yield Changed(person_id, row.name, Change.STATE, _state(row.state), _state(line.state))


def _state(value: str) -> str:
    return str(State(value).label)


def _joined(before: dict[int, ReportLine], now: dict[int, Line]) -> Iterator[Changed]:
    for person_id in now.keys() - before.keys():
        line = now[person_id]
        yield Changed(person_id, line.name, Change.JOINED, "", line.institution)


class _Labels:
    """Names of divisions and institutions that tell them apart: of two with one name, each has its code behind."""

    def __init__(self, divisions: QuerySet[Division], institutions: QuerySet[Organisation]) -> None:
        self._divisions = _told_apart(divisions.values_list("pk", "name", "code"))
        self._institutions = _told_apart(institutions.values_list("pk", "name", "code"))

    def division(self, each: Division) -> str:
        return self._divisions.get(each.pk, each.name)

    def of(self, entry: Any) -> str:
        if entry.area is not None:
            return self._divisions[entry.area]
        return self._institutions[entry.direct]

    def institution(self, entry: RosterEntry) -> str:
        return self._institutions[entry.workplace_id]


def _told_apart(rows: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    known = list(rows)
    often = Counter(name for _pk, name, _code in known)
    return {pk: f"{name} ({code})" if often[name] > 1 else name for pk, name, code in known}


def _labels(question: Question, place: Place) -> _Labels:
    workplaces = names(question, place).values("workplace")
    inside = Division.objects.filter(place.division.reach("")) if place.division else Division.objects.none()
    return _Labels(inside.exclude(level=Division.Level.VILLAGE), Organisation.objects.filter(pk__in=workplaces))


def _line(entry: RosterEntry, labels: _Labels) -> Line:
    person, covered_at = entry.person, entry.covered_at  # type: ignore[attr-defined]
    return Line(
        person=str(person.uid),
        name=person.name,
        id_number_shown=person.id_number_masked,
        area=labels.of(entry),
        institution=labels.institution(entry),
        institution_kind=entry.workplace.kind,
        joined_on=entry.joined_on.isoformat(),
        state=state_of(entry).value,
        covered_on=timezone.localdate(covered_at).isoformat() if covered_at else None,
    )
