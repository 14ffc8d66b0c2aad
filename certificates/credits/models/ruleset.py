"""Sets of credit rules: one authority, one period, one version."""

from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from certificates.credits.asking import MINUTES_AN_HOUR, Asked


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    """Filters over sets of credit rules."""

    def in_force(self) -> Self:
        """Return the sets that pay, each in its own period."""
        return self.filter(state=RuleSet.State.IN_FORCE)

    def on(self, day: date) -> Self:
        """Return the sets whose period holds ``day``."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))

    def visible_to(self, viewer: object) -> Self:
        """Return all of them: rules are public."""
        return self


class RuleSet(ClusterableModel):
    """What one authority pays in one period. Once in force it is never edited: a change is a new version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_FORCE = "in_force", _("in force")
        RETIRED = "retired", _("replaced by a newer version")

    class Sourced(models.TextChoices):
        VERIFIED = "verified", _("read in the document itself")
        SECONDARY = "secondary", _("secondary source, to be confirmed")
        EXAMPLE = "example", _("example, not a published rule")

    code = models.SlugField(_("code"), max_length=40, help_text=_("The same for all versions of one set."))
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="followers",
        verbose_name=_("replaces"),
    )
    authority = models.CharField(_("authority"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text=_("The first day it is not valid."))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    document = models.CharField(_("document"), max_length=200)
    sourced = models.CharField(_("how well sourced"), max_length=10, choices=Sourced.choices, default=Sourced.SECONDARY)
    source_note = models.TextField(_("note on the source"), blank=True)
    required_hundredths = models.PositiveIntegerField(
        _("credits to reach in a year (hundredths)"), null=True, blank=True
    )
    required_hours = models.PositiveIntegerField(_("hours to reach in a year"), null=True, blank=True)
    hour_minutes = models.PositiveIntegerField(
        _("minutes of one hour"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How long an hour of training is. Empty: 60."),
    )
    required_kinds = models.JSONField(_("least of single kinds of credit in a year"), null=True, blank=True)

    carry_over_hundredths = models.PositiveIntegerField(
        _("most to carry over into the next year (hundredths)"),
        null=True,
        blank=True,
        help_text=_("Empty: nothing is carried over."),
    )
    carry_over_years = models.PositiveIntegerField(
        _("years it stays good"), null=True, blank=True, help_text=_("Empty: one year.")
    )

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of credit rules")
        verbose_name_plural = _("sets of credit rules")
        # That the periods of an authority's sets in force do not overlap, and that only a draft changes, is held by
        # triggers.
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="rule_set_version_once",
                violation_error_message=_("There is a set with this code already. Make a new version of it instead."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="rule_set_ends_after_it_begins",
                violation_error_message=_("A set of rules ends after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(document="") & ~Q(authority=""),
                name="rule_set_has_a_source",
                violation_error_message=_("A set of rules names its authority and the document it comes from."),
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="rule_set_versions_begin_at_one"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_force", "retired"]), name="rule_set_has_a_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} · {self.name} v{self.version}"

    @property
    def minutes_an_hour(self) -> int:
        """How long an hour of training is."""
        return self.hour_minutes or MINUTES_AN_HOUR

    @property
    def asked(self) -> Asked:
        """What it asks for in a year."""
        return Asked(
            hundredths=self.required_hundredths or 0,
            kinds=self.required_kinds or {},
            minutes=(self.required_hours or 0) * self.minutes_an_hour,
        )

    @property
    def is_draft(self) -> bool:
        """Whether it may still be edited."""
        return self.state == self.State.DRAFT
