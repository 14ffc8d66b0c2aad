"""People in classes, and how far they are."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from certificates.schemes.models.cohort import Cohort
from certificates.schemes.models.requirement import Requirement
from lms.people.scopes import Scope


class TraineeshipQuerySet(models.QuerySet["Traineeship"]):
    """Filters over traineeships."""

    def visible_to(self, viewer: object) -> Self:
        """Return the traineeships in classes organised inside ``viewer``'s scope, and the viewer's own."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        return self.filter(Q(person=scope.person_id) | scope.organisations_q("cohort__organiser__"))

    def active(self) -> Self:
        """Return those whose progress is followed: everybody who has not withdrawn."""
        return self.exclude(state=TraineeshipState.WITHDRAWN)

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

    RUNNING = "running", _("in training")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")


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
    enrolled_at = models.DateTimeField(_("enrolled"))
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
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "person"],
                condition=Q(returned_at=None),
                name="trainee_once_per_class",
                violation_error_message=_("This person is already in the class."),
            ),
            models.CheckConstraint(
                condition=Q(state="running", completed_at=None, withdrawn_at=None, withdraw_reason="")
                | Q(state="completed", completed_at__isnull=False, withdrawn_at=None, withdraw_reason="")
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
