"""What a rule noticed in the records, and what a person made of it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lms.coverage.models.audited import AtWorkplace, AuditedQuerySet

VIEW = "coverage.view_anomaly"


class AnomalyQuerySet(models.QuerySet["Anomaly"]):
    """Filters over anomalies."""

    def visible_to(self, viewer: Any) -> Self:
        """Return the anomalies that concern somebody in ``viewer``'s scope, for those who audit."""
        return self.filter(Exists(AnomalyPerson.objects.visible_to(viewer).filter(anomaly=OuterRef("pk"))))


class Anomaly(models.Model):
    """What one rule noticed, with the figures and the thresholds that raised it. It decides nothing."""

    class Rule(models.TextChoices):
        MINUTES = "minutes", _("more minutes than a day has")
        DEVICE = "device", _("one device for many")
        SECOND = "second", _("many in the same second")
        TOGETHER = "together", _("always in the same second")
        PLACES = "places", _("in two places at once")
        LEFT = "left", _("after leaving")
        LEAVE = "leave", _("while on leave")

    rule = models.CharField(_("rule"), max_length=10, choices=Rule.choices)
    # The SHA-256 of the rule and the facts: the same facts are noticed once.
    key = models.CharField(max_length=64, unique=True)
    happened_on = models.DateField(_("happened on"))
    figures = models.JSONField(_("figures"), default=dict)
    thresholds = models.JSONField(_("thresholds"), default=dict)
    found_at = models.DateTimeField(_("noticed"))

    objects = AnomalyQuerySet.as_manager()

    class Meta:
        verbose_name = _("anomaly")
        verbose_name_plural = _("anomalies")
        default_permissions = ("view",)
        permissions = [("decide_anomaly", "Can decide on anomalies")]
        indexes = [models.Index(fields=["-happened_on"], name="anomaly_newest_first")]
        constraints = [
            models.CheckConstraint(condition=~Q(key=""), name="anomaly_has_a_key"),
            models.CheckConstraint(condition=~Q(figures={}), name="anomaly_has_figures"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} · {self.happened_on}"


class AnomalyPersonQuerySet(AuditedQuerySet["AnomalyPerson"]):
    """Filters over the people whom anomalies concern."""

    permission = VIEW


class AnomalyPerson(AtWorkplace):
    """Somebody an anomaly concerns, at their workplace of that time."""

    # No index of its own: the unique constraint begins with it.
    anomaly = models.ForeignKey(Anomaly, on_delete=models.PROTECT, related_name="people", db_index=False)

    objects = AnomalyPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of an anomaly")
        verbose_name_plural = _("people of anomalies")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["anomaly", "person"], name="anomaly_person_once")]

    def __str__(self) -> str:
        return f"{self.anomaly_id} · {self.person_id}"


class AnomalyDecision(models.Model):
    """What somebody made of an anomaly, and why: it has an explanation, or it is a finding. Once and for all."""

    class Outcome(models.TextChoices):
        EXPLAINED = "explained", _("explained")
        FINDING = "finding", _("became a finding")

    anomaly = models.OneToOneField(Anomaly, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=500)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("decision on an anomaly")
        verbose_name_plural = _("decisions on anomalies")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="anomaly_decision_says_why"),
            models.CheckConstraint(
                condition=Q(outcome__in=["explained", "finding"]), name="anomaly_decision_is_one_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.anomaly_id} · {self.outcome}"
