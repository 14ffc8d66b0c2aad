"""Who need not meet a requirement, and why."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.schemes.models.requirement import Requirement
from certificates.schemes.models.traineeship import Traineeship


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Filters over exemptions."""

    def in_force(self, until: datetime | None = None) -> Self:
        """Return those in force now, or just before ``until``."""
        if until is None:
            return self.filter(revoked_at=None)
        return self.filter(Q(revoked_at=None) | Q(revoked_at__gte=until), granted_at__lt=until)


class Exemption(models.Model):
    """A trainee need not meet one requirement. Never deleted: a revoked one stays on file with its reason."""

    traineeship = models.ForeignKey(Traineeship, on_delete=models.PROTECT, related_name="exemptions")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="exemptions")
    reason = models.CharField(_("reason"), max_length=200)
    granted_at = models.DateTimeField(_("exempted"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoke_reason = models.CharField(_("reason for the revocation"), max_length=200, blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        constraints = [
            models.UniqueConstraint(
                fields=["traineeship", "requirement"],
                condition=Q(revoked_at=None),
                name="exemption_once_in_force",
                violation_error_message=_("This person is exempted from this requirement already."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exemption_has_a_reason"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoke_reason="")
                | (Q(revoked_at__gte=F("granted_at"), revoked_by__isnull=False) & ~Q(revoke_reason="")),
                name="exemption_revocation_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.traineeship_id} · {self.requirement_id}"
