"""Classes that run a scheme."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.schemes.models.scheme import Scheme
from certificates.schemes.models.version import SchemeVersion
from lms.people.models import Organisation, Roster
from lms.people.scopes import Scope


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Filters over classes."""

    def visible_to(self, viewer: object) -> Self:
        """Return the classes organised inside ``viewer``'s scope, and those the viewer is in."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        own = Cohort.objects.filter(traineeships__person=scope.person_id).values("pk")
        return self.filter(scope.organisations_q("organiser__") | Q(pk__in=own))

    def run_by(self, viewer: object) -> Self:
        """Return the classes whose people ``viewer`` may choose: those organised inside the viewer's scope."""
        return self.filter(Scope.of(viewer).organisations_q("organiser__"))


class Cohort(models.Model):
    """One class that runs a scheme, from a day to a day."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("scheme"))
    version = models.ForeignKey(
        SchemeVersion, on_delete=models.PROTECT, editable=False, related_name="cohorts", verbose_name=_("version")
    )
    name = models.CharField(_("name of the class"), max_length=120)
    roster = models.ForeignKey(
        Roster, on_delete=models.PROTECT, null=True, blank=True, related_name="cohorts", verbose_name=_("roster")
    )
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("organiser")
    )
    head_teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("head teacher"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "name"],
                name="cohort_name_once_per_scheme",
                violation_error_message=_("This scheme already has a class of this name."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="cohort_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
