"""Who has a seat, who checked in, and who tried."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.live.models.lecture import Lecture
from lms.people.scopes import Scope
from lms.records.models import Activity

_HERE_OR_THERE = [(mode.value, mode.label) for mode in (Activity.Mode.ONLINE, Activity.Mode.ONSITE)]


class SeatQuerySet(models.QuerySet["Seat"]):
    """Filters over seats."""

    def held(self) -> Self:
        """Return the seats that have not been released."""
        return self.filter(released_at=None)


class Seat(models.Model):
    """A doctor's place in one lecture. A released seat stays on file.

    Seats are numbered from one to the lecture's capacity, so that the database itself refuses one too many.
    """

    lecture = models.ForeignKey(Lecture, on_delete=models.PROTECT, related_name="seats")
    doctor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveIntegerField(_("seat number"))
    taken_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=200, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(
                fields=["lecture", "doctor"],
                condition=Q(released_at=None),
                name="seat_held_once_per_doctor",
                violation_error_message=_("This doctor already holds a seat."),
            ),
            models.UniqueConstraint(
                fields=["lecture", "number"], condition=Q(released_at=None), name="seat_number_held_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="seat_numbers_begin_at_one"),
            models.CheckConstraint(
                condition=Q(released_at=None, release_reason="")
                | (Q(released_at__isnull=False) & ~Q(release_reason="")),
                name="seat_release_is_whole",
                violation_error_message=_("A release needs both a time and a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doctor} · {self.lecture}"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    """Filters over check-ins."""

    def standing(self) -> Self:
        """Return the check-ins that have not been taken back."""
        return self.filter(removed_at=None)

    def visible_to(self, viewer: Any) -> Self:
        """Return the viewer's own check-ins, and those at lectures of organisers in the viewer's scope."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        return self.filter(Q(person=scope.person_id) | scope.organisations_q("lecture__organiser__"))


class CheckIn(models.Model):
    """That somebody was at a lecture: checked in by the code, or added by staff afterwards with a reason."""

    lecture = models.ForeignKey(Lecture, on_delete=models.PROTECT, related_name="check_ins")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="check_ins")
    mode = models.CharField(_("how"), max_length=10, choices=_HERE_OR_THERE)
    checked_in_at = models.DateTimeField(_("checked in"))
    # The mark of the browser's journal; empty where it keeps none.
    device = models.CharField(_("device"), max_length=36, blank=True, default="")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    add_reason = models.CharField(_("reason"), max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    remove_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        constraints = [
            models.UniqueConstraint(
                fields=["lecture", "person"],
                condition=Q(removed_at=None),
                name="check_in_once_per_person",
                violation_error_message=_("This person is already checked in."),
            ),
            models.CheckConstraint(condition=Q(mode__in=["online", "onsite"]), name="check_in_is_here_or_there"),
            models.CheckConstraint(
                condition=Q(added_by=None, add_reason="") | (Q(added_by__isnull=False) & ~Q(add_reason="")),
                name="check_in_addition_is_whole",
                violation_error_message=_("Adding somebody needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None, remove_reason="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(remove_reason="")),
                name="check_in_removal_is_whole",
                violation_error_message=_("Taking attendance back needs a reason."),
            ),
            models.CheckConstraint(condition=Q(added_by=None) | Q(device=""), name="check_in_device_is_ones_own"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.lecture}"


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Filters over attempts."""

    def by(self, person: Any, *, since: datetime) -> Self:
        """Return what ``person`` tried after ``since``, in any lecture."""
        return self.filter(person=person, at__gt=since)


class Attempt(models.Model):
    """A code that was refused. It is kept so that nobody guesses codes by the thousand."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    lecture = models.ForeignKey(Lecture, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["person", "at"], name="attempt_by_person_and_time")]

    def __str__(self) -> str:
        return f"{self.person} · {self.lecture}"
