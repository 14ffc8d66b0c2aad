"""What follows from a survey for one person: their gaps, where their class teaches against them, and what is open."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from certificates.schemes.models import SurveyGap, SurveyPaper, SyllabusUnit
from certificates.schemes.queries.surveys import papers_of
from certificates.schemes.queries.taught import Taught, taught_to
from certificates.schemes.rules import questionnaire
from lms.people.models import Person
from lms.records.models import Activity, LearningRecord
from lms.records.offers import Offer, offers_to

SUGGESTED_A_GAP = 5


@dataclass(frozen=True)
class GapView:
    """One gap of somebody's plan: how far the answers point to it, and what would close it.

    :param syllabus_unit: what the syllabus teaches against it; ``None`` where the survey knows of none.
    :param taught: when and where the person's classes do.
    """

    unit: questionnaire.Unit
    percent: int
    syllabus_unit: SyllabusUnit | None
    taught: tuple[Taught, ...]
    suggested: tuple[Offer, ...]


@dataclass(frozen=True)
class PersonalPlan:
    """What one person should learn: the gaps of one survey, the largest first, with what is open to them."""

    paper: SurveyPaper
    gaps: tuple[GapView, ...]


@dataclass(frozen=True)
class _Open:
    """What is open to a person and not done by them yet, in the order it comes."""

    by_subject: dict[str, list[Offer]]
    by_activity: dict[int, list[Offer]]

    def against(self, unit: questionnaire.Unit, taught: list[Taught]) -> tuple[Offer, ...]:
        """Return what closes a gap: first what the class itself does on it, then whatever else is about it."""
        named = [session.activity_id for each in taught for session in each.sessions]
        of_class = [offer for activity in named if activity for offer in self.by_activity.get(activity, [])]
        found = dict.fromkeys([*of_class, *self.by_subject.get(unit.subject, [])])
        return tuple(found)[:SUGGESTED_A_GAP]


def personal_plans(person: Person, at: datetime) -> list[PersonalPlan]:
    """Return the plans that follow from what ``person`` sent last in each survey. A few queries in all."""
    latest: dict[int, SurveyPaper] = {}
    sent = papers_of(person).sent()  # type: ignore[attr-defined]
    for paper in sent.prefetch_related("gaps__unit").order_by("-sent_at", "-pk"):
        latest.setdefault(paper.round.version.survey_id, paper)
    return _plans(list(latest.values()), person, at) if latest else []


def plan_of(paper: SurveyPaper, at: datetime) -> PersonalPlan:
    """Return the plan that follows from one paper that was sent."""
    return _plans([paper], paper.person, at)[0]


def _plans(papers: list[SurveyPaper], person: Person, at: datetime) -> list[PersonalPlan]:
    gaps = {paper.pk: {gap.unit_code: gap for gap in paper.gaps.all() if gap.is_gap} for paper in papers}
    units = {gap.unit_id for found in gaps.values() for gap in found.values() if gap.unit_id}
    taught, opened = taught_to(person, units, at), _open_to(person, at)
    return [_plan(paper, gaps[paper.pk], taught, opened) for paper in papers]


def _plan(
    paper: SurveyPaper, found: dict[str, SurveyGap], taught: dict[int, list[Taught]], opened: _Open
) -> PersonalPlan:
    views = []
    for unit in paper.round.version.form.units:
        if gap := found.get(unit.code):
            here = taught.get(gap.unit_id or 0, [])
            views.append(GapView(unit, gap.percent, gap.unit, tuple(here), opened.against(unit, here)))
    return PersonalPlan(paper, tuple(sorted(views, key=lambda gap: -gap.percent)))


def _open_to(person: Person, at: datetime) -> _Open:
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
    found = _Open(defaultdict(list), defaultdict(list))
    for offer in offers:
        open_ids = [part.activity_id for part in offer.parts if part.activity_id not in have]
        for each in open_ids:
            found.by_activity[each].append(offer)
        for code in dict.fromkeys(code for each in open_ids for code in subjects[each]):
            found.by_subject[code].append(offer)
    return found
