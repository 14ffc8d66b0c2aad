"""The institutions a programme is about, and in which of them somebody is covered."""

from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lms.coverage.models import NodeFigure
from lms.coverage.queries.matter import Matter
from lms.coverage.queries.place import Place, inside
from lms.coverage.queries.reckoning import rule_of
from lms.people.models import Organisation


def institutions_of(matter: Matter, place: Place) -> QuerySet[Organisation]:
    """Return the institutions at ``place`` inside the viewer's scope, each with how many are ``due`` and ``covered``.

    Where the rule names kinds of institution, those are all institutions of these kinds that are open on the day of the
    figures, or on the last one of a programme that has ended, whether anybody is due there or not; else those where
    somebody is.
    """
    kept = NodeFigure.objects.filter(roll_up=matter.roll_up.pk, dimension="", node=-1 * OuterRef("pk"))
    found = Organisation.objects.visible_to(matter.scope).annotate(due=_figure(kept, "due"))
    found = found.annotate(covered=_figure(kept, "covered")).filter(_at(place)).order_by("name", "pk")
    version = matter.version
    if version is None or not version.institution_kinds:
        return found.filter(due__gt=0)
    areas = Q(pk__in=[])
    rule = rule_of(matter.programme, version, matter.on)
    for each in rule.areas:
        areas |= each.reach("division__")
    is_open = Q(closed_on=None) | Q(closed_on__gt=rule.placed_on)
    return found.filter(areas, is_open, kind__in=version.institution_kinds)


def _figure(kept: QuerySet[NodeFigure], name: str) -> Coalesce:
    return Coalesce(Subquery(kept.values(name)[:1]), 0, output_field=IntegerField())


def _at(place: Place) -> Q:
    if place.organisation:
        return Q(pk=place.organisation.pk)
    return inside(place.division, "division__") if place.division else Q()
