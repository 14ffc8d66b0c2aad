"""Lectures and the series they belong to."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.people.models import Organisation
from lms.people.scopes import Scope
from lms.records.models import Activity


class SeriesQuerySet(models.QuerySet["Series"]):
    """Filters over series."""

    def visible_to(self, viewer: Any) -> Self:
        """Return the series that institutions in ``viewer``'s scope organise."""
        return self.filter(Scope.of(viewer).organisations_q("organiser__"))


class Series(models.Model):
    """Lectures that belong together, such as one every Thursday."""

    title = models.CharField(_("title"), max_length=100)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="lecture_series", verbose_name=_("organiser")
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("lecture series")
        verbose_name_plural = _("lecture series")
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "title"],
                name="series_title_once_per_organiser",
                violation_error_message=_("This institution already has a series of this title."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class LectureQuerySet(models.QuerySet["Lecture"]):
    """Filters over lectures."""

    def open_to(self, person: Any) -> Self:
        """Return the lectures ``person`` may attend: all of them, for anybody who is signed in."""
        return self if person.is_authenticated and person.is_active else self.none()

    def visible_to(self, viewer: Any) -> Self:
        """Return the lectures that institutions in ``viewer``'s scope organise."""
        return self.filter(Scope.of(viewer).organisations_q("organiser__"))

    def run_by(self, person: Any) -> Self:
        """Return the lectures whose codes ``person`` may show: as the speaker, or as staff of the organiser."""
        scope = Scope.of(person)
        if scope.everything:
            return self
        if person.has_perm("live.change_lecture"):
            return self.filter(Q(speaker=person.pk) | scope.organisations_q("organiser__"))
        return self.filter(speaker=person.pk)

    def taking_place(self) -> Self:
        """Return the lectures that take place: those that were not cancelled."""
        return self.filter(cancelled_at=None)

    def due_for_settling(self, at: datetime) -> Self:
        """Return the lectures that have ended by ``at`` and whose attendance is not on record yet."""
        return self.taking_place().filter(ends_at__lte=at, settled_at=None)

    def taking_codes(self, at: datetime) -> Self:
        """Return the lectures that may take check-ins at ``at``; the longest opening time is a day."""
        return self.taking_place().filter(ends_at__gt=at, starts_at__lte=at + timedelta(days=1))


class Lecture(models.Model):
    """One lecture or practical session at a time, in a room, online or both."""

    class Mode(models.TextChoices):
        ONLINE = "online", _("online")
        ONSITE = "onsite", _("on site")
        EITHER = "either", _("online or on site")

    class Kind(models.TextChoices):
        LECTURE = "lecture", _("lecture")
        PRACTICAL = "practical", _("practical session")

    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="lectures", verbose_name=_("series")
    )
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="lecture", editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.LECTURE)
    title = models.CharField(_("title"), max_length=150)
    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    speaker_name = models.CharField(_("speaker"), max_length=100)
    speaker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lectures_given",
        verbose_name=_("speaker's account"),
    )
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="lectures", verbose_name=_("organiser")
    )
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    mode = models.CharField(_("how to attend"), max_length=10, choices=Mode.choices, default=Mode.EITHER)
    venue = models.CharField(_("venue"), max_length=150, blank=True)
    join_url = models.URLField(_("link to join online"), max_length=500, blank=True)
    capacity = models.PositiveIntegerField(
        _("seats"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: nobody needs to reserve a seat."),
    )
    opens_minutes = models.PositiveIntegerField(
        _("check-in opens, minutes before"), default=30, validators=[MaxValueValidator(24 * 60)]
    )
    settled_at = models.DateTimeField(_("attendance recorded"), null=True, blank=True, editable=False)
    secret = models.CharField(max_length=64, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("why it is cancelled"), max_length=200, blank=True, editable=False)
    # What calendar programs need in order to replace what they hold: how often it moved, and its last change.
    sequence = models.PositiveIntegerField(_("times moved"), default=0, editable=False)
    changed_at = models.DateTimeField(_("last changed"), null=True, blank=True, editable=False)

    objects = LectureQuerySet.as_manager()

    class Meta:
        verbose_name = _("lecture")
        verbose_name_plural = _("lectures")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "starts_at"],
                condition=Q(cancelled_at=None),
                name="lecture_once_per_series_and_start",
                violation_error_message=_("This series already has a lecture at this time."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="lecture_ends_after_it_begins",
                violation_error_message=_("A lecture ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1),
                name="lecture_seats_somebody",
                violation_error_message=_("Give at least one seat, or leave the field empty."),
            ),
            models.CheckConstraint(condition=Q(opens_minutes__lte=24 * 60), name="lecture_opens_within_a_day_before"),
            models.CheckConstraint(condition=~Q(secret=""), name="lecture_has_a_secret"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(settled_at__gte=F("ends_at")),
                name="lecture_is_settled_after_its_end",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancel_reason="")
                | (Q(cancelled_at__isnull=False, settled_at=None) & ~Q(cancel_reason="")),
                name="lecture_is_cancelled_whole_and_never_settled",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def modes(self) -> list[str]:
        """The ways to be there; each has its own code."""
        return [self.Mode.ONSITE, self.Mode.ONLINE] if self.mode == self.Mode.EITHER else [self.mode]

    @property
    def opens_at(self) -> datetime:
        """When check-in opens."""
        return self.starts_at - timedelta(minutes=self.opens_minutes)

    @property
    def minutes(self) -> int:
        """How long the lecture is, in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    def is_open(self, at: datetime) -> bool:
        """Return whether check-in is open at ``at``; never at a lecture that is cancelled."""
        return self.cancelled_at is None and self.opens_at <= at < self.ends_at

    def is_over(self, at: datetime) -> bool:
        """Return whether the lecture has ended by ``at``."""
        return at >= self.ends_at
