"""Who may look after what."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.people.models.organisation import Division, Organisation
from lms.people.models.person import Person
from lms.people.roles import AUDITORS, Role
from lms.people.scopes import Scope


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Filters over appointments."""

    def on(self, day: date) -> Self:
        """Return the appointments in force on ``day``."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))

    def on_or_after(self, day: date) -> Self:
        """Return the appointments in force on ``day`` or on any day to come."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day))

    def reaching(self, organisation: Organisation) -> Self:
        """Return the appointments that cover ``organisation``: it, what it belongs to, or a division it lies in."""
        division = organisation.division
        above = (division.province_id, division.city_id, division.county_id, division.town_id)
        around = [pk for pk in (division.pk, *above) if pk is not None]
        # An institution may belong to none, and NULL is no institution.
        own = [pk for pk in (organisation.pk, organisation.parent_id) if pk is not None]
        return self.filter(Q(organisation__in=own) | Q(division__in=around))

    def ending(self, first: date, last: date) -> Self:
        """Return the auditors' appointments whose first day without is from ``first`` to ``last``."""
        return self.filter(role__in=AUDITORS, ends_on__range=(first, last))

    def visible_to(self, viewer: object) -> Self:
        """Return all appointments to administrators, and to everybody else their own."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(person=scope.person_id)


class Appointment(models.Model):
    """A role somebody holds over one division or one institution, from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("division")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("institution"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    # Codes and no foreign keys: schemes are known further up, and a code is in every certificate number for good.
    schemes = models.CharField(_("schemes it is limited to"), max_length=500, blank=True, default="")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                condition=Q(division=None, organisation__isnull=False)
                | Q(division__isnull=False, organisation=None)
                | Q(division=None, organisation=None, role=Role.ADMINISTRATOR),
                name="appointment_has_one_scope",
                violation_error_message=_("A role covers one division or one institution."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_it_begins",
                violation_error_message=_("An appointment ends after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(role__in=AUDITORS) | Q(ends_on__isnull=False),
                name="appointment_of_auditor_ends",
                violation_error_message=_("An auditor is appointed up to a day. Say which day is the first without."),
            ),
            models.CheckConstraint(
                condition=(Q(role=Role.LINE_AUDITOR) & ~Q(schemes="")) | (~Q(role=Role.LINE_AUDITOR) & Q(schemes="")),
                name="appointment_of_line_names_schemes",
                violation_error_message=_("A line department, and nobody else, is appointed for certain schemes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"
