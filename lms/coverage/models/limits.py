"""From when on which thresholds hold in the rules of anomalies."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SET = "coverage.set_limits"


class AnomalyLimits(models.Model):
    """Thresholds of all rules, as somebody set them. The newest hold; the database refuses to change or delete any."""

    limits = models.JSONField(_("thresholds"))
    reason = models.CharField(_("reason"), max_length=500)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set"))

    class Meta:
        verbose_name = _("thresholds of anomalies")
        verbose_name_plural = _("thresholds of anomalies")
        default_permissions = ()
        permissions = [("set_limits", "Can set the thresholds of anomalies")]
        constraints = [
            models.CheckConstraint(condition=~Q(limits={}), name="anomaly_limits_say_something"),
            models.CheckConstraint(condition=~Q(reason=""), name="anomaly_limits_say_why"),
        ]

    def __str__(self) -> str:
        return f"{self.set_at:%Y-%m-%d} · {self.reason}"
