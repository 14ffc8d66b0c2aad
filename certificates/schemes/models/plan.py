"""What a province asks to be taught, and how a city means to teach it."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from lms.people.models import Organisation
from lms.people.scopes import Scope


class Way(models.TextChoices):
    """How a unit is taught."""

    ONLINE = "online", _("online")
    ONSITE = "onsite", _("on site")
    PRACTICE = "practice", _("in practice")


class SyllabusQuerySet(models.QuerySet["Syllabus"]):
    """Filters over syllabuses."""

    def visible_to(self, viewer: object) -> Self:
        """Return every syllabus to whoever looks after anything: it is an authority's published document."""
        return self.none() if Scope.of(viewer).is_empty else self

    def run_by(self, viewer: object) -> Self:
        """Return the syllabuses that an institution inside ``viewer``'s scope keeps."""
        return self.filter(Scope.of(viewer).organisations_q("keeper__"))


class Syllabus(ClusterableModel):
    """What an authority asks to be taught: units with their minutes. A newer text is a row of its own."""

    authority = models.CharField(_("authority"), max_length=80)
    name = models.CharField(_("name of the syllabus"), max_length=120)
    document = models.CharField(_("document"), max_length=200, help_text=_("Its title and number, as published."))
    version = models.CharField(_("version"), max_length=20, help_text=_("For example 2026."))
    keeper = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="syllabuses", verbose_name=_("kept by")
    )

    objects = SyllabusQuerySet.as_manager()

    class Meta:
        verbose_name = _("syllabus")
        verbose_name_plural = _("syllabuses")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name", "version"],
                name="syllabus_version_once",
                violation_error_message=_("This version of the syllabus is here already."),
            ),
            models.CheckConstraint(
                condition=~Q(authority="") & ~Q(name="") & ~Q(document="") & ~Q(version=""),
                name="syllabus_says_where_it_comes_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class SyllabusUnit(models.Model):
    """One unit of a syllabus."""

    syllabus = ParentalKey(Syllabus, on_delete=models.PROTECT, related_name="units")
    position = models.PositiveIntegerField(default=0, editable=False)
    code = models.CharField(
        _("code"), max_length=20, validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9.-]*$", _("Capitals, digits, . and -."))]
    )
    title = models.CharField(_("title"), max_length=120)
    minutes = models.PositiveIntegerField(_("minutes"), help_text=_("45 or 60 for an hour, as the document has it."))
    way = models.CharField(_("taught"), max_length=10, choices=Way.choices, default=Way.ONLINE)
    competences = models.TextField(_("required competences"), blank=True, help_text=_("One a line."))

    sort_order_field = "position"

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(
                fields=["syllabus", "code"],
                name="unit_code_once_per_syllabus",
                violation_error_message=_("Two units of a syllabus never have one code."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1),
                name="unit_takes_time",
                violation_error_message=_("A unit takes a minute at least."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class PlanQuerySet(models.QuerySet["Plan"]):
    """Filters over plans."""

    def visible_to(self, viewer: object) -> Self:
        """Return the plans made inside ``viewer``'s scope."""
        return self.filter(Scope.of(viewer).organisations_q("organiser__"))


class Plan(ClusterableModel):
    """How a city teaches a syllabus: each unit's way, days and venue, and how many people it has places for."""

    syllabus = models.ForeignKey(Syllabus, on_delete=models.PROTECT, related_name="plans", verbose_name=_("syllabus"))
    name = models.CharField(_("name of the plan"), max_length=120)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="plans", verbose_name=_("organiser")
    )
    places = models.PositiveIntegerField(_("places"), help_text=_("In all classes of the plan together."))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("training plan")
        verbose_name_plural = _("training plans")
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "name"],
                name="plan_name_once_per_organiser",
                violation_error_message=_("This organiser already has a plan of this name."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1),
                name="plan_has_places",
                violation_error_message=_("A plan has one place at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanUnit(models.Model):
    """How, when and where a plan teaches one unit of its syllabus."""

    plan = ParentalKey(Plan, on_delete=models.CASCADE, related_name="units")
    position = models.PositiveIntegerField(default=0, editable=False)
    unit = models.ForeignKey(SyllabusUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    way = models.CharField(_("taught"), max_length=10, choices=Way.choices, default=Way.ONLINE)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    venue = models.CharField(_("where"), max_length=120, blank=True)

    sort_order_field = "position"

    class Meta:
        verbose_name = _("planned unit")
        verbose_name_plural = _("planned units")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "unit"],
                name="unit_planned_once",
                violation_error_message=_("This unit is in the plan already."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="planned_unit_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit)
