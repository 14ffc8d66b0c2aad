"""The append-only lines that records earn people."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.credits import rules
from certificates.credits.models.change import RuleChange
from certificates.credits.models.rule import CreditRule
from lms.people.scopes import Scope
from lms.records.models import LearningRecord
from lms.records.reversing import taken_back


class CreditLineQuerySet(models.QuerySet["CreditLine"]):
    """Filters over credit lines."""

    def standing(self) -> Self:
        """Return the lines that count: neither reversed nor themselves a reversal."""
        return self.filter(~taken_back(self.model), reverses=None)

    def known_at(self, at: datetime | None) -> Self:
        """Return the lines that counted just before ``at``: written by then, not yet taken back; ``None`` is now."""
        if at is None:
            return self.standing()
        return self.filter(~taken_back(self.model, computed_at__lt=at), reverses=None, computed_at__lt=at)

    def visible_to(self, viewer: object) -> Self:
        """Return the lines for work done at a place in ``viewer``'s scope, and the viewer's own."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        return self.filter(Q(person=scope.person_id) | scope.organisations_q("record__workplace__"))


class CreditLine(models.Model):
    """Credit one record earned under one rule. Never changed: a correction is a reversing line of minus as much.

    A line that a cap left nothing of is kept too: it says why the record did not count.
    """

    class Cap(models.TextChoices):
        ACTIVITY = rules.CAP_ACTIVITY, _("the most for one activity")
        KIND = rules.CAP_KIND, _("the most for this kind of credit a year")
        YEAR = rules.CAP_YEAR, _("the most in one year")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credit_lines")
    record = models.ForeignKey(LearningRecord, on_delete=models.PROTECT, related_name="credit_lines")
    rule = models.ForeignKey(CreditRule, on_delete=models.PROTECT, related_name="lines")
    authority = models.CharField(_("authority"), max_length=80)
    # Counts the lines this record was given under this authority; it makes the second of two workers stumble.
    sequence = models.PositiveIntegerField(default=1)
    hundredths = models.IntegerField(_("hundredths of a credit"))
    uncapped_hundredths = models.PositiveIntegerField(_("before the cap"))
    capped_by = models.CharField(_("cut by"), max_length=10, choices=Cap.choices, blank=True)
    earned_on = models.DateField(_("earned on"))
    computed_at = models.DateTimeField(_("computed"))
    change = models.ForeignKey(RuleChange, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal")

    objects = CreditLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit line")
        verbose_name_plural = _("credit lines")
        indexes = [models.Index(fields=["person", "earned_on"], name="credit_by_person_and_day")]
        # That a record has one standing line an authority is held by a trigger together with the sequence.
        constraints = [
            models.UniqueConstraint(
                fields=["record", "authority", "sequence"], condition=Q(reverses=None), name="credit_line_in_sequence"
            ),
            models.CheckConstraint(
                condition=Q(reverses=None, hundredths__gte=0) | Q(reverses__isnull=False, hundredths__lte=0),
                name="credit_reversal_takes_away",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=False)
                | Q(capped_by="", hundredths__gt=0, hundredths=F("uncapped_hundredths"))
                | ~Q(capped_by="") & Q(hundredths__lt=F("uncapped_hundredths")),
                name="credit_line_says_which_cap",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(reverses=F("id")), name="credit_does_not_reverse_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.hundredths / 100:.2f}"
