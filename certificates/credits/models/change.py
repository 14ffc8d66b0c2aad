"""Changes of the rules: what they would do to people's credit, and who let them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.credits.models.ruleset import RuleSet
from lms.jobs.models import Job
from lms.people.scopes import Scope


class RuleChangeQuerySet(models.QuerySet["RuleChange"]):
    """Filters over changes of the rules."""

    def visible_to(self, viewer: object) -> Self:
        """Return all of them to whoever looks after everything, and nobody else any: they name people everywhere."""
        return self if Scope.of(viewer).everything else self.none()


class RuleChange(models.Model):
    """Somebody asks to put a draft in force; the report says what it would change; a second person approves."""

    class State(models.TextChoices):
        COMPUTING = "computing", _("being computed")
        READY = "ready", _("waits for approval")
        APPROVED = "approved", _("approved, being carried out")
        DONE = "done", _("carried out")
        DROPPED = "dropped", _("dropped")

    OPEN = ("computing", "ready", "approved")

    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.CASCADE, related_name="changes", verbose_name=_("set of rules")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.COMPUTING)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    report_job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    world = models.CharField(max_length=64, blank=True)
    people = models.PositiveIntegerField(_("people"), default=0)
    before_hundredths = models.PositiveBigIntegerField(_("before"), default=0)
    after_hundredths = models.PositiveBigIntegerField(_("after"), default=0)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    apply_job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True)

    objects = RuleChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of credit rules")
        verbose_name_plural = _("changes of credit rules")
        permissions = [("approve_rulechange", "Can approve changes of credit rules")]
        constraints = [
            models.UniqueConstraint(
                fields=["rule_set"],
                condition=Q(state__in=["computing", "ready", "approved"]),
                name="rule_change_open_once",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None, state__in=["computing", "ready", "dropped"])
                | Q(approved_at__isnull=False, approved_by__isnull=False, state__in=["approved", "done"]),
                name="rule_change_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("asked_by")), name="rule_change_takes_two"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | ~Q(state="done") & Q(done_at=None),
                name="rule_change_end_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.rule_set)


class RuleChangeRow(models.Model):
    """What a change does to one person: credit in the years it touches, before and after, in hundredths."""

    change = models.ForeignKey(RuleChange, on_delete=models.CASCADE, related_name="rows", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    before_hundredths = models.PositiveIntegerField(_("before"))
    after_hundredths = models.PositiveIntegerField(_("after"))
    is_applied = models.BooleanField(_("carried out"), default=False)

    class Meta:
        verbose_name = _("person in a change of credit rules")
        verbose_name_plural = _("people in a change of credit rules")
        constraints = [models.UniqueConstraint(fields=["change", "person"], name="rule_change_row_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.before_hundredths} → {self.after_hundredths}"

    @property
    def difference_hundredths(self) -> int:
        """After minus before."""
        return self.after_hundredths - self.before_hundredths
