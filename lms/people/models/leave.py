"""When somebody is away from work."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.people.models.person import Person
from lms.people.scopes import Scope


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Filters over leaves."""

    def on(self, day: date) -> Self:
        """Return the leaves that hold on ``day``."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gt=day))

    def visible_to(self, viewer: object) -> Self:
        """Return the leaves of the people ``viewer`` may see."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(person__in=Person.objects.visible_to(viewer))


class Leave(models.Model):
    """A time in which somebody is away. They stay on their rosters; nobody is behind with anything meanwhile."""

    class Kind(models.TextChoices):
        SICK = "sick", _("sick leave")
        MATERNITY = "maternity", _("maternity leave")
        STUDY = "study", _("leave for studies")
        OTHER = "other", _("other leave")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaves", verbose_name=_("person"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("back on"), null=True, blank=True, help_text=_("Empty: not known yet."))
    kind = models.CharField(_("kind of leave"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    source_key = models.CharField(max_length=120, unique=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="leave_ends_after_it_begins",
                violation_error_message=_("A leave ends after it begins."),
            ),
            models.CheckConstraint(condition=~Q(source_key=""), name="leave_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.starts_on}"
