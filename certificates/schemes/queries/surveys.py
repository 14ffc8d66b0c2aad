"""Reading surveys: what is asked of somebody, and the gaps of many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.schemes.models import Survey, SurveyGap, SurveyPaper, SurveyRound, SyllabusUnit
from certificates.schemes.queries.timetable import UnitTime, sessions_of, unit_times
from certificates.schemes.rules import questionnaire
from lms.exchange.sheets.writer import Sheet


@dataclass(frozen=True)
class PaperView:
    """One survey as the person who is asked meets it."""

    paper: SurveyPaper
    asked_at: datetime

    @property
    def form(self) -> questionnaire.Form:
        """The form they answer."""
        return self.paper.round.version.form

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.paper.round.is_open(timezone.localdate(self.asked_at))

    @property
    def standing(self) -> str:
        """``sent``, ``reopened``, ``begun``, ``new``; or ``missed`` where it closed without having been sent."""
        if self.paper.sent_at:
            return "sent" if self.paper.is_locked or not self.is_open else "reopened"
        if not self.is_open:
            return "missed"
        return "begun" if self.paper.saved_at else "new"

    @property
    def missing(self) -> list[questionnaire.Question]:
        """The questions that must still be answered."""
        return questionnaire.unanswered(self.form, self.paper.answers)

    @property
    def pages(self) -> list[tuple[int, str, int, int]]:
        """Each page by number and title, with how many of its questions are answered, and how many there are."""
        answers = self.paper.answers
        return [
            (number, page.title, sum(_has(answers, q) for q in page.questions), len(page.questions))
            for number, page in enumerate(self.form.sections, start=1)
        ]

    @property
    def next_page(self) -> int:
        """Where to go on."""
        return questionnaire.first_open_page(self.form, self.paper.answers)


def _has(answers: dict[str, Any], question: questionnaire.Question) -> bool:
    return questionnaire.is_answered(answers.get(question.code))


def papers_of(person: Any) -> QuerySet[SurveyPaper]:
    """Return what ``person`` was asked, the newest first, each with its form."""
    mine = SurveyPaper.objects.filter(person=person).select_related("round__version__survey")
    return mine.order_by("-round__opened_at", "-pk")


@dataclass(frozen=True)
class UnitRow:
    """How many people have a gap in one unit.

    :param held: how much of the unit the class that was asked has in its timetable; ``None`` where it plans none.
    """

    unit: questionnaire.Unit
    people: int
    sent: int
    syllabus_unit: SyllabusUnit | None = None
    held: UnitTime | None = None

    @property
    def percent(self) -> int:
        """Their share of those who sent answers."""
        return self.people * 100 // self.sent if self.sent else 0


@dataclass(frozen=True)
class PlaceRow:
    """One institution in a round; ``gaps`` stand in the order of the units."""

    name: str
    asked: int
    sent: int
    gaps: tuple[int, ...]


@dataclass(frozen=True)
class GapReport:
    """The gaps of everybody in a round whom the viewer may see."""

    asked: int
    begun: int
    sent: int
    units: tuple[UnitRow, ...]
    places: tuple[PlaceRow, ...]


@dataclass(frozen=True)
class RoundRow:
    """One round in the list of a survey's rounds."""

    round: SurveyRound
    asked: int
    sent: int


def rounds_of(survey: Survey) -> list[RoundRow]:
    """Return the rounds of ``survey``, the newest first. One query."""
    rounds = SurveyRound.objects.filter(version__survey=survey).select_related("version__survey", "roster", "cohort")
    rounds = rounds.annotate(people=Count("papers"), handed_in=Count("papers__sent_at"))
    found: Any = rounds.order_by("-opened_at", "-pk")
    return [RoundRow(each, each.people, each.handed_in) for each in found]


