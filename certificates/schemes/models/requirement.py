"""What a version of a scheme asks for, as data: a tree whose leaves are measured and whose groups are counted."""

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from certificates.schemes import rules
from certificates.schemes.models.level import Level
from certificates.schemes.models.version import SchemeVersion
from lms.records.models import Activity, LearningRecord, Subject

# A record is of one mode or the other, and only what went well can be asked for.
MODES = [(mode.value, mode.label) for mode in (Activity.Mode.ONLINE, Activity.Mode.ONSITE)]
GOOD_OUTCOMES = [LearningRecord.Outcome.COMPLETED, LearningRecord.Outcome.ATTENDED, LearningRecord.Outcome.PASSED]
OUTCOMES = [(outcome.value, outcome.label) for outcome in GOOD_OUTCOMES]


# Groups inside groups inside a group: deeper than that nobody reads a scheme.
DEEPEST = 3
GROUPS = sorted(rules.GROUP_MEASURES)
_BARE = Q(activity_kind="", subject=None, mode="", activity=None, outcome="", authority="")


def new_key() -> str:
    """Return a key for a requirement that was not there in an earlier version."""
    return uuid.uuid4().hex[:12]


# What the database itself refuses; what takes a look at other rows is held by triggers.
_CONSTRAINTS: list[models.BaseConstraint] = [
    models.UniqueConstraint(fields=["version", "key"], name="requirement_key_once_per_version"),
    models.UniqueConstraint(fields=["version", "position"], name="requirement_place_once_per_version"),
    models.CheckConstraint(condition=~Q(key=""), name="requirement_has_a_key"),
    models.CheckConstraint(
        condition=Q(parent=None, depth=0) | Q(parent__isnull=False, depth__gte=1, depth__lte=DEEPEST),
        name="requirement_stands_in_its_group",
    ),
    models.CheckConstraint(
        condition=Q(target__gte=1),
        name="requirement_asks_something",
        violation_error_message=_("A target is one or more."),
    ),
    models.CheckConstraint(
        condition=~Q(measure__in=["pass", "level", "any"]) | Q(target=1),
        name="requirement_pass_is_once",
        violation_error_message=_("One pass is enough: the target is 1."),
    ),
    models.CheckConstraint(
        condition=~Q(measure__in=GROUPS) | _BARE & Q(min_score_hundredths=None),
        name="requirement_group_counts_parts",
        violation_error_message=_("A group counts its parts alone: leave the filters of the group blank."),
    ),
    models.CheckConstraint(
        condition=Q(measure="level", level__isnull=False) | ~Q(measure="level") & Q(level=None),
        name="requirement_level_is_named",
        violation_error_message=_("Choose the level for what is measured in levels, and only there."),
    ),
    models.CheckConstraint(
        condition=~Q(measure="sessions") | Q(activity_kind="teaching"),
        name="requirement_sessions_are_teaching",
        violation_error_message=_("Teaching sessions are of the kind teaching session."),
    ),
    models.CheckConstraint(
        condition=Q(due_days=None) | Q(due_days__gte=1, until=None),
        name="requirement_one_deadline",
        violation_error_message=_("Give the deadline as a day or as a number of days, not both."),
    ),
    models.CheckConstraint(
        condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
        name="requirement_ends_after_it_begins",
        violation_error_message=_("The deadline is before the first day that counts."),
    ),
    models.CheckConstraint(
        condition=Q(outcome__in=["", *dict(OUTCOMES)]),
        name="requirement_counts_what_is_good",
        violation_error_message=_("What failed or was taken back never counts."),
    ),
    models.CheckConstraint(
        condition=Q(mode__in=["", *dict(MODES)]),
        name="requirement_mode_is_one_or_any",
        violation_error_message=_("Leave the mode blank where either counts."),
    ),
]


class Requirement(models.Model):
    """One thing a trainee must reach, or a group of such things.

    What is measured is measured over learning records that pass the filters; blank filters pass all. A group counts
    its parts: the requirements that follow it one step deeper. Deadlines of a group bind its parts too.
    """

    class Measure(models.TextChoices):
        COUNT = "count", _("number of times")
        MINUTES = "minutes", _("minutes")
        CREDITS = "credits", _("credits")
        PASS = "pass", _("a pass")
        DAYS = "days", _("days of practice")
        SESSIONS = "sessions", _("confirmed teaching sessions")
        LEVEL = "level", _("a level reached")
        ALL = "all", _("group: all of its parts")
        ANY = "any", _("group: any one of its parts")
        SOME = "some", _("group: so many of its parts")

    version = ParentalKey(SchemeVersion, on_delete=models.PROTECT, related_name="requirements")
    # The same requirement has the same key in every version, so that what was reached moves along with a class.
    key = models.CharField(max_length=40, default=new_key, editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="parts"
    )
    depth = models.PositiveSmallIntegerField(
        _("inside"),
        default=0,
        choices=[
            (0, _("stands alone")),
            (1, _("› in the group above")),
            (2, _("› › in the group inside that")),
            (3, _("› › › one group deeper")),
        ],
    )
    title = models.CharField(_("title"), max_length=120)
    measure = models.CharField(_("measured in"), max_length=10, choices=Measure.choices, default=Measure.COUNT)
    target = models.PositiveIntegerField(
        _("target"), default=1, help_text=_("Times, minutes, hundredths of a credit, days, parts, or 1.")
    )
    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("at least this level")
    )
    activity_kind = models.CharField(_("kind of activity"), max_length=20, choices=Activity.Kind.choices, blank=True)
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("subject")
    )
    mode = models.CharField(_("mode"), max_length=10, choices=MODES, blank=True, help_text=_("Blank: either."))
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("this activity")
    )
    role = models.CharField(
        _("role"), max_length=10, choices=LearningRecord.Role.choices, default=LearningRecord.Role.LEARNER
    )
    outcome = models.CharField(
        _("outcome"),
        max_length=10,
        choices=OUTCOMES,
        blank=True,
        help_text=_("Blank: any good one."),
    )
    authority = models.CharField(_("credit authority"), max_length=80, blank=True)
    each_activity_once = models.BooleanField(
        _("the same activity counts once"),
        default=True,
        help_text=_("Teaching sessions count every time, ticked or not."),
    )
    since = models.DateField(_("not before"), null=True, blank=True)
    until = models.DateField(_("deadline"), null=True, blank=True, help_text=_("The last day that counts."))
    due_days = models.PositiveIntegerField(
        _("deadline, in days from the start"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(3660)],
        help_text=_("Counted from the first day of the class, which is day 1."),
    )
    min_score_hundredths = models.PositiveIntegerField(_("lowest score (hundredths)"), null=True, blank=True)

    sort_order_field = "position"

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = _CONSTRAINTS

    def __str__(self) -> str:
        return self.title

    @property
    def is_group(self) -> bool:
        """Whether parts are counted here instead of records."""
        return self.measure in GROUPS

    @property
    def indent(self) -> str:
        """The mark of what is inside of groups."""
        return rules.indent(self.depth)
