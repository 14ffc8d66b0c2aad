"""Exams and the blueprint their papers are drawn from."""

import uuid
from datetime import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from courses.exams.models.bank import QuestionVersion
from lms.people.models import Organisation, Person, Roster, RosterEntry
from lms.people.scopes import Scope
from lms.records.models import Activity, Subject


class ExamQuerySet(models.QuerySet["Exam"]):
    """Filters over exams."""

    def visible_to(self, viewer: object) -> Self:
        """Return the exams ``viewer`` looks after: those organised inside the viewer's scope."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(scope.organisations_q("organiser__"))

    def meant_for(self, person: Person) -> Self:
        """Return the published exams that ``person`` may take: for everybody, or for a roster that names them."""
        named = RosterEntry.objects.filter(person=person, left_on=None).values("roster")
        limits = Exam.rosters.through.objects.filter(exam=OuterRef("pk"))
        return self.filter(published=True).filter(~Exists(limits) | Exists(limits.filter(roster__in=named)))

    def open(self, at: datetime) -> Self:
        """Return the exams whose window is open at ``at``."""
        return self.filter(opens_at__lte=at, closes_at__gt=at)

    def with_longest_extra(self) -> Self:
        """Read ahead, as ``longest_extra``, the most minutes anybody has beyond each exam's own."""
        longest = ExtraTime.objects.filter(exam=OuterRef("pk")).order_by("-minutes").values("minutes")[:1]
        return self.annotate(longest_extra=Coalesce(Subquery(longest), 0))


class Exam(ClusterableModel):
    """An exam: what its papers are drawn from, how long it takes and when it may be taken."""

    class Review(models.TextChoices):
        WHEN_DONE = "when_done", _("once the person has passed or has no attempt left")
        AFTER_WINDOW = "after_window", _("after the exam has closed for everybody")
        BY_HAND = "by_hand", _("when somebody releases them")
        NEVER = "never", _("never")

    class Release(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        AFTER_WINDOW = "after_window", _("after the exam has closed for everybody")
        BY_HAND = "by_hand", _("when somebody releases them")

    class PartialRule(models.TextChoices):
        ALL_OR_NOTHING = "all_or_nothing", _("all of them right, or nothing")
        FEWER_IS_HALF = "fewer_is_half", _("half of the points if some are missing and none is wrong")
        PER_OPTION = "per_option", _("each right one adds, each wrong one takes away")

    class LateRule(models.TextChoices):
        COUNT = "count", _("they count if the phone says they were given before the bell")
        ASK = "ask", _("a person decides")
        NEVER = "never", _("they are kept and do not count")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    intro = models.TextField(_("what to know before it begins"), blank=True)
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="exam", editable=False)
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="exams", verbose_name=_("organiser")
    )
    rosters = ParentalManyToManyField(
        Roster,
        blank=True,
        related_name="+",
        verbose_name=_("only for the people on"),
        help_text=_("Tick none for an exam that everybody may take."),
    )
    duration_minutes = models.PositiveIntegerField(
        _("minutes"), default=60, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    pass_mark_hundredths = models.PositiveIntegerField(
        _("pass mark (hundredths of a point, 6000 is 60)"), default=6000, validators=[MaxValueValidator(10000)]
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1, validators=[MinValueValidator(1)])
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    review = models.CharField(
        _("right answers are shown"), max_length=20, choices=Review.choices, default=Review.WHEN_DONE
    )
    answers_released_at = models.DateTimeField(null=True, blank=True, editable=False)
    marks_release = models.CharField(
        _("marks are shown"), max_length=20, choices=Release.choices, default=Release.AT_ONCE
    )
    marks_released_at = models.DateTimeField(null=True, blank=True, editable=False)
    partial_rule = models.CharField(
        _("several right answers, not all chosen"),
        max_length=20,
        choices=PartialRule.choices,
        default=PartialRule.ALL_OR_NOTHING,
    )
    late_rule = models.CharField(
        _("answers that arrive after the bell"), max_length=10, choices=LateRule.choices, default=LateRule.ASK
    )
    marking_tolerance_hundredths = models.PositiveIntegerField(
        _("two markers may differ by (hundredths of a point)"), default=100, validators=[MaxValueValidator(10000)]
    )
    shuffle_options = models.BooleanField(_("shuffle the options"), default=True)
    access_code = models.CharField(_("code to begin with, on site"), max_length=12, blank=True)
    published = models.BooleanField(_("published"), default=False)

    objects = ExamQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        permissions = [("invigilate_exam", "Can watch over exams while they are sat")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="exam_closes_after_it_opens",
                violation_error_message=_("An exam closes after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(duration_minutes__gte=1, duration_minutes__lte=600),
                name="exam_lasts_1_to_600_minutes",
                violation_error_message=_("An exam lasts between 1 and 600 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(pass_mark_hundredths__lte=10000),
                name="exam_pass_mark_is_at_most_100",
                violation_error_message=_("The pass mark is 100 points (10000 hundredths) at the most."),
            ),
            models.CheckConstraint(
                condition=Q(attempts__gte=1),
                name="exam_allows_an_attempt",
                violation_error_message=_("An exam allows at least one attempt."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BlueprintLine(models.Model):
    """One line of an exam's blueprint: so many questions of this type on this subject, worth so many points each."""

    exam = ParentalKey(Exam, on_delete=models.CASCADE, related_name="lines")
    sort_order_field = "sort_order"

    sort_order = models.PositiveIntegerField(default=0, editable=False)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name=_("subject"))
    unit = models.CharField(_("syllabus unit"), max_length=20, blank=True)
    kind = models.CharField(_("type"), max_length=20, choices=QuestionVersion.Kind.choices)
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), default=0, validators=[MaxValueValidator(5)], help_text=_("0 for any.")
    )
    count = models.PositiveSmallIntegerField(_("how many"), validators=[MinValueValidator(1), MaxValueValidator(200)])
    points = models.PositiveSmallIntegerField(
        _("points each"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("blueprint line")
        verbose_name_plural = _("blueprint lines")
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "subject", "unit", "kind", "difficulty"],
                name="blueprint_names_a_pool_once",
                violation_error_message=_(
                    "The blueprint already has a line for this subject, unit, type and difficulty."
                ),
            ),
            models.CheckConstraint(condition=Q(difficulty__lte=5), name="blueprint_difficulty_is_at_most_5"),
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=200, points__gte=1, points__lte=100),
                name="blueprint_line_asks_for_something",
                violation_error_message=_("A line asks for 1 to 200 questions of 1 to 100 points."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.get_kind_display()} × {self.count}"


class ExtraTime(models.Model):
    """Minutes that one person has beyond the exam's own, and why; 0 once they are withdrawn."""

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="extra_times")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(0), MaxValueValidator(600)])
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("extra time")
        verbose_name_plural = _("extra times")
        constraints = [
            models.UniqueConstraint(fields=["exam", "person"], name="extra_time_once_per_person"),
            models.CheckConstraint(
                condition=Q(minutes__gte=0, minutes__lte=600) & ~Q(reason=""),
                name="extra_time_is_whole",
                violation_error_message=_(
                    "Extra time is 1 to 600 minutes, or 0 where it is withdrawn, and has a reason."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_id} · {self.person_id} · {self.minutes}"
