"""Whom a sample of a scheme and a roster is drawn from, and how that has changed since."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.schemes.models import Scheme
from lms.coverage.models import Sample
from lms.coverage.queries.names import Which, names
from lms.coverage.queries.place import Place
from lms.coverage.queries.population_programme import county_in, looked_from, members_again, where
from lms.coverage.queries.question import Question
from lms.coverage.rules.sampling import Member, Population
from lms.people.models import Division, Roster
from lms.people.scopes import Scope

_DIVISION = "workplace__division"


@dataclass(frozen=True)
class Difference:
    """How a population differs from what was drawn from: who came and who went, as numbers."""

    joined: int
    left: int


@dataclass(frozen=True)
class _Then:
    """Stands for whoever drew, with the scope they had when they did."""

    _scope: tuple[date, Scope]
    is_superuser: bool
    pk: None = None
    is_authenticated: bool = field(default=True)
    is_active: bool = field(default=True)


def text_of(question: Question, place: Place, which: str) -> str:
    """Return in words the people behind a figure of ``place``."""
    return _("%(scheme)s; %(roster)s; %(place)s; %(which)s; as of %(day)s") % {
        "scheme": question.scheme,
        "roster": question.roster,
        "place": place.name,
        "which": Which(which).label,
        "day": question.as_of.isoformat(),
    }


def population(question: Question, place: Place, *, which: str, strata: str = "") -> Population:
    """Return the people behind a figure of ``place``, to draw a sample from."""
    source = {
        "kind": "question",
        "scheme": question.scheme.pk,
        "roster": question.roster.pk,
        "as_of": question.as_of.isoformat(),
        "which": str(which),
        **looked_from(place, Scope.of(question.viewer)),
    }
    return Population(text_of(question, place, which), source, _members(question, place, which, strata))


def difference(sample: Sample) -> Difference | None:
    """Return how the population of ``sample`` has changed since it was drawn; ``None`` where it cannot be found."""
    find = _AGAIN.get(sample.source.get("kind", ""))
    if find is None:
        return None
    try:
        now = {each.uid for each in find(sample.source)}
    except ObjectDoesNotExist:
        return None
    then = {line.partition("\t")[0] for line in sample.lines().splitlines()}
    return Difference(joined=len(now - then), left=len(then - now))


def _members(question: Question, place: Place, which: str, strata: str) -> list[Member]:
    entries = names(question, place, which).annotate(stratum=_stratum(strata)).order_by("person__uid")
    found = entries.values_list("person_id", "person__uid", "workplace_id", "stratum")
    return [Member(person, str(uid), workplace, stratum) for person, uid, workplace, stratum in found.iterator()]


def _stratum(strata: str) -> Any:
    """Return the expression for the stratum of a roster entry: words that no translation changes."""
    if strata == Sample.Strata.KIND:
        return F("workplace__kind")
    if strata == Sample.Strata.COUNTY:
        own = When(**{f"{_DIVISION}__level": Division.Level.COUNTY}, then=county_in(_DIVISION))
        above = When(**{f"{_DIVISION}__county__isnull": False}, then=county_in(f"{_DIVISION}__county"))
        return Case(own, above, default=Value(""))
    return Value("")


def _asked_again(source: Mapping[str, Any]) -> list[Member]:
    """Return the people of a question as they are found today, with the scope of whoever drew.

    :raises ObjectDoesNotExist: the scheme, the roster or the place is gone.
    """
    place, scope = where(source)
    viewer: Any = _Then((timezone.localdate(), scope), is_superuser=source["everything"])
    question = Question(
        viewer=viewer,
        scheme=Scheme.objects.get(pk=source["scheme"]),
        roster=Roster.objects.get(pk=source["roster"]),
        as_of=date.fromisoformat(source["as_of"]),
    )
    return _members(question, place, source["which"], "")


_AGAIN: dict[str, Callable[[Mapping[str, Any]], list[Member]]] = {
    "question": _asked_again,
    "programme": members_again,
}
