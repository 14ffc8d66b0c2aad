"""Exams and the blueprint their papers are drawn from."""

import uuid
from datetime import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
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


class Exam(ClusterableModel):
    """An exam: what its papers are drawn from, how long it takes and when it may be taken."""

    class Review(models.TextChoices):
        WHEN_DONE = "when_done", _("once the person has passed or has no attempt left")
        AFTER_WINDOW = "after_window", _("after the exam has closed for everybody")
        NEVER = "never", _("never")

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
    published = models.BooleanField(_("published"), default=False)

    objects = ExamQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
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
    kind = models.CharField(_("type"), max_length=20, choices=QuestionVersion.Kind.choices)
    count = models.PositiveSmallIntegerField(_("how many"), validators=[MinValueValidator(1), MaxValueValidator(200)])
    points = models.PositiveSmallIntegerField(
        _("points each"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("blueprint line")
        verbose_name_plural = _("blueprint lines")
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "subject", "kind"],
                name="blueprint_names_a_pool_once",
                violation_error_message=_("The blueprint already has a line for this subject and type."),
            ),
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=200, points__gte=1, points__lte=100),
                name="blueprint_line_asks_for_something",
                violation_error_message=_("A line asks for 1 to 200 questions of 1 to 100 points."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.get_kind_display()} × {self.count}"
