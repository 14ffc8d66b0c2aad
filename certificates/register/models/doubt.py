"""Doubts about certificates, and what people decided."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.register.models.certificate import Certificate, CertificateState
from lms.people.scopes import Scope
from lms.records.models import LearningRecord


class DoubtQuerySet(models.QuerySet["Doubt"]):
    """Filters over doubts."""

    def waiting(self) -> Self:
        """Return those nobody has decided on, about certificates that still stand."""
        return self.filter(decision=None, certificate__state=CertificateState.ISSUED)

    def run_by(self, viewer: object) -> Self:
        """Return the doubts ``viewer`` may decide on: about certificates issued inside the viewer's scope."""
        return self.filter(Scope.of(viewer).organisations_q("certificate__issuer__"))


class Doubt(models.Model):
    """A reason to look at a certificate again. It changes nothing by itself: a person decides."""

    class Ground(models.TextChoices):
        RECORD = "record", _("a learning record was taken back")
        STANDING = "standing", _("the requirements are not met any more")

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="doubts", verbose_name=_("certificate")
    )
    ground = models.CharField(_("ground"), max_length=10, choices=Ground.choices)
    # The record that was taken back; who did it and why stand on its reversal and in the audit log.
    record = models.ForeignKey(LearningRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    raised_at = models.DateTimeField(_("since"))

    objects = DoubtQuerySet.as_manager()

    class Meta:
        verbose_name = _("doubt about a certificate")
        verbose_name_plural = _("doubts about certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "record"], condition=Q(record__isnull=False), name="doubt_once_for_a_record"
            ),
            models.CheckConstraint(
                condition=Q(ground="record", record__isnull=False) | Q(ground="standing", record=None),
                name="doubt_names_its_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} · {self.get_ground_display()}"


class Decision(models.Model):
    """What a person decided about a doubt, once and for ever."""

    class Verdict(models.TextChoices):
        KEEP = "keep", _("it stays valid")
        REVOKE = "revoke", _("revoked")
        REPLACE = "replace", _("replaced by a new certificate")

    doubt = models.OneToOneField(Doubt, on_delete=models.PROTECT, related_name="decision")
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=200)
    replacement = models.ForeignKey(Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("decision about a certificate")
        verbose_name_plural = _("decisions about certificates")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_a_reason"),
            models.CheckConstraint(
                condition=Q(verdict="replace", replacement__isnull=False)
                | Q(verdict__in=["keep", "revoke"], replacement=None),
                name="decision_names_its_replacement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doubt} · {self.get_verdict_display()}"
