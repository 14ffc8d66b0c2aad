"""Reading surveys: what is asked of somebody, the gaps of one and of many, and what would close them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.schemes.models import Survey, SurveyGap, SurveyPaper, SurveyRound
from certificates.schemes.rules import questionnaire
from lms.exchange.sheets.writer import Sheet
from lms.people.models import Person
from lms.records.models import Activity, LearningRecord
from lms.records.offers import Offer, offers_to

SUGGESTED_A_GAP = 5


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
class GapView:
    """One unit of somebody's plan: how far the answers point to it, and what would close it."""

    unit: questionnaire.Unit
    percent: int
    suggested: tuple[Offer, ...]


@dataclass(frozen=True)
class PersonalPlan:
    """What one person should learn: the gaps of one survey, the largest first, with what is open to them."""

    paper: SurveyPaper
    gaps: tuple[GapView, ...]


def personal_plans(person: Person, at: datetime) -> list[PersonalPlan]:
    """Return the plans that follow from what ``person`` sent last in each survey. A few queries in all."""
    latest: dict[int, SurveyPaper] = {}
    for paper in papers_of(person).sent().prefetch_related("gaps").order_by("-sent_at", "-pk"):  # type: ignore[attr-defined]
        latest.setdefault(paper.round.version.survey_id, paper)
    open_by_subject = _offers_by_subject(person, at) if latest else {}
    return [_plan(paper, open_by_subject) for paper in latest.values()]


def plan_of(paper: SurveyPaper, at: datetime) -> PersonalPlan:
    """Return the plan that follows from one paper that was sent."""
    return _plan(paper, _offers_by_subject(paper.person, at))


def _plan(paper: SurveyPaper, open_by_subject: dict[str, list[Offer]]) -> PersonalPlan:
    found = {gap.unit_code: gap for gap in paper.gaps.all() if gap.is_gap}
    units = [unit for unit in paper.round.version.form.units if unit.code in found]
    gaps = [
        GapView(unit, found[unit.code].percent, tuple(open_by_subject.get(unit.subject, [])[:SUGGESTED_A_GAP]))
        for unit in units
    ]
    return PersonalPlan(paper, tuple(sorted(gaps, key=lambda gap: -gap.percent)))


def _offers_by_subject(person: Person, at: datetime) -> dict[str, list[Offer]]:
    """Return what is open to ``person`` and not done by them yet, by the code of its subject."""
    offers = sorted(
        offers_to([person], at).to(person.pk),
        key=lambda each: (each.starts_at is None, each.starts_at or at, each.until or at, each.title),
    )
    ids = [part.activity_id for offer in offers for part in offer.parts]
    good = [LearningRecord.Outcome.COMPLETED, LearningRecord.Outcome.ATTENDED, LearningRecord.Outcome.PASSED]
    done = LearningRecord.objects.standing().filter(person=person, activity__in=ids, outcome__in=good)
    have = set(done.values_list("activity", flat=True))
    subjects = defaultdict(list)
    for activity, code in Activity.objects.filter(pk__in=ids).values_list("pk", "subjects__code"):
        subjects[activity].append(code)
    found: dict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        open_ids = [part.activity_id for part in offer.parts if part.activity_id not in have]
        for code in dict.fromkeys(code for each in open_ids for code in subjects[each]):
            found[code].append(offer)
    return found


@dataclass(frozen=True)
class UnitRow:
    """How many people have a gap in one unit."""

    unit: questionnaire.Unit
    people: int
    sent: int

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
    """Return the figures of ``papers``, all of one round. Four queries, whatever their number."""
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
        units=tuple(UnitRow(unit, of_unit.get(unit.code, 0), counts["sent"]) for unit in units),
        places=tuple(rows),
    )


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
    of_units = [[row.unit.code, row.unit.title, row.people, row.sent, row.percent] for row in report.units]
    of_places = [[row.name, row.asked, row.sent, *row.gaps] for row in report.places]
    titles = [unit.title or unit.code for unit in units]
    return [
        Sheet(
            name=_("By unit"),
            header=[_("Code"), _("Unit"), _("People with the gap"), _("Answers sent"), _("Percent")],
            rows=of_units,
            widths=[12, 36],
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
