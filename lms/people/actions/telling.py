"""Telling whoever reckons with people that something above them has changed."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from lms.kit.queue import announce
from lms.people.models import Organisation, Post, RosterEntry
from lms.people.signals import people_changed

_AT_ONCE = 5000


def tell_of_people_at(institutions: "QuerySet[Organisation] | Iterable[int]") -> None:
    """Announce everybody who works or ever worked at ``institutions``, by posts and rosters. Two queries."""
    here = Q(workplace__in=institutions)
    found = set(Post.objects.filter(here).values_list("person", flat=True))
    people = sorted(found.union(RosterEntry.objects.filter(here).values_list("person", flat=True)))
    for first in range(0, len(people), _AT_ONCE):
        announce(people_changed, person_ids=people[first : first + _AT_ONCE])
