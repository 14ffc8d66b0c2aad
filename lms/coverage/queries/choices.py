"""What may be asked: the schemes and rosters a viewer can choose, and how the usual pairs of them stand."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from certificates.schemes.models import Cohort, Scheme, Traineeship
from lms.coverage.queries.question import Question, end_of, in_force
from lms.coverage.rules import Figures
from lms.people.models import Person, Roster, RosterEntry
from lms.people.scopes import Scope


@dataclass(frozen=True)
class Standing:
    """A scheme and the roster of one of its cohorts, with the figures of the viewer's whole area."""

    scheme: Scheme
    roster: Roster
    figures: Figures


def rosters_for(viewer: Person) -> QuerySet[Roster]:
    """Return the rosters kept inside ``viewer``'s scope or placing somebody there; of a line, those of its classes."""
    scope = Scope.of(viewer)
    found = _kept_or_placing(scope)
    for line in scope.lines:
        classes = Cohort.objects.filter(scheme__code__in=line.schemes, roster=OuterRef("pk"))
        found |= _kept_or_placing(line.scope) & Q(Exists(classes))
    return Roster.objects.filter(found)


def _kept_or_placing(scope: Scope) -> Q:
    placing = RosterEntry.objects.filter(scope.organisations_q("workplace__"), roster=OuterRef("pk"))
    return scope.organisations_q("keeper__") | Q(Exists(placing))


def schemes_for(viewer: Person) -> QuerySet[Scheme]:
    """Return the schemes organised inside ``viewer``'s scope, or training people of a roster the viewer may see.

    A line department's are those of its appointment, whoever organises them.
    """
    scope = Scope.of(viewer)
    known = Cohort.objects.filter(roster__in=Roster.objects.filter(_kept_or_placing(scope))).values("scheme")
    enrolled = Traineeship.objects.filter(person__in=_placed_people(viewer)).values("cohort__scheme")
    mine = scope.organisations_q("organiser__") | Q(code__in=scope.schemes)
    return Scheme.objects.filter(mine | Q(pk__in=known) | Q(pk__in=enrolled))


def ask(viewer: Person, *, scheme_id: int, roster_id: int, as_of: date) -> Question:
    """Return the question, if ``viewer`` may ask it.

    :raises ObjectDoesNotExist: the scheme or the roster is none of the viewer's.
    """
    scheme = schemes_for(viewer).get(pk=scheme_id)
    return Question(viewer=viewer, scheme=scheme, roster=rosters_for(viewer).get(pk=roster_id), as_of=as_of)


def standings(viewer: Person, as_of: date, *, most: int = 20) -> list[Standing]:
    """Return the newest cohorts' schemes and rosters with their figures, in four queries whatever their number.

    A line department has four queries for each of its schemes.
    """
    scope = Scope.of(viewer)
    found = _standings(scope, as_of, Cohort.objects.all(), most)
    for code in sorted(scope.schemes):
        found += _standings(scope.within(code), as_of, Cohort.objects.filter(scheme__code=code), most)
    # Who has both kinds of appointment may have the same line twice: the wider figure comes last.
    return list({(each.scheme, each.roster): each for each in found}.values())[:most]


def _standings(scope: Scope, as_of: date, cohorts: QuerySet[Cohort], most: int) -> list[Standing]:
    near = cohorts.filter(roster__in=Roster.objects.filter(_kept_or_placing(scope)))
    newest = near.select_related("scheme", "roster").order_by("-starts_on", "-pk")
    pairs = list({(each.scheme, each.roster): None for each in newest if each.roster})[:most]
    entries = in_force(scope, as_of, roster__in={roster for _scheme, roster in pairs})
    due = dict(entries.values_list("roster").annotate(number=Count("pk")).order_by())
    covered = _covered(entries, {scheme.pk for scheme, _roster in pairs}, as_of)
    return [
        Standing(scheme, roster, Figures(due.get(roster.pk, 0), covered.get((roster.pk, scheme.pk), 0)))
        for scheme, roster in pairs
    ]


def _covered(entries: QuerySet[RosterEntry], schemes: set[int], as_of: date) -> dict[tuple[int, int], int]:
    covering = Traineeship.objects.covering(end_of(as_of)).filter(cohort__scheme__in=schemes)
    done = entries.filter(person__traineeships__in=covering)
    counted = done.values("roster", "person__traineeships__cohort__scheme").annotate(
        number=Count("person", distinct=True)
    )
    return {
        (each["roster"], each["person__traineeships__cohort__scheme"]): each["number"] for each in counted.order_by()
    }


def _placed_people(viewer: Person) -> QuerySet[RosterEntry]:
    scope = Scope.of(viewer)
    return RosterEntry.objects.filter(scope.organisations_q("workplace__")).values("person")  # type: ignore[return-value]
