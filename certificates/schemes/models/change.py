"""What became of a traineeship, step by step."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.schemes.models.traineeship import Traineeship, TraineeshipState
from certificates.schemes.rules.lifecycle import MOVES, Hand

_ALLOWED = reduce(or_, (Q(from_state=before, to_state=after) for before, after in MOVES))
_HURTS = [TraineeshipState.REFUSED, TraineeshipState.SUSPENDED, TraineeshipState.FAILED]


class TraineeshipChange(models.Model):
    """One change of state: from what to what, when, by whom and why. Rows are only ever added."""

    class ActedAs(models.TextChoices):
        PERSON = Hand.PERSON.value, _("the person")
        INSTITUTION = Hand.INSTITUTION.value, _("the institution")
        CLASS = Hand.CLASS.value, _("the class management")
        SYSTEM = Hand.SYSTEM.value, _("the system")

    traineeship = models.ForeignKey(
        Traineeship, on_delete=models.PROTECT, related_name="changes", verbose_name=_("traineeship")
    )
    from_state = models.CharField(_("from"), max_length=10, choices=TraineeshipState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=10, choices=TraineeshipState.choices)
    changed_at = models.DateTimeField(_("when"))
    # Nobody where the system did it by itself.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    acted_as = models.CharField(_("as"), max_length=12, choices=ActedAs.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("change of a traineeship")
        verbose_name_plural = _("changes of traineeships")
        constraints = [
            models.CheckConstraint(condition=_ALLOWED, name="change_is_in_the_table"),
            models.CheckConstraint(
                condition=~Q(to_state__in=_HURTS) | ~Q(reason=""), name="change_that_hurts_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(to_state="withdrawn", acted_as__in=["institution", "class"]) | ~Q(reason=""),
                name="change_out_of_class_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(acted_as="system") | Q(changed_by__isnull=False), name="change_has_its_who"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.traineeship_id}: {self.from_state or '—'} → {self.to_state}"
