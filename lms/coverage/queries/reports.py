"""What a report freezes, read once, and whether what is kept is still what was frozen."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext

from certificates.schemes.models import Scheme
from lms.coverage.models import Programme, Report, ReportLine
from lms.coverage.queries import rollups
from lms.coverage.queries.inquiry import Inquiry, inquire
from lms.coverage.queries.labels import Labels
from lms.coverage.queries.matter import Matter, matter_of
from lms.coverage.queries.names import State
from lms.coverage.queries.place import Place, home, place_of
from lms.coverage.queries.question import Question
from lms.coverage.queries.reading import AT_ONCE, Asked, Due, everybody
from lms.coverage.queries.resting import resting_on
from lms.coverage.queries.rollup_choices import Which
from lms.coverage.rules import Line, Tally, digest_of
from lms.people.models import Division, Person, Roster
from lms.people.rules import mask_id_number

# How far somebody is, in words: by a scheme, or by a programme.
STATES: dict[str, Any] = {each.value: each.label for each in (*Which, *State)}
_KEPT = ("person__uid", "name", "id_number_shown", "area", "institution", "institution_kind")


def lines(asked: Asked, place: Place) -> Iterator[tuple[int, Line]]:
    """Yield each due person's id and line, in a fixed order, by one statement: all of one moment."""
    labels = Labels(place)
    for due in everybody(asked, place):
        yield due.person_id, _line(due, labels)


def areas(asked: Asked, place: Place) -> list[str]:
    """Return what lies directly below ``place``, nobody due or not, as the lines name it."""
    if place.division is None or place.division.level == Division.Level.TOWN:
        return []
    labels = Labels(place)
    below = Division.objects.filter(parent__code=place.division.code).on(asked.as_of)
    found = below.exclude(level=Division.Level.VILLAGE).order_by("code", "pk")
    return [labels.division(each.pk, each.name) for each in found]


def tallied(asked: Asked, place: Place) -> Tally:
    """Return the figures of a place, counted from its lines."""
    tally = Tally(areas(asked, place))
    for _person_id, line in lines(asked, place):
        tally.add(line)
    return tally


def draft(asked: Asked, place: Place, tally: Tally, head: dict[str, Any] | None = None) -> Report:
    """Return what ``tally`` makes of a place as a report that nobody has frozen.

    :param head: the head over the records it rests on, where one is known.
    """
    about, figures = {**resting_on(asked, place), "head": head}, tally.figures()
    return Report(
        **_rule_of(asked),
        division=place.division if not place.organisation else None,
        organisation=place.organisation,
        as_of=asked.as_of,
        about=about,
        figures=figures,
        due=tally.due,
        covered=tally.covered,
        lines_sha256=tally.sha256,
        digest=digest_of(about, figures, tally.sha256),
    )


def row_of(report: Report, position: int, person_id: int, line: Line) -> ReportLine:
    """Return a line of ``report`` as a row."""
    said = line._asdict()
    said |= {"person_id": person_id, "joined_on": date.fromisoformat(line.joined_on)}
    said["covered_on"] = line.covered_on and date.fromisoformat(line.covered_on)
    del said["person"]
    return ReportLine(report_id=report.pk, position=position, **said)


def how_many(asked: Asked, place: Place) -> int:
    """Return how many lines there will be; of a programme, as many as its pages say now."""
    if isinstance(asked, Inquiry):
        return rollups.node(asked.programme, place, asked.scope).due
    return asked.due().filter(place.reach()).count()


def place_of_report(report: Report) -> Place:
    """Return what ``report`` is on."""
    return Place(division=report.division, organisation=report.organisation)


def asked_again(report: Report, viewer: Person, as_of: date) -> Asked:
    """Return what ``report`` was asked, for ``as_of``.

    :raises ObjectDoesNotExist: ``viewer`` may not see this of the programme, or no rule was in force on that day.
    """
    if report.version:
        inquiry = inquire(viewer, programme_id=report.version.programme_id, as_of=as_of)
        # The rule of another day may be about another scheme, which a line department does not look after.
        place_of(inquiry.scope, place_of_report(report).slug)
        return inquiry
    return _question(report, viewer, as_of)


def kept_lines(report: Report) -> Iterator[Line]:
    """Yield the lines of ``report`` as they are kept."""
    rows: Any = report.lines.order_by("position").values_list(*_KEPT, "joined_on", "state", "covered_on")
    for uid, *said, joined_on, state, covered_on in rows.iterator(chunk_size=AT_ONCE):
        day = covered_on.isoformat() if covered_on else None
        yield Line._make([str(uid), *said, joined_on.isoformat(), state, day])


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
    """Return those of ``person_ids`` who can be opened: in a programme as it is now, else on the report's day."""
    if report.version is None:
        due = _question(report, viewer, report.as_of).due(person__in=person_ids)
        return set(due.values_list("person_id", flat=True))
    try:
        return still_in(matter_of(viewer, report.version.programme_id, today=report.as_of), person_ids)
    except Programme.DoesNotExist:
        return set()


def still_in(matter: Matter, person_ids: Iterable[int]) -> set[int]:
    """Return those of ``person_ids`` who are due in a programme as it is now, where the viewer may look."""
    found = rollups.people(matter.programme, home(matter.scope), viewer=matter.scope)
    return set(found.filter(person__in=person_ids).values_list("person_id", flat=True))


def _question(report: Report, viewer: Person, as_of: date) -> Question:
    """Return the question of a report that is on no programme: it has a scheme and a roster."""
    scheme, roster = cast("Scheme", report.scheme), cast("Roster", report.roster)
    return Question(viewer=viewer, scheme=scheme, roster=roster, as_of=as_of)


def _rule_of(asked: Asked) -> dict[str, Any]:
    if not isinstance(asked, Inquiry):
        return {"scheme": asked.scheme, "roster": asked.roster}
    version = asked.version
    return {"version": version, "scheme": version.scheme if version.line else None, "roster": version.roster}


def _line(due: Due, labels: Labels) -> Line:
    institution = labels.institution(due.workplace_id, due.institution)
    return Line(
        person=str(due.uid),
        name=due.name,
        id_number_shown=mask_id_number(due.id_number),
        area=institution if due.area is None else labels.division(due.area),
        institution=institution,
        institution_kind=due.institution_kind,
        joined_on=due.since.isoformat(),
        state=due.state,
        covered_on=timezone.localdate(due.covered_at).isoformat() if due.covered_at else None,
    )
