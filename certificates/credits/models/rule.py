"""Credit rules as data."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from certificates.credits import rules
from certificates.credits.models.ruleset import RuleSet
from lms.people.models import Post
from lms.records.models import Activity, LearningRecord

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# A record is of one mode or the other, and only what went well earns.
MODES: "list[tuple[str, StrPromise | str]]" = [
    (mode.value, mode.label) for mode in (Activity.Mode.ONLINE, Activity.Mode.ONSITE)
]
EARNING = [LearningRecord.Outcome.COMPLETED, LearningRecord.Outcome.ATTENDED, LearningRecord.Outcome.PASSED]
OUTCOMES: "list[tuple[str, StrPromise | str]]" = [(outcome.value, outcome.label) for outcome in EARNING]


class CreditRuleQuerySet(models.QuerySet["CreditRule"]):
    """Filters over credit rules."""

    def on(self, day: date) -> Self:
        """Return the rules in force on ``day``."""
        in_force = self.filter(rule_set__state=RuleSet.State.IN_FORCE, rule_set__valid_from__lte=day)
        return in_force.filter(Q(rule_set__valid_to=None) | Q(rule_set__valid_to__gt=day))


class CreditRule(models.Model):
    """What one kind of record earns whom under one set, up to which caps, and the clause that says so.

    Of the rules of one set, a record earns by the first, in their order, that speaks of it.
    """

    class Earns(models.TextChoices):
        MINUTES = rules.PER_MINUTES, _("by the minutes")
        ACTIVITY = rules.PER_ACTIVITY, _("once for each activity")
        DAY = rules.PER_DAY, _("once for each day")

    rule_set = ParentalKey(RuleSet, on_delete=models.CASCADE, related_name="rules", verbose_name=_("set of rules"))
    position = models.PositiveIntegerField(default=0, editable=False)
    name = models.CharField(_("name"), max_length=120)
    category = models.CharField(
        _("kind of credit"), max_length=60, help_text=_("The class or kind the credit falls in, as the document says.")
    )
    activity_kind = models.CharField(_("kind of activity"), max_length=20, choices=Activity.Kind.choices)
    role = models.CharField(
        _("role"), max_length=10, choices=LearningRecord.Role.choices, default=LearningRecord.Role.LEARNER
    )
    mode = models.CharField(_("mode"), max_length=10, choices=MODES, blank=True, help_text=_("Blank: either."))
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=OUTCOMES, blank=True, help_text=_("Blank: any good one.")
    )
    least_days = models.PositiveIntegerField(
        _("days it takes at least"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("From the first to the last day. Blank: any number."),
    )
    post_kinds = models.JSONField(_("kinds of post"), default=list, blank=True)
    titles = models.JSONField(_("professional titles"), default=list, blank=True)
    earns = models.CharField(_("earns"), max_length=10, choices=Earns.choices, default=Earns.MINUTES)
    unit_hundredths = models.PositiveIntegerField(_("hundredths of a credit for one unit"), default=100)
    unit_minutes = models.PositiveIntegerField(_("minutes of one unit"), null=True, blank=True)
    cap_per_activity_hundredths = models.PositiveIntegerField(
        _("most for one activity a year (hundredths)"), null=True, blank=True
    )
    cap_per_kind_hundredths = models.PositiveIntegerField(
        _("most for this kind of credit a year (hundredths)"), null=True, blank=True
    )
    cap_per_year_hundredths = models.PositiveIntegerField(
        _("most in one year of all kinds (hundredths)"), null=True, blank=True
    )
    document = models.CharField(_("document"), max_length=200)
    clause = models.CharField(_("clause"), max_length=100, blank=True)
    confirmed = models.BooleanField(_("read in the document itself"), default=False)

    # How the form in the admin knows that rules have an order.
    sort_order_field = "position"

    objects = CreditRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit rule")
        verbose_name_plural = _("credit rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(earns=rules.PER_MINUTES, unit_minutes__isnull=False, unit_minutes__gte=1)
                | Q(earns__in=[rules.PER_ACTIVITY, rules.PER_DAY], unit_minutes=None),
                name="credit_rule_unit_is_whole",
                violation_error_message=_(
                    "A rule by the minutes says how many minutes make a unit; any other rule leaves them blank."
                ),
            ),
            models.CheckConstraint(
                condition=Q(unit_hundredths__gte=1),
                name="credit_rule_pays",
                violation_error_message=_("A rule pays at least one hundredth of a credit."),
            ),
            models.CheckConstraint(
                condition=~Q(document=""),
                name="credit_rule_has_a_source",
                violation_error_message=_("A rule names the document it comes from."),
            ),
            models.CheckConstraint(
                condition=~Q(category=""),
                name="credit_rule_has_a_kind",
                violation_error_message=_("A rule says which kind of credit it earns."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} · {self.name}"

    @property
    def authority(self) -> str:
        """Who pays."""
        authority: str = self.rule_set.authority
        return authority

    @property
    def terms(self) -> rules.Terms:
        """What it pays, as the arithmetic wants it."""
        return rules.Terms(
            rule=self.pk,
            kind=self.category,
            earns=self.earns,
            hundredths=self.unit_hundredths,
            minutes=self.unit_minutes,
            cap_per_activity=self.cap_per_activity_hundredths,
            cap_per_kind=self.cap_per_kind_hundredths,
            cap_per_year=self.cap_per_year_hundredths,
        )

    @property
    def post_kind_names(self) -> list[str]:
        """The kinds of post it is for, in words; none is everybody."""
        return [str(Post.Kind(kind).label) for kind in self.post_kinds if kind in Post.Kind.values]

    def applies_to(self, *, post_kind: str, title: str) -> bool:
        """Whether it is for somebody in this post; a rule that names nobody is for everybody."""
        return (not self.post_kinds or post_kind in self.post_kinds) and (not self.titles or title in self.titles)
