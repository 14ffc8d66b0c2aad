"""What is asked: a scheme, a roster, a day and who asks; and the two sets of people every figure is made of."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from certificates.schemes.models import Scheme, Traineeship
from lms.people.models import Person, Roster, RosterEntry
from lms.people.scopes import Scope


@dataclass(frozen=True, kw_only=True)
class Training:
    """Who completed ``scheme`` by the end of ``as_of``, as far as ``viewer`` may know."""

    viewer: Person
    scheme: Scheme
    as_of: date

    @property
    def until(self) -> datetime:
        """The first instant that no longer counts."""
        return end_of(self.as_of)

    @property
    def scope(self) -> Scope:
        """What the viewer may see in matters of this scheme: a line department sees its own."""
        return Scope.of(self.viewer).within(self.scheme.code)

    @property
    def is_by_line(self) -> bool:
        """Whether the viewer asks as a line department, and has no other business here."""
        own = Scope.of(self.viewer)
        return not (own.everything or own.divisions or own.organisations)

    def completed(self) -> QuerySet[Traineeship]:
        """Return the traineeships that cover their person: those of the scheme, completed by the day."""
        return Traineeship.objects.covering(self.until).filter(cohort__scheme=self.scheme)

    def covering(self) -> Q:
        """Return the condition on a row with a ``person``: the person is covered."""
        return Q(person__in=self.completed().values("person"))


@dataclass(frozen=True, kw_only=True)
class Question(Training):
    """Who should have been trained, and who was: for ``scheme``, by ``roster``, as of the end of ``as_of``."""

    roster: Roster

    def due(self, **named: Any) -> QuerySet[RosterEntry]:
        """Return who should be trained, one entry a person, inside the viewer's scope.

        :param named: look-ups on the person, where not everybody is wanted.
        """
        return in_force(self.scope, self.as_of, roster=self.roster, **named)

    @property
    def address(self) -> dict[str, Any]:
        """What is asked as JSON values, for a job and for the log."""
        return {"scheme_id": self.scheme.pk, "roster_id": self.roster.pk, "as_of": self.as_of.isoformat()}


def end_of(day: date) -> datetime:
    """Return the instant at which ``day`` is over, where the product's clocks are."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def in_force(reader: Person | Scope, day: date, **named: Any) -> QuerySet[RosterEntry]:
    """Return the roster entries in force on ``day`` at workplaces inside the reader's scope, one a person and roster.

    Where a roster names a person twice on one day, the entry that began last places them; so nobody is counted
    twice and the rows of a table add up to its total. The placing comes before the scope: who has moved to
    another county on that day is no longer counted in the old one.

    :param named: look-ups on the entry's roster or person, to which all of this is limited.
    """
    standing = RosterEntry.objects.on(day)
    # "+ 0" keeps SQLite from looking through the whole roster for each entry instead of the person's few.
    others = standing.annotate(same=F("roster_id") + 0).filter(person=OuterRef("person"), same=OuterRef("roster"))
    later = Q(joined_on__gt=OuterRef("joined_on")) | Q(joined_on=OuterRef("joined_on"), pk__gt=OuterRef("pk"))
    here = Scope.of(reader).organisations_q("workplace__")
    return standing.filter(here, **named).exclude(Exists(others.filter(later)))
