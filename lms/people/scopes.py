"""Whose data a viewer may see: the one mechanism behind every ``visible_to``."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone


@dataclass(frozen=True)
class Scope:
    """What a viewer's appointments reach today: everything, or some divisions and institutions.

    A doctor's or mentor's scope is empty; they see themselves through ``person_id``. What a line department looks
    after is kept apart in ``lines``: a query that does not ask for a scheme finds nothing of it.
    """

    person_id: int | None
    everything: bool = False
    divisions: tuple[Any, ...] = ()
    organisations: tuple[int, ...] = ()
    lines: tuple["Line", ...] = ()

    @classmethod
    def of(cls, viewer: Any) -> "Scope":
        """Return the scope of ``viewer`` today, one query at most, kept on the viewer; a scope stays as it is."""
        if isinstance(viewer, cls):
            return viewer
        if viewer is None or not viewer.is_authenticated or not viewer.is_active:
            return cls(None)
        if viewer.is_superuser:
            return cls(viewer.pk, everything=True)
        today = timezone.localdate()
        # Kept for the day: who is still signed in at midnight is asked again.
        day, kept = getattr(viewer, "_scope", (None, None))
        if kept is None or day != today:
            kept = cls._read(viewer, today)
            viewer._scope = (today, kept)
        return kept

    @classmethod
    def _read(cls, viewer: Any, today: Any) -> "Scope":
        held = list(viewer.appointments.on(today).select_related("division"))
        lines = tuple(Line(frozenset(each.schemes.split()), _over([each])) for each in held if each.schemes)
        return replace(_over(each for each in held if not each.schemes), person_id=viewer.pk, lines=lines)

    @property
    def is_empty(self) -> bool:
        """Whether nobody but the viewer is in reach."""
        return not (self.everything or self.divisions or self.organisations or self.lines)

    @property
    def schemes(self) -> frozenset[str]:
        """The codes of the schemes that the viewer looks after as a line department."""
        return frozenset().union(*(line.schemes for line in self.lines))

    def within(self, scheme: str) -> "Scope":
        """Return the scope in matters of one scheme, by its code: the lines that look after it come in."""
        mine = [line.scope for line in self.lines if scheme in line.schemes]
        return replace(
            self,
            divisions=(*self.divisions, *(each for scope in mine for each in scope.divisions)),
            organisations=(*self.organisations, *(each for scope in mine for each in scope.organisations)),
            lines=(),
        )

    def lines_q(self, scheme: str, reach: Callable[["Scope"], Q]) -> Q:
        """Return the condition on something of a scheme: a line department of the viewer's looks after it.

        :param scheme: the look-up to the scheme's code.
        :param reach: the condition that the thing lies inside a scope.
        """
        return _any_of(Q(**{f"{scheme}__in": line.schemes}) & reach(line.scope) for line in self.lines)

    def divisions_q(self, prefix: str = "") -> Q:
        """Return the condition on a division at ``prefix``: it lies inside this scope."""
        return _any_of(division.reach(prefix) for division in self.divisions)

    def organisations_q(self, prefix: str = "") -> Q:
        """Return the condition on an institution at ``prefix``: it, or the one it belongs to, is in this scope."""
        if self.everything:
            # Not an empty Q: that would vanish from "own, or in scope" and leave only "own".
            return ~Q(pk__in=[])
        own = _any_of(division.reach(f"{prefix}division__") for division in self.divisions)
        if self.organisations:
            own |= Q(**{f"{prefix}pk__in": self.organisations}) | Q(**{f"{prefix}parent__in": self.organisations})
        return own

    def posts_q(self, prefix: str = "") -> Q:
        """Return the condition on a post at ``prefix``: its workplace or its employer is in this scope."""
        return self.organisations_q(f"{prefix}workplace__") | self.organisations_q(f"{prefix}employer__")


@dataclass(frozen=True)
class Line:
    """What one line department looks after: some schemes, by their codes, in one division or institution."""

    schemes: frozenset[str]
    scope: Scope


def _over(appointments: Any) -> Scope:
    """Return the scope of nobody over the places of ``appointments``."""
    held = list(appointments)
    return Scope(
        None,
        divisions=tuple(each.division for each in held if each.division_id),
        organisations=tuple(each.organisation_id for each in held if each.organisation_id),
    )


def _any_of(conditions: Any) -> Q:
    """Return the union of ``conditions``; none at all matches nothing."""
    union = Q(pk__in=[])
    for condition in conditions:
        union |= condition
    return union
