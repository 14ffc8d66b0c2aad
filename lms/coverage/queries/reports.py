"""Frozen reports: whether what is kept is still what was frozen, and what can be asked again."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext

from certificates.schemes.models import Scheme
from lms.coverage.models import Programme, Report
from lms.coverage.queries import rollups
from lms.coverage.queries.inquiry import inquire
from lms.coverage.queries.matter import Key, Matter, matter_of
from lms.coverage.queries.names import State
from lms.coverage.queries.place import Place, home, place_of
from lms.coverage.queries.question import Question
from lms.coverage.queries.reading import AT_ONCE, Asked
from lms.coverage.queries.rollup_choices import Which
from lms.coverage.rules import Line, Tally, digest_of
from lms.people.models import Person, Roster
from lms.records.queries import SealsIncomplete, root

# How far somebody is, in words: by a scheme, or by a programme.
STATES: dict[str, Any] = {each.value: each.label for each in (*Which, *State)}
_KEPT = ("person__uid", "name", "id_number_shown", "area", "institution", "institution_kind")
_LEARNED = ("minutes", "credits_hundredths")


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
    rows: Any = report.lines.order_by("position").values_list(*_KEPT, "joined_on", "state", "covered_on", *_LEARNED)
    for uid, *said, joined_on, state, covered_on, minutes, hundredths in rows.iterator(chunk_size=AT_ONCE):
        day = covered_on.isoformat() if covered_on else None
        yield Line._make([str(uid), *said, joined_on.isoformat(), state, day, minutes, hundredths, None])


def seen_by(viewer: Person) -> QuerySet[Report]:
    """Return the reports ``viewer`` may see, each with what it is about."""
    return Report.objects.visible_to(viewer).select_related("version", "division", "organisation")


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
    elif (head := report.about.get("head")) and not _leads_to(head):
        found.append(gettext("The records no longer lead to the head that the report rests on. Have them verified."))
    try:
        with report.file.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != report.sha256:
                found.append(gettext("The signed file is not the one that was kept."))
    except FileNotFoundError:
        found.append(gettext("The signed file is gone. Restore it from a backup."))
    return found


def _leads_to(head: dict[str, Any]) -> bool:
    """Return whether the seals of the records give the root of a head."""
    try:
        return root(head["size"]).hex() == str(head["root"])
    except SealsIncomplete:
        return False


def still_due(report: Report, viewer: Person, person_ids: Iterable[int]) -> set[int]:
    """Return those of ``person_ids`` who can be opened: in a programme as it is now, else on the report's day."""
    if report.version is None:
        due = _question(report, viewer, report.as_of).due(person__in=person_ids)
        return set(due.values_list("person_id", flat=True))
    try:
        return still_in(matter_of(viewer, Key(report.version.programme_id), today=report.as_of), person_ids)
    except Programme.DoesNotExist:
        return set()


def still_in(matter: Matter, person_ids: Iterable[int]) -> set[int]:
    """Return those of ``person_ids`` who are due in a programme as it is now, where the viewer may look."""
    found = rollups.people(matter.roll_up, home(matter.scope), viewer=matter.scope)
    return set(found.filter(person__in=person_ids).values_list("person_id", flat=True))


def _question(report: Report, viewer: Person, as_of: date) -> Question:
    """Return the question of a report that is on no programme: it has a scheme and a roster."""
    scheme, roster = cast("Scheme", report.scheme), cast("Roster", report.roster)
    return Question(viewer=viewer, scheme=scheme, roster=roster, as_of=as_of)
