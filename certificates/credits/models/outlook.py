"""Where somebody's year stands, and what would close its gap: worked out beforehand, for the desk."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.credits.rules import in_credits
from lms.people.scopes import Scope


class OutlookQuerySet(models.QuerySet["Outlook"]):
    """Filters over outlooks."""

    def visible_to(self, viewer: Any) -> Self:
        """Return the viewer's own."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(person=scope.person_id)


class Outlook(models.Model):
    """One person's current year under one authority. Says nothing that cannot be worked out again.

    ``missing_hundredths`` is credit in all, ``missing_kinds`` what of it is of single kinds; the hours are in
    hundredths too. ``ways`` are the first of the things that would close the gap, as the desk shows them;
    ``ways_count`` is how many it takes, ``ways_by_kind`` of which kinds of activity, ``closes`` whether they do.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    authority = models.CharField(_("authority"), max_length=80)
    year = models.PositiveIntegerField(_("year"))
    required_hundredths = models.PositiveIntegerField(null=True)
    earned_hundredths = models.IntegerField(default=0)
    carried_hundredths = models.PositiveIntegerField(default=0)
    missing_hundredths = models.PositiveIntegerField(default=0)
    missing_kinds = models.JSONField(default=dict)
    missing_hours_hundredths = models.PositiveIntegerField(default=0)
    confirmed = models.BooleanField(default=True)
    ways = models.JSONField(default=list)
    ways_count = models.PositiveIntegerField(default=0)
    ways_by_kind = models.JSONField(default=dict)
    closes = models.BooleanField(default=False)
    computed_at = models.DateTimeField()

    objects = OutlookQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlook")
        verbose_name_plural = _("outlooks")
        constraints = [
            models.UniqueConstraint(fields=["person", "authority"], name="outlook_once_per_authority"),
            models.CheckConstraint(
                condition=Q(missing_hundredths=0) | Q(required_hundredths__isnull=False, required_hundredths__gte=1),
                name="outlook_misses_what_is_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.authority} · {self.year}"

    @property
    def counted_hundredths(self) -> int:
        """What counts in the year: earned and carried over."""
        return self.earned_hundredths + self.carried_hundredths

    @property
    def text(self) -> str:
        """What counts, in credits."""
        return in_credits(self.counted_hundredths)

    @property
    def is_reached(self) -> bool:
        """Whether nothing is missing."""
        return not (self.missing_hundredths or self.missing_hours_hundredths)
