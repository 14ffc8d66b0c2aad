"""Levels an assessment can end in, from the lowest to the highest of each scale."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Level(models.Model):
    """One step of a scale, such as 达标 above 培育. A record reaches it by its word or by its score."""

    scale = models.CharField(_("scale"), max_length=40)
    rank = models.PositiveSmallIntegerField(_("rank"), help_text=_("1 is the lowest step of the scale."))
    name = models.CharField(_("level"), max_length=20)
    from_score_hundredths = models.PositiveIntegerField(
        _("from this score (hundredths)"), null=True, blank=True, help_text=_("Blank: only the word counts.")
    )

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        constraints = [
            models.UniqueConstraint(fields=["scale", "rank"], name="level_rank_once_per_scale"),
            models.UniqueConstraint(fields=["scale", "name"], name="level_name_once_per_scale"),
            models.CheckConstraint(condition=~Q(scale="") & ~Q(name=""), name="level_has_names"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="level_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.scale} · {self.name}"