def gap_report(opened: SurveyRound, papers: QuerySet[SurveyPaper]) -> GapReport:
    """Return the figures of ``papers``, all of one round. A few queries, whatever their number."""
    counts = papers.aggregate(
        asked=Count("pk"), begun=Count("pk", filter=Q(saved_at__isnull=False)), sent=Count("sent_at")
    )
    units = opened.version.form.units
    gaps = SurveyGap.objects.filter(paper__in=papers.values("pk"), is_gap=True)
    of_unit = dict(gaps.values("unit_code").annotate(n=Count("pk")).values_list("unit_code", "n"))
    of_place = {
        (place, code): n
        for place, code, n in gaps.values("paper__workplace", "unit_code")
        .annotate(n=Count("pk"))
        .values_list("paper__workplace", "unit_code", "n")
    }
    places = papers.values("workplace", "workplace__name").annotate(asked=Count("pk"), sent=Count("sent_at"))
    rows = [
        PlaceRow(
            each["workplace__name"] or _("no workplace"),
            each["asked"],
            each["sent"],
            tuple(of_place.get((each["workplace"], unit.code), 0) for unit in units),
        )
        for each in places.order_by("workplace__name", "workplace")
    ]
    return GapReport(
        **counts,
        units=tuple(_unit_rows(opened, of_unit, counts["sent"])),
        places=tuple(rows),
    )


def _unit_rows(opened: SurveyRound, of_unit: Mapping[str, int], sent: int) -> Iterator[UnitRow]:
    units = opened.version.form.units
    taught = SyllabusUnit.objects.in_bulk([unit.syllabus_unit for unit in units if unit.syllabus_unit])
    times = unit_times(opened.cohort, list(sessions_of(opened.cohort))) if opened.cohort and taught else []
    held = {each.unit.unit_id: each for each in times}
    for unit in units:
        pk = unit.syllabus_unit or 0
        yield UnitRow(unit, of_unit.get(unit.code, 0), sent, taught.get(pk), held.get(pk))


def papers_in(opened: SurveyRound, viewer: Any, *, unit: str = "", name: str = "") -> QuerySet[SurveyPaper]:
    """Return the papers of a round that ``viewer`` may see, by name.

    :param unit: only those with a gap in this unit.
    """
    found = SurveyPaper.objects.filter(round=opened).visible_to(viewer).select_related("person", "workplace")
    if unit:
        found = found.filter(gaps__unit_code=unit, gaps__is_gap=True)
    if name:
        found = found.filter(person__name__icontains=name)
    return found.prefetch_related("gaps").order_by("person__name", "pk")


@dataclass(frozen=True)
class PersonRow:
    """One person in a round with the titles of their gaps."""

    paper: SurveyPaper
    gaps: tuple[str, ...]


def person_rows(opened: SurveyRound, papers: Iterable[SurveyPaper]) -> list[PersonRow]:
    """Return the rows of the list of people."""
    titles = {unit.code: unit.title for unit in opened.version.form.units}
    return [PersonRow(paper, tuple(_titles(paper, titles))) for paper in papers]


def _titles(paper: SurveyPaper, titles: dict[str, str]) -> Iterator[str]:
    found = sorted((gap for gap in paper.gaps.all() if gap.is_gap), key=lambda gap: -gap.percent)
    for gap in found:
        yield titles.get(gap.unit_code) or gap.unit_code


def report_sheets(opened: SurveyRound, papers: QuerySet[SurveyPaper]) -> Sequence[Sheet]:
    """Return the gap report as sheets: by unit, by institution and by person."""
    report, units = gap_report(opened, papers.order_by().prefetch_related(None)), opened.version.form.units
    of_units = [
        [row.unit.code, row.unit.title, row.people, row.sent, row.percent, str(row.syllabus_unit or "")]
        for row in report.units
    ]
    of_places = [[row.name, row.asked, row.sent, *row.gaps] for row in report.places]
    titles = [unit.title or unit.code for unit in units]
    return [
        Sheet(
            name=_("By unit"),
            header=[
                *(_("Code"), _("Unit"), _("People with the gap"), _("Answers sent"), _("Percent")),
                _("Unit of the syllabus"),
            ],
            rows=of_units,
            widths=[12, 36, 12, 12, 10, 36],
        ),
        Sheet(
            name=_("By institution"),
            header=[_("Institution"), _("Asked"), _("Sent"), *titles],
            rows=of_places,
            widths=[30],
        ),
        Sheet(
            name=_("By person"),
            header=[_("Name"), _("Workplace"), _("Sent"), *titles],
            rows=_sheet_rows(papers, units),
            widths=[12, 30, 17],
        ),
    ]


def _sheet_rows(papers: QuerySet[SurveyPaper], units: Sequence[questionnaire.Unit]) -> Iterator[list[Any]]:
    for paper in papers.iterator(chunk_size=500):
        percents = {gap.unit_code: gap.percent for gap in paper.gaps.all()}
        place = paper.workplace.name if paper.workplace else ""
        yield [paper.person.name, place, paper.sent_at, *(percents.get(unit.code) for unit in units)]
