"""Programmes: who should be trained where, from when to when."""

from typing import Self

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from lms.people.models import Division, Organisation
from lms.people.scopes import Scope

_LEVELS = ("province", "city", "county", "town")
# Kinds of rule that are about one scheme, and so concern the line departments that look after it.
OF_A_SCHEME = ("scheme", "certificate")


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Filters over programmes."""

    def visible_to(self, viewer: object) -> Self:
        """Return the programmes that reach into ``viewer``'s scope: those for a division inside it, and those above.

        A county's auditor sees the programme of the province; with which figures is for the scope to say. A line
        department sees those whose figures follow a rule of its schemes.
        """
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        lines = scope.lines_q("living__version__scheme__code", _reaching_into)
        found = self.alias(living=FilteredRelation("roll_ups", condition=Q(roll_ups__closed_on=None)))
        return found.filter(_reaching_into(scope) | Q(living__version__covered_by__in=OF_A_SCHEME) & lines)


def _reaching_into(scope: Scope) -> Q:
    """Return the condition on a programme: it is for a division inside ``scope`` or above it, or is kept there."""
    inside = scope.divisions_q("division__") | scope.organisations_q("keeper__")
    above = {getattr(each, f"{level}_id") for each in scope.divisions for level in _LEVELS}
    if scope.organisations:
        # With the institutions that belong to those of the scope: they may lie elsewhere.
        own = Organisation.objects.visible_to(scope)
        lineage = own.values_list("division", *[f"division__{level}" for level in _LEVELS])
        above |= {pk for row in lineage.distinct() for pk in row}
    return inside | Q(division__in=above - {None})


class Programme(models.Model):
    """A promise that certain people are trained within a period. Who and what for is in its versions."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("kept by"))
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("division"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("coverage programme")
        verbose_name_plural = _("coverage programmes")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="programme_has_a_name",
                violation_error_message=_("A programme needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_it_begins",
                violation_error_message=_("The last day of a programme is not before its first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
