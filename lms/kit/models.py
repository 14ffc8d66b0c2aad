"""Work that has left a transaction and is not yet acknowledged."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ErrandQuerySet(models.QuerySet["Errand"]):
    """Filters over the outbox."""

    def due(self, at: datetime) -> Self:
        """Return the errands that should be (re)sent at ``at``: never sent, or sent and not heard of since."""
        return self.filter(due_at__lte=at).filter(Q(resend_at=None) | Q(resend_at__lte=at))


class Errand(models.Model):
    """One call to a Celery task, written with the transaction that wants it. Deleted once a worker has done it."""

    task = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    resend_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        verbose_name = _("errand")
        verbose_name_plural = _("errands")
        constraints = [
            models.CheckConstraint(condition=~Q(task=""), name="errand_names_a_task"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(sent_at__gte=F("created_at")), name="errand_is_sent_after_it_is_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"
