"""Classes that run a scheme."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from certificates.schemes.models.plan import Plan
from certificates.schemes.models.scheme import Scheme
from certificates.schemes.models.version import SchemeVersion
from lms.people.models import Organisation, Roster, RosterEntry
from lms.people.scopes import Scope


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Filters over classes."""

    def visible_to(self, viewer: object) -> Self:
        """Return the classes organised inside ``viewer``'s scope, and those the viewer is in."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        own = Cohort.objects.filter(traineeships__person=scope.person_id).values("pk")
        lines = scope.lines_q("scheme__code", lambda line: line.organisations_q("organiser__"))
        return self.filter(scope.organisations_q("organiser__") | lines | Q(pk__in=own))

    def run_by(self, viewer: object) -> Self:
        """Return the classes whose people ``viewer`` may choose: those organised inside the viewer's scope."""
        return self.filter(Scope.of(viewer).organisations_q("organiser__"))

    def open_on(self, day: date) -> Self:
        """Return the classes for which people may be put forward on ``day``: for themselves, or by others."""
        return self.filter(apply_until__gte=day, ends_on__gte=day).exclude(due_roster=None)

    def open_to(self, people: Any, day: date) -> Self:
        """Return the classes open on ``day`` that are for one of ``people``: whom the roster of those due names."""
        named = RosterEntry.objects.on(day).filter(person__in=people)
        return self.open_on(day).filter(due_roster__in=named.values("roster"))


class Cohort(ClusterableModel):
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
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="cohorts", verbose_name=_("training plan")
    )
    due_roster = models.ForeignKey(
        Roster,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("roster of those due"),
        help_text=_("Who may apply or be nominated, and by whose number the places are shared out."),
    )
    places = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("Blank: as many as come."))
    apply_until = models.DateField(
        _("applications until"), null=True, blank=True, help_text=_("Blank: nobody can apply or be nominated.")
    )

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
            models.CheckConstraint(
                condition=Q(places=None) | Q(places__gte=1),
                name="cohort_has_places",
                violation_error_message=_("One place at least; leave it blank where nothing limits them."),
            ),
            models.CheckConstraint(
                condition=Q(apply_until=None) | Q(due_roster__isnull=False),
                name="cohort_is_open_to_somebody",
                violation_error_message=_("Choose the roster of those due: only they can apply."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
