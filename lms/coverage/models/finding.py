"""What auditors found, and every step until it is closed."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from lms.coverage.models.anomaly import Anomaly
from lms.coverage.models.audited import AuditedQuerySet
from lms.coverage.models.sample import Sample
from lms.coverage.rules.findings import MAY_FOLLOW, RAISED, WAITS_FOR_INSTITUTION
from lms.people.models import Organisation, Person

VIEW = "coverage.view_finding"


class FindingQuerySet(AuditedQuerySet["Finding"]):
    """Filters over findings."""

    permission = VIEW
    institution = "organisation"

    def with_state(self) -> Self:
        """Add ``state``, the kind of the newest step, and ``stepped_at``, when it was taken."""
        newest = FindingStep.objects.filter(finding=OuterRef("pk")).order_by("-number")
        return self.annotate(
            state=Subquery(newest.values("kind")[:1]), stepped_at=Subquery(newest.values("made_at")[:1])
        )

    def overdue(self, on: date) -> Self:
        """Return those of :meth:`with_state` that wait for their institution and are past their day."""
        return self.filter(state__in=WAITS_FOR_INSTITUTION, due_on__lt=on)


class Finding(models.Model):
    """Something that is not as it should be, told to an institution, with a day by which it must answer."""

    class Severity(models.TextChoices):
        MINOR = "minor", _("minor")
        SERIOUS = "serious", _("serious")
        GRAVE = "grave", _("grave")

    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("what was found"), max_length=2000)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("institution")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    sample = models.ForeignKey(
        Sample, on_delete=models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("sample")
    )
    anomaly = models.OneToOneField(
        Anomaly, on_delete=models.PROTECT, null=True, blank=True, related_name="finding", verbose_name=_("anomaly")
    )
    due_on = models.DateField(_("to be answered by"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("raised by")
    )
    raised_at = models.DateTimeField(_("raised"))

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit finding")
        verbose_name_plural = _("audit findings")
        default_permissions = ("view",)
        permissions = [
            ("raise_finding", "Can raise findings"),
            ("reply_finding", "Can reply to findings"),
            ("close_finding", "Can accept, return and close findings"),
        ]
        indexes = [models.Index(fields=["organisation", "-raised_at"], name="finding_by_institution")]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="finding_says_what_it_is"),
            models.CheckConstraint(
                condition=Q(severity__in=["minor", "serious", "grave"]), name="finding_has_a_severity"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FindingStep(models.Model):
    """One step on a finding: who did what, when, with which words. Steps are only added, one after the other."""

    class Kind(models.TextChoices):
        RAISED = "raised", _("raised, waits for a reply")
        REPLIED = "replied", _("replied to, waits for the auditor")
        RETURNED = "returned", _("returned, waits for a better reply")
        ACCEPTED = "accepted", _("reply accepted, to be closed")
        CLOSED = "closed", _("closed for good")
        REOPENED = "reopened", _("reopened, waits for a reply")

    # No index of its own: the unique constraint begins with it.
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="steps", db_index=False)
    number = models.PositiveSmallIntegerField(_("which step"))
    was = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    kind = models.CharField(_("step"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("step on a finding")
        verbose_name_plural = _("steps on findings")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["finding", "number"], name="finding_step_once"),
            models.CheckConstraint(
                condition=Q(*[Q(kind=step, was__in=before) for step, before in MAY_FOLLOW.items()], _connector=Q.OR)
                | Q(kind=RAISED, was="", number=1),
                name="finding_step_follows",
            ),
            models.CheckConstraint(condition=Q(kind="accepted") | ~Q(text=""), name="finding_step_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} · {self.number} · {self.kind}"
