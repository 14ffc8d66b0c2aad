"""People in classes, and how far they are."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.schemes.models.cohort import Cohort
from certificates.schemes.models.requirement import Requirement
from certificates.schemes.rules.lifecycle import ASKING, BEFORE, HOLDING
from lms.people.models import Division
from lms.people.scopes import Scope


class TraineeshipQuerySet(models.QuerySet["Traineeship"]):
    """Filters over traineeships."""

    def visible_to(self, viewer: object) -> Self:
        """Return the traineeships in classes organised inside ``viewer``'s scope, and the viewer's own."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        lines = scope.lines_q("cohort__scheme__code", lambda line: line.organisations_q("cohort__organiser__"))
        return self.filter(Q(person=scope.person_id) | scope.organisations_q("cohort__organiser__") | lines)

    def active(self) -> Self:
        """Return those whose progress is followed: who is in training, suspended from it, or complete."""
        return self.filter(state__in=[TraineeshipState.RUNNING, TraineeshipState.SUSPENDED, TraineeshipState.COMPLETED])

    def begun(self) -> Self:
        """Return those who were in training at any time, unlike who asked for it only."""
        return self.exclude(enrolled_at=None)

    def asking(self) -> Self:
        """Return those who wait for an answer."""
        return self.filter(state__in=ASKING)

    def holding(self) -> Self:
        """Return those who hold a place of their class."""
        return self.present().filter(state__in=HOLDING)

    def present(self) -> Self:
        """Return one row a person and class: where they stand now, without the spells before a return."""
        return self.filter(returned_at=None)

    def covering(self, until: datetime) -> Self:
        """Return those that were completed and not withdrawn just before ``until``.

        What happened since changes nothing, so a figure for a past day stays what it was: who was withdrawn later
        still counts, and who came back later does not count yet.
        """
        standing = Q(withdrawn_at=None) | Q(withdrawn_at__gte=until)
        ended = Traineeship.objects.filter(cohort=OuterRef("cohort"), person=OuterRef("person"))
        begun = Q(enrolled_at__lt=until) | ~Exists(ended.exclude(returned_at=None))
        return self.filter(standing, begun, completed_at__lt=until)


class TraineeshipState(models.TextChoices):
    """Where a traineeship stands."""

    APPLIED = "applied", pgettext_lazy("traineeship", "applied")
    NOMINATED = "nominated", pgettext_lazy("traineeship", "nominated")
    WAITING = "waiting", pgettext_lazy("traineeship", "on the waiting list")
    APPROVED = "approved", pgettext_lazy("traineeship", "approved")
    RUNNING = "running", _("in training")
    SUSPENDED = "suspended", pgettext_lazy("traineeship", "suspended")
    COMPLETED = "completed", _("completed")
    FAILED = "failed", pgettext_lazy("traineeship", "failed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REFUSED = "refused", pgettext_lazy("traineeship", "refused")


_NOT_LEFT = Q(withdrawn_at=None, withdraw_reason="")
_IN_CLASS = [TraineeshipState.RUNNING, TraineeshipState.SUSPENDED, TraineeshipState.FAILED]


class Traineeship(models.Model):
    """One person in one class. Completion follows from progress, progress from records.

    Who comes back after a withdrawal goes on in the same row, to which progress and certificates belong; the spell
    that ended stays on file as a row of its own, so that questions about a past day find it.
    """

    State = TraineeshipState

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="traineeships", verbose_name=_("class"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="traineeships", verbose_name=_("person")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RUNNING)
    # The county whose place is asked for or held: where the person worked when they asked.
    county = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("county")
    )
    # Empty until the training begins, and for good where it never does.
    enrolled_at = models.DateTimeField(_("enrolled"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdraw_reason = models.CharField(_("reason for the withdrawal"), max_length=200, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    # Nobody where a program did it, as when the demo was loaded.
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TraineeshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("traineeship")
        verbose_name_plural = _("traineeships")
        permissions = [("nominate_traineeship", _("May nominate people for classes"))]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "person"],
                condition=Q(returned_at=None),
                name="trainee_once_per_class",
                violation_error_message=_("This person is already in the class."),
            ),
            models.CheckConstraint(
                condition=(_NOT_LEFT & Q(state__in=sorted(BEFORE), enrolled_at=None, completed_at=None))
                | (_NOT_LEFT & Q(state__in=_IN_CLASS, enrolled_at__isnull=False, completed_at=None))
                | (_NOT_LEFT & Q(state="completed", enrolled_at__isnull=False, completed_at__isnull=False))
                | Q(state="withdrawn", withdrawn_at__isnull=False),
                name="traineeship_state_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(withdrawn_at__isnull=False, returned_at__gte=F("withdrawn_at")),
                name="traineeship_return_follows_withdrawal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.cohort}"


class Progress(models.Model):
    """How far one trainee is with one requirement: derived from records, never typed."""

    traineeship = models.ForeignKey(Traineeship, on_delete=models.CASCADE, related_name="progress")
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="progress")
    value = models.PositiveIntegerField(default=0)
    met_at = models.DateTimeField(null=True, blank=True)
    exemption = models.ForeignKey("Exemption", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [models.UniqueConstraint(fields=["traineeship", "requirement"], name="progress_once")]

    def __str__(self) -> str:
        return f"{self.traineeship_id} · {self.requirement_id}: {self.value}"
