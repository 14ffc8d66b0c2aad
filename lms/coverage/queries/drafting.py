"""What a report freezes: lines read once, and what is counted from them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from lms.coverage.models import Report, ReportLine
from lms.coverage.queries import rollups
from lms.coverage.queries.inquiry import Inquiry
from lms.coverage.queries.labels import Labels
from lms.coverage.queries.place import Place
from lms.coverage.queries.reading import Asked, Due, everybody
from lms.coverage.queries.resting import resting_on
from lms.coverage.rules import Line, Tally, digest_of
from lms.people.models import Division
from lms.people.rules import mask_id_number


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


def how_many(asked: Asked, place: Place) -> int:
    """Return how many lines there will be; of a programme, as many as its pages say now."""
    if isinstance(asked, Inquiry):
        living = asked.programme.roll_ups.living().first()
        return rollups.node(living, place, asked.scope).due if living else 0
    return asked.due().filter(place.reach()).count()


def draft(asked: Asked, place: Place, tally: Tally, head: dict[str, Any] | None = None) -> Report:
    """Return what ``tally`` makes of a place as a report that nobody has frozen.

    :param head: the head over the records it rests on, where one is known.
    """
    about, figures = {**resting_on(asked, place), "head": head}, tally.figures()
    return Report(
        **_columns(asked),
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


def _columns(asked: Asked) -> dict[str, Any]:
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
        minutes=due.minutes,
        credits_hundredths=due.credits_hundredths,
        workplace_id=due.workplace_id,
    )
