"""A programme as somebody looks at it: by which rule its figures are, of which day, and how far they lag."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from lms.coverage.models import DirtyPerson, Programme, ProgrammeVersion, RollUp
from lms.coverage.queries.in_order import InOrder, Leaf
from lms.coverage.queries.place import Place, is_wide
from lms.people.models import Person
from lms.people.scopes import Scope

_RELATED = ("version__scheme", "version__roster", "version__programme__division")


class Key(NamedTuple):
    """Which figures of which programme: those that go on, or those at the end of the day ``as_of``."""

    programme_id: int
    as_of: date | None = None

    def __str__(self) -> str:
        """Return the key as it stands in an address.

        >>> str(Key(7)), str(Key(7, date(2026, 3, 31)))
        ('7', '7@2026-03-31')
        """
        return str(self.programme_id) if self.as_of is None else f"{self.programme_id}@{self.as_of}"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """``programme`` in the eyes of ``viewer``.

    ``roll_up`` holds the figures, and is not in the database before they are counted for the first time; ``outline`` is
    there while only those of divisions are. Where that is the ``roll_up``, ``begun`` holds who is counted so far.
    ``version`` is the rule they follow, ``on`` their day, and ``lag`` how many people are still to be counted anew.
    ``coming`` is a rule that is in force already and which the figures do not follow yet.
    """

    viewer: Person
    programme: Programme
    roll_up: RollUp
    outline: RollUp | None = None
    begun: RollUp | None = None
    version: ProgrammeVersion | None
    coming: ProgrammeVersion | None
    on: date
    lag: int

    @property
    def key(self) -> Key:
        """What stands for it in an address."""
        return Key(self.programme.pk, self.roll_up.closed_on)

    @property
    def is_over(self) -> bool:
        """Whether it is of a day that is over, and of what there was at its end."""
        return self.roll_up.closed_on is not None

    @property
    def is_counted(self) -> bool:
        """Whether there are figures, by the rule of the day; of one area at least."""
        return self.roll_up.day is not None

    def is_counted_at(self, place: Place) -> bool:
        """Whether there are figures of everybody at ``place``."""
        area = place.area
        return self.is_counted and (self.roll_up.holds(area) if area else self.roll_up.is_there_for(self.scope))

    def seen_at(self, place: Place, *, people: bool | Leaf) -> "Matter | None":
        """Return it as it is looked at from ``place``: by an outline, where there is no more; ``None`` is not at all.

        :param people: only as far as who is behind each figure is known, or who is on this page of the list.
        """
        if not self.is_over or self.is_counted_at(place):
            return self
        outline = self.outline
        if people is True or outline is None or not is_wide(place, self.scope):
            return None
        seen = replace(self, roll_up=outline, begun=self.roll_up, version=outline.version, coming=None, lag=0)
        return seen if not people or seen.people_at(place, people).is_there else None

    def people_at(self, place: Place, leaf: Leaf) -> InOrder:
        """Return the list that ``leaf`` is a page of, at a place that is wide."""
        return InOrder(self.roll_up, self.begun or self.roll_up, place, leaf, self.scope)

    @property
    def counted_at(self) -> datetime | None:
        """When the figures were last brought up to date; ``None`` before the first time."""
        return max((each for each in (self.roll_up.changed_at, self.roll_up.rebuilt_at) if each), default=None)

    @property
    def scope(self) -> Scope:
        """What the viewer may see of it: of a scheme's programme, a line department sees its own area."""
        return _scope(self.viewer, self.version)

    @property
    def days_at_hand(self) -> list[Key]:
        """The days that are over with figures at hand, the newest first. One query.

        A line department chooses its days: on some of them the programme may not have been about its scheme.
        """
        if self.scope != Scope.of(self.viewer):
            return []
        counted = self.programme.roll_ups.closed().counted_by_their_rule().prefetch_related("areas")
        there = [each.closed_on for each in counted.order_by("-closed_on") if each.is_there_for(self.scope)]
        return [Key(self.programme.pk, each) for each in there]

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


def matter_of(viewer: Person, key: Key, *, today: date) -> Matter:
    """Return what ``viewer`` looks at.

    :raises Programme.DoesNotExist: none of the viewer's.
    :raises ProgrammeVersion.DoesNotExist: the day of the key is to come, or no rule was in force on it.
    """
    programme = programmes_for(viewer).get(pk=key.programme_id)
    newest = ProgrammeVersion.objects.in_force(programme, key.as_of or today)
    if key.as_of and (newest is None or key.as_of > today):
        raise ProgrammeVersion.DoesNotExist
    found = RollUp.objects.filter(programme=programme, closed_on=key.as_of).select_related(*_RELATED)
    usable = {each.is_outline: each for each in found if not key.as_of or each.version == newest}
    kept = usable.get(False) or RollUp(programme=programme, closed_on=key.as_of, version=newest if key.as_of else None)
    for each in (kept, *usable.values()):
        each.programme = programme
    return Matter(
        viewer=viewer,
        programme=programme,
        roll_up=kept,
        outline=usable.get(True),
        version=kept.version,
        coming=newest if newest and newest != kept.version else None,
        on=kept.day or key.as_of or today,
        lag=DirtyPerson.objects.filter(roll_up=kept.pk).count(),
    )


def _scope(viewer: Person, version: ProgrammeVersion | None) -> Scope:
    own = Scope.of(viewer)
    return own.within(version.line) if version else own
