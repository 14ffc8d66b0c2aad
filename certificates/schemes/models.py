"""Training schemes, their requirements as data, and the people in their classes."""

from datetime import date, datetime, time, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from lms.people.models import Organisation, Roster
from lms.people.scopes import Scope
from lms.records.models import Activity, LearningRecord, Subject


class SchemeQuerySet(models.QuerySet["Scheme"]):
    """Filters over schemes."""

    def visible_to(self, viewer: object) -> Self:
        """Return the schemes organised inside ``viewer``'s scope, and those the viewer is trained in."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        own = Traineeship.objects.filter(person=scope.person_id).values("cohort__scheme")
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
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("training scheme")
        verbose_name_plural = _("training schemes")
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="scheme_has_a_code"),
            models.CheckConstraint(condition=~Q(name=""), name="scheme_has_a_name"),
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


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Filters over classes."""

    def visible_to(self, viewer: object) -> Self:
        """Return the classes organised inside ``viewer``'s scope, and those the viewer is in."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        own = Traineeship.objects.filter(person=scope.person_id).values("cohort")
        return self.filter(scope.organisations_q("organiser__") | Q(pk__in=own))

    def run_by(self, viewer: object) -> Self:
        """Return the classes whose people ``viewer`` may choose: those organised inside the viewer's scope."""
        return self.filter(Scope.of(viewer).organisations_q("organiser__"))


class Cohort(models.Model):
    """One class that runs a scheme, from a day to a day."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("scheme"))
    name = models.CharField(_("name of the class"), max_length=120)
    roster = models.ForeignKey(
        Roster, on_delete=models.PROTECT, null=True, blank=True, related_name="cohorts", verbose_name=_("roster")
    )
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("organiser")
    )
    head_teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("head teacher"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "name"],
                name="cohort_name_once_per_scheme",
                violation_error_message=_("This scheme already has a class of this name."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="cohort_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def period(self, requirement: Requirement) -> tuple[datetime, datetime]:
        """Return the instants between which ``requirement`` counts here: from the first until before the second."""
        first = requirement.since or self.starts_on
        last = requirement.until or self.ends_on
        return _midnight(first), _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class TraineeshipQuerySet(models.QuerySet["Traineeship"]):
    """Filters over traineeships."""

    def visible_to(self, viewer: object) -> Self:
        """Return the traineeships in classes organised inside ``viewer``'s scope, and the viewer's own."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        return self.filter(Q(person=scope.person_id) | scope.organisations_q("cohort__organiser__"))

    def active(self) -> Self:
        """Return those whose progress is followed: everybody who has not withdrawn."""
        return self.exclude(state=TraineeshipState.WITHDRAWN)

    def present(self) -> Self:
        """Return one row a person and class: where they stand now, without the spells before a return."""
        return self.filter(returned_at=None)

    def covering(self, until: datetime) -> Self:
        """Return those that were completed and not withdrawn just before ``until``.

        What happened since changes nothing, so a figure for a past day stays what it was: who was withdrawn later
        still counts, and who came back later does not count yet.
        """
        standing = Q(withdrawn_at=None) | Q(withdrawn_at__gte=until)
        ended = Traineeship.objects.filter(cohort=OuterRef("cohort"), person=OuterRef("person"))
        begun = Q(enrolled_at__lt=until) | ~Exists(ended.exclude(returned_at=None))
        return self.filter(standing, begun, completed_at__lt=until)


class TraineeshipState(models.TextChoices):
    """Where a traineeship stands."""

    RUNNING = "running", _("in training")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Traineeship(models.Model):
    """One person in one class. Completion follows from progress, progress from records.

    Who comes back after a withdrawal goes on in the same row, to which progress and certificates belong; the spell
    that ended stays on file as a row of its own, so that questions about a past day find it.
    """

    State = TraineeshipState

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="traineeships", verbose_name=_("class"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="traineeships", verbose_name=_("person")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RUNNING)
    enrolled_at = models.DateTimeField(_("enrolled"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdraw_reason = models.CharField(_("reason for the withdrawal"), max_length=200, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    # Nobody where a program did it, as when the demo was loaded.
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TraineeshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("traineeship")
        verbose_name_plural = _("traineeships")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "person"],
                condition=Q(returned_at=None),
                name="trainee_once_per_class",
                violation_error_message=_("This person is already in the class."),
            ),
            models.CheckConstraint(
                condition=Q(state="running", completed_at=None, withdrawn_at=None, withdraw_reason="")
                | Q(state="completed", completed_at__isnull=False, withdrawn_at=None, withdraw_reason="")
                | Q(state="withdrawn", withdrawn_at__isnull=False),
                name="traineeship_state_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(withdrawn_at__isnull=False, returned_at__gte=F("withdrawn_at")),
                name="traineeship_return_follows_withdrawal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.cohort}"


class Progress(models.Model):
    """How far one trainee is with one requirement: derived from records, never typed."""

    traineeship = models.ForeignKey(Traineeship, on_delete=models.CASCADE, related_name="progress")
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="progress")
    value = models.PositiveIntegerField(default=0)
    met_at = models.DateTimeField(null=True, blank=True)
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [models.UniqueConstraint(fields=["traineeship", "requirement"], name="progress_once")]

    def __str__(self) -> str:
        return f"{self.traineeship_id} · {self.requirement_id}: {self.value}"
