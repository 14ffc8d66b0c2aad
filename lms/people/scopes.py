"""Whose data a viewer may see: the one mechanism behind every ``visible_to``."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone


@dataclass(frozen=True)
class Scope:
    """What a viewer's appointments reach today: everything, or some divisions and institutions.

    A doctor's or mentor's scope is empty; they see themselves through ``person_id``.
    """

    person_id: int | None
    everything: bool = False
    divisions: tuple[Any, ...] = ()
    organisations: tuple[int, ...] = ()

    @classmethod
    def of(cls, viewer: Any) -> "Scope":
        """Return the scope of ``viewer`` today, one query at most, kept on the viewer for the request."""
        if viewer is None or not viewer.is_authenticated or not viewer.is_active:
            return cls(None)
        if viewer.is_superuser:
            return cls(viewer.pk, everything=True)
        kept: Scope | None = getattr(viewer, "_scope", None)
        if kept is None:
            kept = viewer._scope = cls._read(viewer)
        return kept

    @classmethod
    def _read(cls, viewer: Any) -> "Scope":
        held = list(viewer.appointments.on(timezone.localdate()).select_related("division"))
        return cls(
            viewer.pk,
            divisions=tuple(each.division for each in held if each.division_id),
            organisations=tuple(each.organisation_id for each in held if each.organisation_id),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nobody but the viewer is in reach."""
        return not (self.everything or self.divisions or self.organisations)

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


def _any_of(conditions: Any) -> Q:
    """Return the union of ``conditions``; none at all matches nothing."""
    union = Q(pk__in=[])
    for condition in conditions:
        union |= condition
    return union
