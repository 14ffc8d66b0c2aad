"""Batches: decisions to issue."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.register.models.kinds import Kind
from certificates.schemes.models import Cohort
from lms.jobs.models import Job
from lms.people.scopes import Scope


class BatchQuerySet(models.QuerySet["Batch"]):
    """Filters over batches."""

    def visible_to(self, viewer: object) -> Self:
        """Return the batches of classes organised inside ``viewer``'s scope."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(scope.organisations_q("cohort__organiser__"))


class Batch(models.Model):
    """One decision to give certificates to everybody in a class who is complete."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.COMPLETION)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of certificates")
        verbose_name_plural = _("batches of certificates")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="batch_approval_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort} · {self.made_at:%Y-%m-%d}"
