"""A programme as somebody looks at it: by which rule its figures are, of which day, and how far they lag."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from lms.coverage.models import DirtyPerson, Programme, ProgrammeVersion, RollUp
from lms.people.models import Person
from lms.people.scopes import Scope


@dataclass(frozen=True, kw_only=True)
class Matter:
    """``programme`` in the eyes of ``viewer``.

    ``version`` is the rule the kept figures follow, ``on`` their day, ``counted_at`` when they were last brought up to
    date (``None`` before the first time) and ``lag`` how many people are still to be counted anew. ``coming`` is a
    rule that is in force already and which the figures do not follow yet.
    """

    viewer: Person
    programme: Programme
    version: ProgrammeVersion | None
    coming: ProgrammeVersion | None
    on: date
    counted_at: datetime | None
    lag: int

    @property
    def scope(self) -> Scope:
        """What the viewer may see of it: of a scheme's programme, a line department sees its own area."""
        own = Scope.of(self.viewer)
        return own.within(self.version.line) if self.version else own

    @property
    def target_tenths(self) -> int | None:
        """The share to reach in tenths of a percent, ``None`` while no rule is followed."""
        return self.version.target_tenths if self.version else None


def programmes_for(viewer: Person) -> QuerySet[Programme]:
    """Return the programmes ``viewer`` may look at, the newest first."""
    visible = Programme.objects.visible_to(viewer).select_related("keeper", "division")
    return visible.order_by("-starts_on", "name", "pk")


def run_by(viewer: Person) -> QuerySet[Programme]:
    """Return the programmes ``viewer`` may change: those kept by an institution in their scope, for a division in it.

    Whoever is only below the division of a programme looks at it, and does not change what others are due for.
    """
    scope = Scope.of(viewer)
    found = programmes_for(viewer)
    return found if scope.everything else found.filter(scope.divisions_q("division__"))


def matter_of(viewer: Person, programme_id: int, *, today: date) -> Matter:
    """Return what ``viewer`` looks at.

    :raises Programme.DoesNotExist: none of the viewer's.
    """
    programme = programmes_for(viewer).get(pk=programme_id)
    related = ("version__scheme", "version__roster", "version__programme__division")
    kept = RollUp.objects.filter(programme=programme).select_related(*related).first()
    newest = ProgrammeVersion.objects.in_force(programme, today)
    version = kept.version if kept else None
    moments = [each for each in (kept.changed_at, kept.rebuilt_at) if each] if kept else []
    return Matter(
        viewer=viewer,
        programme=programme,
        version=version,
        coming=newest if newest and newest != version else None,
        on=kept.day if kept and kept.day else today,
        counted_at=max(moments, default=None),
        lag=DirtyPerson.objects.filter(programme=programme).count(),
    )
