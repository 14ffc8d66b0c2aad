"""Whom a sample is drawn from: the people behind a figure of a programme."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Concat, Left
from django.utils.translation import gettext as _

from lms.coverage.models import RollUp, Sample, Standing
from lms.coverage.queries import rollups
from lms.coverage.queries.matter import Matter
from lms.coverage.queries.place import Place
from lms.coverage.queries.rollup_choices import Which
from lms.coverage.rules.sampling import Member, Population
from lms.people.models import Division, Organisation
from lms.people.scopes import Scope


def text_of(matter: Matter, place: Place, which: str, group: tuple[str, str]) -> str:
    """Return in words the people behind a figure of a programme at ``place``, of a group if one is named."""
    said = {"programme": matter.programme, "place": place.name, "which": Which(which).label, "day": matter.on}
    text = _("%(programme)s; %(place)s; %(which)s; as of %(day)s") % said
    dimension, value = group
    return f"{text}; {value}" if dimension else text


def population_of(matter: Matter, place: Place, *, which: str, group: tuple[str, str], strata: str = "") -> Population:
    """Return the people behind a figure of a programme at ``place``, to draw a sample from.

    :param group: a dimension and a value, both empty for everybody.
    """
    closed_on, (dimension, value) = matter.roll_up.closed_on, group
    source = {
        "kind": "programme",
        "programme": matter.programme.pk,
        "closed_on": closed_on.isoformat() if closed_on else None,
        "as_of": matter.on.isoformat(),
        "version": matter.version.number if matter.version else None,
        "which": str(which),
        "by": dimension,
        "value": value,
        **looked_from(place, matter.scope),
    }
    found = rollups.people(matter.roll_up, place, which, dimension, value, matter.scope)
    return Population(text_of(matter, place, which, group), source, _members(found, strata))


def members_again(source: Mapping[str, Any]) -> list[Member]:
    """Return the people of such a population as they are found today, with the scope of whoever drew.

    :raises ObjectDoesNotExist: the programme or the place is gone, or the figures of the day are kept no longer.
    """
    closed_on = date.fromisoformat(source["closed_on"]) if source["closed_on"] else None
    roll_up = RollUp.objects.get(
        programme=source["programme"], closed_on=closed_on, day__isnull=False, is_outline=False
    )
    place, scope = where(source)
    return _members(rollups.people(roll_up, place, source["which"], source["by"], source["value"], scope), "")


def looked_from(place: Place, scope: Scope) -> dict[str, Any]:
    """Return a place and whose everywhere it is meant in, as JSON values."""
    return {
        "place": place.slug,
        "everything": scope.everything,
        "divisions": [each.pk for each in scope.divisions],
        "organisations": list(scope.organisations),
    }


def where(source: Mapping[str, Any]) -> tuple[Place, Scope]:
    """Return the place and the scope of :func:`looked_from`.

    :raises ObjectDoesNotExist: the place is gone.
    """
    divisions = tuple(Division.objects.filter(pk__in=source["divisions"]))
    scope = Scope(None, source["everything"], divisions, tuple(source["organisations"]))
    kind, _dash, key = source["place"].partition("-")
    if kind == "institution":
        return Place(organisation=Organisation.objects.get(pk=key)), scope
    return Place(division=Division.objects.get(pk=key)) if kind == "division" else Place(), scope


def county_in(way: str) -> Concat:
    """Return the expression for the stratum of the county at ``way``: its name, and its code, for names come twice."""
    # A stratum has 100 characters, of which the code takes 12.
    return Concat(Left(f"{way}__name", 87), Value(" "), F(f"{way}__code"))


def _members(found: QuerySet[Standing], strata: str) -> list[Member]:
    rows = found.annotate(stratum=_stratum(strata)).order_by("person__uid")
    listed = rows.values_list("person_id", "person__uid", "workplace_id", "stratum")
    return [Member(person, str(uid), workplace, stratum) for person, uid, workplace, stratum in listed.iterator()]


def _stratum(strata: str) -> Any:
    """Return the expression for the stratum of a standing: words that no translation changes."""
    if strata == Sample.Strata.KIND:
        return F("institution_kind")
    if strata == Sample.Strata.COUNTY:
        return Case(When(county__name__isnull=False, then=county_in("county")), default=Value(""))
    return Value("")
