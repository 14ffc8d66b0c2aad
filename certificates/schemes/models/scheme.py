"""Training schemes and their requirements as data."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from lms.people.models import Organisation
from lms.people.scopes import Scope
from lms.records.models import Activity, LearningRecord, Subject


class SchemeQuerySet(models.QuerySet["Scheme"]):
    """Filters over schemes."""

    def visible_to(self, viewer: object) -> Self:
        """Return the schemes organised inside ``viewer``'s scope, and those the viewer is trained in."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        own = Scheme.objects.filter(cohorts__traineeships__person=scope.person_id).values("pk")
        return self.filter(scope.organisations_q("organiser__") | Q(pk__in=own))


class Scheme(ClusterableModel):
    """A training scheme: what must be done, by whom it is organised. Classes (cohorts) run it."""

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]+(-[A-Z0-9]+)*$", _("Capital letters, digits and single hyphens only."))],
        help_text=_("Certificate numbers begin with it, for example WF-SXYS."),
        error_messages={"unique": _("Another scheme has this code already. Choose a different one.")},
    )
    name = models.CharField(_("name of the scheme"), max_length=120)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="schemes", verbose_name=_("organiser")
    )
    summary = models.TextField(_("summary"), blank=True)
    report_days = models.PositiveSmallIntegerField(
        _("report due, days after the last day"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
        help_text=_("National projects: 14. Leave empty where nobody asks for a report on a class."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("training scheme")
        verbose_name_plural = _("training schemes")
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="scheme_has_a_code"),
            models.CheckConstraint(condition=~Q(name=""), name="scheme_has_a_name"),
            models.CheckConstraint(
                condition=Q(report_days=None) | Q(report_days__gte=1, report_days__lte=366),
                name="scheme_report_is_due_within_a_year",
                violation_error_message=_("A report is due 1 to 366 days after the last day."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


# A record is of one mode or the other, and only what went well can be asked for.
MODES = [(mode.value, mode.label) for mode in (Activity.Mode.ONLINE, Activity.Mode.ONSITE)]
GOOD_OUTCOMES = [LearningRecord.Outcome.COMPLETED, LearningRecord.Outcome.ATTENDED, LearningRecord.Outcome.PASSED]
OUTCOMES = [(outcome.value, outcome.label) for outcome in GOOD_OUTCOMES]


class Requirement(models.Model):
    """One thing a trainee must reach, measured over learning records that pass the filters. Blank filters pass all."""

    class Measure(models.TextChoices):
        COUNT = "count", _("number of times")
        MINUTES = "minutes", _("minutes")
        CREDITS = "credits", _("credits")
        PASS = "pass", _("a pass")

    scheme = ParentalKey(Scheme, on_delete=models.PROTECT, related_name="requirements")
    position = models.PositiveIntegerField(default=0, editable=False)
    title = models.CharField(_("title"), max_length=120)
    measure = models.CharField(_("measured in"), max_length=10, choices=Measure.choices, default=Measure.COUNT)
    target = models.PositiveIntegerField(
        _("target"), default=1, help_text=_("Times, minutes, hundredths of a credit, or 1 for a pass.")
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
    until = models.DateField(_("not after"), null=True, blank=True)
    min_score_hundredths = models.PositiveIntegerField(_("lowest score (hundredths)"), null=True, blank=True)

    sort_order_field = "position"

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.CheckConstraint(
                condition=Q(target__gte=1),
                name="requirement_asks_something",
                violation_error_message=_("A target is one or more."),
            ),
            models.CheckConstraint(
                condition=~Q(measure="pass") | Q(target=1),
                name="requirement_pass_is_once",
                violation_error_message=_("One pass is enough: the target is 1."),
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="requirement_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
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

    def __str__(self) -> str:
        return self.title
