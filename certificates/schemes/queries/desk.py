"""What waits for somebody on their desk, beside the classes they are in."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from certificates.schemes.models import Cohort, SurveyPaper, Traineeship
from certificates.schemes.queries.openings import IN_HAND
from lms.people.models import Person

CLASS, SURVEY = "class", "survey"


@dataclass(frozen=True)
class Waiting:
    """A class one has asked for or may ask for, or a survey to fill in, and how it stands."""

    kind: str
    pk: int
    name: str
    state: str
    until: date | None


def waiting_for(person: Person, day: date) -> list[Waiting]:
    """Return what waits for ``person`` on ``day``, what ends first before the rest. One query."""
    columns = ("what", "pk", "called", "standing", "last")
    found = _classes(person, day).values_list(*columns).union(_surveys(person, day).values_list(*columns), all=True)
    return sorted((Waiting(*row) for row in found), key=lambda each: (each.until or day, each.pk))


def _classes(person: Person, day: date) -> QuerySet[Cohort]:
    mine = Traineeship.objects.present().filter(cohort=OuterRef("pk"), person=person).values("state")[:1]
    asked = Q(mine__in=IN_HAND) & Q(ends_on__gte=day)
    fresh = Q(pk__in=Cohort.objects.open_to([person], day).values("pk"), mine=None)
    found: QuerySet[Cohort] = (
        Cohort.objects.annotate(mine=Subquery(mine))
        .filter(asked | fresh)
        .annotate(
            what=Value(CLASS, output_field=CharField()),
            called=F("name"),
            standing=Case(When(mine=None, then=Value("")), default=F("mine"), output_field=CharField()),
            last=F("starts_on"),
        )
        .order_by()
    )
    return found


def _surveys(person: Person, day: date) -> QuerySet[SurveyPaper]:
    unsent = Q(sent_at=None) | Q(reopened_at__isnull=False)
    standing = Case(
        When(reopened_at__isnull=False, then=Value("reopened")),
        When(saved_at__isnull=False, then=Value("begun")),
        default=Value(""),
        output_field=CharField(),
    )
    return (
        SurveyPaper.objects.filter(unsent, person=person, round__closes_on__gte=day)
        .annotate(
            what=Value(SURVEY, output_field=CharField()),
            called=F("round__version__survey__title"),
            standing=standing,
            last=F("round__closes_on"),
        )
        .order_by()
    )
