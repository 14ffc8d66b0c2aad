"""What is kept so that a page need not count: where each person stands, and the figures of every place.

All of it is computed from posts, rosters, records, credits, schemes and certificates, and can be computed again.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from lms.coverage.models.programme import Programme
from lms.coverage.models.version import ProgrammeVersion
from lms.people.models import Division, Organisation
from lms.people.scopes import Scope

# What is added up at a place, in the order of the columns.
MEASURES = ("due", "started", "covered", "overdue", "on_leave", "minutes", "credits_hundredths")


def _area() -> "models.ForeignKey[Division | None, Division | None]":
    """Return a column for a division above a workplace; rewritten in bulk, so without a look-up for each row."""
    return models.ForeignKey(
        Division, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )


class RollUpQuerySet(models.QuerySet["RollUp"]):
    """Filters over roll-ups."""

    def living(self) -> Self:
        """Return those that go on with what is learned."""
        return self.filter(closed_on=None)

    def closed(self) -> Self:
        """Return those of days that are over, but for outlines."""
        return self.filter(closed_on__isnull=False, is_outline=False)

    def outlines(self) -> Self:
        """Return outlines of days that are over."""
        return self.filter(is_outline=True)

    def counted_by_their_rule(self) -> Self:
        """Return those of days that are over that have figures, by the rule that is in force on the day now."""
        versions = ProgrammeVersion.objects.filter(programme=OuterRef("programme"))
        return self.filter(version=Subquery(versions.in_force_then(OuterRef("closed_on")).values("pk")[:1]))


class RollUp(models.Model):
    """Of which day, and by which version of the rule, some kept figures of a programme are.

    One of a programme goes on with whatever is learned. Others are ``closed_on`` a day that is over, and count what
    there was at its end, as it is known now: what is put right later changes them too.

    An outline of such a day has the figures of divisions down to the county, and of what lies in no county, but no
    standing of anybody. It is shown until everybody is counted, and says nothing of what happens meanwhile.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="roll_ups")
    closed_on = models.DateField(_("as of the end of"), null=True, blank=True)
    is_outline = models.BooleanField(default=False)
    day = models.DateField(_("as of"), null=True)
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("changed"), null=True)
    rebuilt_at = models.DateTimeField(_("computed anew"), null=True)
    # While they are computed anew, changes wait as dirty people.
    rebuilding_since = models.DateTimeField(null=True)
    # Nobody is counted yet but who is placed in one of ``areas``.
    is_partial = models.BooleanField(default=False)
    areas = models.ManyToManyField(Division, blank=True, related_name="+")
    # When somebody last chose this day; those that nobody chooses any more make room.
    asked_at = models.DateTimeField(null=True)

    objects = RollUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("roll-up")
        verbose_name_plural = _("roll-ups")
        constraints = [
            models.CheckConstraint(
                condition=Q(day=None, version=None, rebuilt_at=None)
                | Q(day__isnull=False, version__isnull=False, rebuilt_at__isnull=False),
                name="roll_up_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(day=None) | Q(day=F("closed_on")), name="roll_up_is_of_its_day"
            ),
            models.CheckConstraint(
                condition=Q(is_partial=False) | Q(closed_on__isnull=False, day__isnull=False, is_outline=False),
                name="roll_up_is_partial_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(is_outline=False) | Q(closed_on__isnull=False), name="roll_up_is_outline_of_a_day"
            ),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(closed_on=None), name="roll_up_goes_on_once_per_programme"
            ),
            models.UniqueConstraint(
                fields=["programme", "closed_on", "is_outline"], name="roll_up_is_closed_once_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} · {self.day}"

    def holds(self, division: Division) -> bool:
        """Return whether whoever is placed in ``division`` is counted."""
        return not self.is_partial or any(division.lies_in(each) for each in self.areas.all())

    def is_there_for(self, scope: Scope) -> bool:
        """Return whether whoever ``scope`` reaches is counted."""
        bounded = not scope.everything and not scope.organisations
        return not self.is_partial or (bounded and all(self.holds(each) for each in scope.divisions))


class Standing(models.Model):
    """Where one person stands in one roll-up: due at one place, the newest; begun, covered, overdue or not."""

    # No index of its own: the unique constraint begins with the roll-up.
    roll_up = models.ForeignKey(RollUp, on_delete=models.PROTECT, related_name="standings", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    workplace = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    province, city, county, town = _area(), _area(), _area(), _area()
    institution_kind = models.CharField(max_length=30)
    post_kind = models.CharField(max_length=20, blank=True)
    post_title = models.CharField(max_length=30, blank=True)
    age_band = models.CharField(max_length=5, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    due_from = models.DateField()
    due_until = models.DateField(null=True)
    deadline_on = models.DateField()
    started_at = models.DateTimeField(null=True)
    covered_at = models.DateTimeField(null=True)
    # The month of that instant where the product's clocks are, as 2026-03.
    covered_month = models.CharField(max_length=7, blank=True)
    minutes = models.BigIntegerField(default=0)
    credits_hundredths = models.BigIntegerField(default=0)
    is_overdue = models.BooleanField(default=False)
    on_leave = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("standing in a programme")
        verbose_name_plural = _("standings in programmes")
        indexes = [
            models.Index(fields=["roll_up", "workplace"], name="standing_by_workplace"),
            models.Index(fields=["roll_up", "town"], name="standing_by_town"),
            models.Index(fields=["roll_up", "county", "covered_at"], name="standing_by_county"),
            # Who is still open, in the order in which a county goes through its institutions.
            models.Index(
                fields=["roll_up", "county", "town", "workplace", "person"],
                condition=Q(covered_at=None),
                name="standing_open_in_county",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["roll_up", "person"], name="standing_once_per_person"),
            models.CheckConstraint(
                condition=Q(covered_at=None, covered_month="") | (Q(covered_at__isnull=False) & ~Q(covered_month="")),
                name="standing_cover_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_overdue=False) | Q(covered_at=None, on_leave=False), name="standing_overdue_is_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll_up_id} · {self.person_id}"


class NodeFigure(models.Model):
    """The figures of one place, for everybody there or for those of one kind; of an institution, for everybody.

    ``node`` is the id of the division, minus the id of the institution, or 0 for the whole programme: one column
    that is never empty, so that one key serves all three.
    """

    class Dimension(models.TextChoices):
        TOTAL = "", _("everybody")
        INSTITUTION_KIND = "institution_kind", _("kind of institution")
        POST = "post", _("kind of post")
        TITLE = "title", _("professional title")
        AGE = "age", _("age")
        SEX = "sex", _("sex")
        MONTH = "month", _("month of being covered")
        CREDITS = "credits", _("whole credits")

    roll_up = models.ForeignKey(RollUp, on_delete=models.PROTECT, related_name="figures", db_index=False)
    node = models.BigIntegerField()
    division = models.ForeignKey(
        Division, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    dimension = models.CharField(max_length=20, choices=Dimension.choices, blank=True)
    value = models.CharField(max_length=40, blank=True)
    due = models.BigIntegerField(default=0)
    started = models.BigIntegerField(default=0)
    covered = models.BigIntegerField(default=0)
    overdue = models.BigIntegerField(default=0)
    on_leave = models.BigIntegerField(default=0)
    minutes = models.BigIntegerField(default=0)
    credits_hundredths = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("figure of a place")
        verbose_name_plural = _("figures of places")
        constraints = [
            models.UniqueConstraint(fields=["roll_up", "node", "dimension", "value"], name="node_figure_once"),
            models.CheckConstraint(
                condition=Q(division__isnull=False, organisation=None, node=F("division"))
                | Q(division=None, organisation__isnull=False, node=-F("organisation"))
                | Q(division=None, organisation=None, node=0),
                name="node_figure_has_one_place",
            ),
            models.CheckConstraint(condition=Q(organisation=None) | Q(dimension=""), name="node_figure_of_groups"),
            models.CheckConstraint(
                condition=Q(covered__lte=F("due"), covered__gte=0, started__lte=F("due"), overdue__gte=0)
                & Q(overdue__lte=F("due") - F("covered"), on_leave__lte=F("due"), on_leave__gte=0),
                name="node_figure_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll_up_id} · {self.node} {self.dimension} {self.value}: {self.covered}/{self.due}"


class DirtyPerson(models.Model):
    """Somebody about whom something has happened that some figures do not show yet."""

    roll_up = models.ForeignKey(RollUp, on_delete=models.CASCADE, related_name="dirty", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("person to look at anew")
        verbose_name_plural = _("people to look at anew")
        constraints = [models.UniqueConstraint(fields=["roll_up", "person"], name="dirty_person_once")]

    def __str__(self) -> str:
        return f"{self.roll_up_id} · {self.person_id}"
