"""Long work with a progress bar."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# A runner says it lives at every step; one that has been silent this long is taken for dead.
SILENT_AFTER = timedelta(minutes=2)


def private_storage() -> Storage:
    """Return the storage that no web address reaches."""
    return storages["private"]


class JobQuerySet(models.QuerySet["Job"]):
    """Filters over jobs."""

    def visible_to(self, viewer: object) -> Self:
        """Return the jobs ``viewer`` started: a job's result is for its owner only."""
        return self.filter(owner_id=getattr(viewer, "pk", None))

    def claimable(self, at: datetime) -> Self:
        """Return the jobs a worker may take: waiting, or running under a worker not heard of for a while."""
        silent = Q(state=JobState.RUNNING) & Q(heard_at__lte=at - SILENT_AFTER)
        return self.filter(Q(state=JobState.QUEUED) | silent)


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Job(models.Model):
    """One long piece of work: who asked for it, how far it is, and what came of it."""

    State = JobState

    kind = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=150)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    arguments = models.JSONField(default=dict)
    # Whose data the worker read for it: the reach of the owner's scope when it began.
    reach = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(_("message"), max_length=500, blank=True)
    result = models.JSONField(default=dict, blank=True)
    file = models.FileField(storage=private_storage, upload_to="jobs/%Y/%m", blank=True, max_length=200)
    created_at = models.DateTimeField(_("asked for"))
    started_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    return_url = models.CharField(max_length=600, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], ended_at=None)
                | Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False),
                name="job_end_is_whole",
            ),
            models.CheckConstraint(condition=Q(total=0) | Q(done__lte=F("total")), name="job_is_never_more_than_done"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        """Whole percent done, 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return self.done * 100 // self.total if self.total else 0
