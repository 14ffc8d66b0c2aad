"""The append-only lines that records earn people."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.credits.models.rule import CreditRule
from lms.people.scopes import Scope
from lms.records.models import LearningRecord


class CreditLineQuerySet(models.QuerySet["CreditLine"]):
    """Filters over credit lines."""

    def standing(self) -> Self:
        """Return the lines that count: neither reversed nor themselves a reversal."""
        return self.filter(reverses=None, reversal=None)

    def visible_to(self, viewer: object) -> Self:
        """Return the lines for work done at a place in ``viewer``'s scope, and the viewer's own."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        return self.filter(Q(person=scope.person_id) | scope.organisations_q("record__workplace__"))


class CreditLine(models.Model):
    """Credit one record earned under one rule. Never changed: a correction is a reversing line of minus as much."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credit_lines")
    record = models.ForeignKey(LearningRecord, on_delete=models.PROTECT, related_name="credit_lines")
    rule = models.ForeignKey(CreditRule, on_delete=models.PROTECT, related_name="lines")
    hundredths = models.IntegerField(_("hundredths of a credit"))
    uncapped_hundredths = models.PositiveIntegerField(_("before the cap"))
    earned_on = models.DateField(_("earned on"))
    computed_at = models.DateTimeField(_("computed"))
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal")

    objects = CreditLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit line")
        verbose_name_plural = _("credit lines")
        indexes = [models.Index(fields=["person", "earned_on"], name="credit_by_person_and_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "rule"], condition=Q(reverses=None), name="credit_once_per_record_and_rule"
            ),
            models.CheckConstraint(
                condition=Q(reverses=None, hundredths__gt=0) | Q(reverses__isnull=False, hundredths__lt=0),
                name="credit_reversal_takes_away",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(reverses=F("id")), name="credit_does_not_reverse_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.hundredths / 100:.2f}"
