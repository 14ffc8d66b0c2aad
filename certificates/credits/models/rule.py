"""Credit rules as data."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.records.models import Activity, LearningRecord


class CreditRuleQuerySet(models.QuerySet["CreditRule"]):
    """Filters over credit rules."""

    def on(self, day: date) -> Self:
        """Return the rules in force on ``day``."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))

    def visible_to(self, viewer: object) -> Self:
        """Return all of them: rules are public."""
        return self


class CreditRule(models.Model):
    """What one kind of activity earns under one authority in one period, and the clause that says so."""

    authority = models.CharField(_("authority"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    activity_kind = models.CharField(_("kind of activity"), max_length=20, choices=Activity.Kind.choices)
    role = models.CharField(
        _("role"), max_length=10, choices=LearningRecord.Role.choices, default=LearningRecord.Role.LEARNER
    )
    minutes_per_credit = models.PositiveIntegerField(_("minutes for one credit"))
    cap_per_activity_hundredths = models.PositiveIntegerField(
        _("most for one activity (hundredths)"), null=True, blank=True
    )
    cap_per_year_hundredths = models.PositiveIntegerField(_("most in one year (hundredths)"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200)
    clause = models.CharField(_("clause"), max_length=100, blank=True)
    confirmed = models.BooleanField(_("read in the document itself"), default=False)

    objects = CreditRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit rule")
        verbose_name_plural = _("credit rules")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "activity_kind", "role", "valid_from"],
                name="credit_rule_once_per_start",
                violation_error_message=_("This authority already has a rule for this kind from that day."),
            ),
            models.UniqueConstraint(
                fields=["authority", "activity_kind", "role"],
                condition=Q(valid_to=None),
                name="credit_rule_current_once",
                violation_error_message=_("This authority already has an open rule for this kind; end it first."),
            ),
            models.CheckConstraint(
                condition=Q(minutes_per_credit__gte=1),
                name="credit_takes_a_minute",
                violation_error_message=_("A credit takes one minute or more."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="credit_rule_ends_after_it_begins",
                violation_error_message=_("A rule ends after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(document=""),
                name="credit_rule_has_a_source",
                violation_error_message=_("A rule names the document it comes from."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} · {self.name}"

    def covers(self, record: LearningRecord, day: date) -> bool:
        """Whether this rule speaks of ``record``, done on ``day``."""
        in_force = self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
        return in_force and self.activity_kind == record.activity.kind and self.role == record.role
