"""What a sitting came to, and everything that may still change it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.exams.models.bank import QuestionVersion
from courses.exams.models.exam import Exam
from courses.exams.models.sitting import Sitting, SittingItem
from lms.records.models import LearningRecord


class Result(models.Model):
    """What a sitting came to, each time it was reckoned and differed. The newest counts."""

    class Cause(models.TextChoices):
        CLOSED = "closed", _("the sitting ended")
        LATE = "late", _("late answers were accepted")
        MARKED = "marked", _("short answers were marked")
        KEY = "key", _("the key was corrected")
        APPEAL = "appeal", _("an appeal was upheld")
        PUBLISHED = "published", _("the results were released")

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField(_("number"))
    score_hundredths = models.PositiveIntegerField(_("score (hundredths of a point)"))
    passed = models.BooleanField(_("passed"))
    cause = models.CharField(_("because"), max_length=10, choices=Cause.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"))
    correction = models.ForeignKey(
        "KeyCorrection", on_delete=models.PROTECT, null=True, blank=True, related_name="results"
    )
    record = models.OneToOneField(
        LearningRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="exam_result"
    )

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="result_number_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, score_hundredths__lte=10000), name="result_is_of_at_most_100"
            ),
            models.CheckConstraint(
                condition=Q(cause="key", correction__isnull=False) | ~Q(cause="key") & Q(correction=None),
                name="result_names_its_correction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.number}"


class Mark(models.Model):
    """What one marker gave a short answer. Two mark without seeing each other; a third decides where they differ.

    The first marker may think again until a second has marked: each time is a take of its own, and the last counts.
    The fourth round is the mark given after an appeal; it goes for any kind of question.
    """

    APPEAL = 4

    item = models.ForeignKey(SittingItem, on_delete=models.PROTECT, related_name="marks")
    round = models.PositiveSmallIntegerField(_("round"))
    take = models.PositiveSmallIntegerField(_("take"), default=1)
    earned_hundredths = models.PositiveIntegerField(_("points (hundredths)"))
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        permissions = [("mark_answer", "Can mark short answers")]
        constraints = [
            models.UniqueConstraint(fields=["item", "round", "take"], name="mark_take_once_per_round"),
            models.UniqueConstraint(fields=["item", "by", "take"], name="mark_take_once_per_marker"),
            models.CheckConstraint(
                condition=Q(round__gte=1, round__lte=4, take__gte=1), name="mark_is_of_a_round_and_a_take"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} · {self.round}"


class KeyCorrection(models.Model):
    """That the key of a question was wrong, and what is right. The newest counts."""

    class Rule(models.TextChoices):
        REPLACE = "replace", _("the right answers are these instead")
        ALSO = "accept_also", _("these are accepted too")
        VOID = "void", _("everybody gets the points")

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="corrections")
    part = models.PositiveSmallIntegerField(_("question of the group"), default=0)
    rule = models.CharField(_("how"), max_length=15, choices=Rule.choices)
    right = models.JSONField(_("right answers"), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("correction of a key")
        verbose_name_plural = _("corrections of keys")
        permissions = [("correct_key", "Can correct the key of a question")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="key_correction_says_why",
                violation_error_message=_("Say why the key is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.part} · {self.rule}"


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Filters over appeals."""

    def visible_to(self, viewer: object) -> Self:
        """Return the appeals of exams ``viewer`` looks after, and their own."""
        own = Q(item__sitting__person=getattr(viewer, "pk", None))
        return self.filter(own | Q(item__sitting__exam__in=Exam.objects.visible_to(viewer).values("pk")))

    def run_by(self, viewer: object) -> Self:
        """Return the appeals of exams ``viewer`` looks after."""
        return self.filter(item__sitting__exam__in=Exam.objects.visible_to(viewer).values("pk"))


class Appeal(models.Model):
    """A doctor's objection to how one question was marked, and the answer."""

    class Decision(models.TextChoices):
        OPEN = "", _("not decided")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    item = models.ForeignKey(SittingItem, on_delete=models.PROTECT, related_name="appeals")
    text = models.CharField(_("what is objected to"), max_length=1000)
    made_at = models.DateTimeField(_("made"))
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision.choices, blank=True, default=Decision.OPEN
    )
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        permissions = [("decide_appeal", "Can decide on appeals")]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(decision=""), name="appeal_open_once_per_question"),
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_something"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None, answer="")
                | Q(decision__in=["upheld", "dismissed"], decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(answer=""),
                name="appeal_decision_is_whole",
                violation_error_message=_("A decision needs an answer to the doctor."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} · {self.decision}"
