"""Named lists of people with dates: a class, a village-doctor register."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.people.models.organisation import Organisation
from lms.people.models.person import Person
from lms.people.scopes import Scope


class RosterQuerySet(models.QuerySet["Roster"]):
    """Filters over rosters."""

    def visible_to(self, viewer: object) -> Self:
        """Return the rosters kept by an institution inside ``viewer``'s scope, or naming somebody inside it."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        naming = RosterEntry.objects.filter(person__in=Person.objects.visible_to(viewer)).values("roster")
        return self.filter(scope.organisations_q("keeper__") | Q(pk__in=naming))


class Roster(models.Model):
    """A named list of people, kept by an institution. Entries carry the dates."""

    name = models.CharField(_("name"), max_length=120)
    keeper = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="rosters", verbose_name=_("kept by")
    )
    made_on = models.DateField(_("made on"))

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster")
        verbose_name_plural = _("rosters")
        permissions = [("import_roster", _("May import rosters"))]
        constraints = [
            models.UniqueConstraint(
                fields=["keeper", "name"],
                name="roster_name_once_per_keeper",
                violation_error_message=_("This institution already keeps a roster of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RosterEntryQuerySet(models.QuerySet["RosterEntry"]):
    """Filters over roster entries."""

    def on(self, day: date) -> Self:
        """Return the entries in force on ``day``."""
        return self.filter(joined_on__lte=day).filter(Q(left_on=None) | Q(left_on__gt=day))


class RosterEntry(models.Model):
    """One person on one roster, from a day to a day, with the workplace the roster gave."""

    # No index of its own: the one over roster and person begins with the roster.
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="entries", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roster_entries")
    workplace = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="roster_entries")
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = RosterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster entry")
        verbose_name_plural = _("roster entries")
        indexes = [models.Index(fields=["roster", "person"], name="roster_entry_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "person"], condition=Q(left_on=None), name="roster_names_a_person_once"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="roster_entry_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roster} · {self.person}"
