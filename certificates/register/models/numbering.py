"""Number series."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.register.models.kinds import Kind
from lms.people.models import Organisation


class NumberSeries(models.Model):
    """The next free number behind one prefix. Taken under a row lock, in the transaction that uses it."""

    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    prefix = models.CharField(max_length=40, unique=True)
    next = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.CheckConstraint(condition=Q(next__gte=1), name="series_begins_at_one")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.next:06d}"
