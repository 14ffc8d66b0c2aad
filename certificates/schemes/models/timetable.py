"""When and where a class meets, and how its places are shared out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from certificates.schemes.models.cohort import Cohort
from certificates.schemes.models.plan import SyllabusUnit
from lms.people.models import Division
from lms.records.models import Activity


class ClassSession(models.Model):
    """One line of a class's timetable. What is done there becomes a record through the activity it points at."""

    cohort = ParentalKey(Cohort, on_delete=models.PROTECT, related_name="sessions")
    unit = models.ForeignKey(
        SyllabusUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    title = models.CharField(
        _("title"), max_length=120, blank=True, help_text=_("For what is no unit, such as the opening.")
    )
    day = models.DateField(_("day"))
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("teacher"),
    )
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("activity")
    )

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins")),
                name="session_ends_after_it_begins",
                violation_error_message=_("A session ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(title=""),
                name="session_says_what_it_is",
                violation_error_message=_("Choose a unit or write a title."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.unit)

    @property
    def minutes(self) -> int:
        """How long it takes."""
        begins, ends = self.begins, self.ends
        return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute


class CountyShare(models.Model):
    """How many places of a class are for people of one county."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="shares", verbose_name=_("class"))
    county = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", verbose_name=_("county"))
    places = models.PositiveIntegerField(_("places"))
    shared_at = models.DateTimeField(_("shared out"))
    # Nobody where a program did it, as when the demo was loaded.
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("places of a county")
        verbose_name_plural = _("places of counties")
        constraints = [models.UniqueConstraint(fields=["cohort", "county"], name="share_once_per_county")]

    def __str__(self) -> str:
        return f"{self.county}: {self.places}"
