"""Batches: lists of people to receive certificates, proposed by one person and approved by another."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.register.models.kinds import Kind
from certificates.register.models.layout import LayoutVersion
from certificates.schemes.models import Cohort, Traineeship
from lms.jobs.models import Job
from lms.people.models import Organisation
from lms.people.scopes import Scope
from lms.records.models import Activity


class BatchQuerySet(models.QuerySet["Batch"]):
    """Filters over batches."""

    def visible_to(self, viewer: object) -> Self:
        """Return the batches of classes organised inside ``viewer``'s scope."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(scope.organisations_q("cohort__organiser__"))

    def waiting(self) -> Self:
        """Return the lists that were proposed and wait for the second person."""
        return self.filter(approved_at=None, withdrawn_at=None).exclude(digest="")

    def stopped(self) -> Self:
        """Return the approved lists whose job ended before everybody was looked at."""
        return self.filter(approved_at__isnull=False, job__state__in=[Job.State.FAILED, Job.State.CANCELLED])


class Batch(models.Model):
    """One decision to give certificates of one kind to people of a class: who proposed it, who approved it.

    ``proposal`` is the dry run as the first person saw it. From the approval on, the database refuses to change what
    was approved, and ``recipients`` are the people it was approved for.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="batches", verbose_name=_("class"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.COMPLETION)
    layout_version = models.ForeignKey(
        LayoutVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="batches"
    )
    year = models.PositiveIntegerField(_("year"), null=True, blank=True)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    terms = models.JSONField(default=dict, blank=True)
    proposal = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("proposed"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Why somebody else than who handed it in sent it back.
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    # Batches of the time when one person could issue alone; the database takes no new ones.
    by_one_person = models.BooleanField(default=False, editable=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of certificates")
        verbose_name_plural = _("batches of certificates")
        permissions = [("approve_batch", "Can approve batches of certificates")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="batch_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")) | Q(by_one_person=True),
                name="batch_approved_by_another",
                violation_error_message=_("Somebody else than who proposed the list approves it."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, approved_at=None),
                name="batch_withdrawal_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_by__isnull=False) & (Q(withdrawn_by=F("made_by")) | ~Q(withdrawn_reason=""))),
                name="batch_sent_back_says_why",
                violation_error_message=_("Whoever sends a list back says why."),
            ),
            models.CheckConstraint(
                condition=Q(kind="completion")
                | Q(kind="appointment")
                | Q(kind="credit", year__isnull=False)
                | Q(kind="pass", activity__isnull=False)
                | (Q(kind="honor") & ~Q(reason="")),
                name="batch_says_what_for",
            ),
            models.UniqueConstraint(
                fields=["cohort", "kind"],
                condition=Q(approved_at=None, withdrawn_at=None) & ~Q(digest=""),
                name="batch_waits_once",
                violation_error_message=_("A list of this kind already waits for approval in this class."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} · {self.made_at:%Y-%m-%d}"

    @property
    def issuer(self) -> Organisation:
        """Who issues."""
        issuer: Organisation = self.cohort.organiser
        return issuer

    @property
    def waits(self) -> bool:
        """Whether it waits for the second person."""
        return self.approved_at is None and self.withdrawn_at is None

    @property
    def was_sent_back(self) -> bool:
        """Whether somebody else than who handed it in took it off the way."""
        return self.withdrawn_by_id is not None and self.withdrawn_by_id != self.made_by_id

    @property
    def standing(self) -> str:
        """Where it stands, in two or three words."""
        if self.withdrawn_at:
            return str(_("sent back") if self.was_sent_back else _("taken back"))
        if self.waits:
            return str(_("waits for approval"))
        if self.is_running:
            return str(_("being issued"))
        stopped = self.job is not None and self.job.state != Job.State.DONE
        return str(_("stopped half-way") if stopped else _("certificates issued"))

    @property
    def is_running(self) -> bool:
        """Whether a worker is issuing it, or will."""
        return self.job is not None and self.job.ended_at is None

    def instant(self, clock: datetime, last: datetime | None) -> datetime:
        """Return when something is issued: never before the approval or the last certificate, whatever the clock says.

        A clock that jumps back neither begins another year's series nor dates a later number earlier.
        """
        return max(moment for moment in (clock, self.approved_at, last) if moment is not None)


class Recipient(models.Model):
    """One person a batch was approved for, with what the certificate rests on. Never changed."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="recipients")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    traineeship = models.ForeignKey(Traineeship, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    basis = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("recipient of a certificate")
        verbose_name_plural = _("recipients of certificates")
        constraints = [models.UniqueConstraint(fields=["batch", "person"], name="recipient_once_per_batch")]

    def __str__(self) -> str:
        return self.name
