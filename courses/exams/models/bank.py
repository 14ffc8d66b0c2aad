"""Questions and their frozen versions."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lms.people.models import Organisation
from lms.people.scopes import Scope
from lms.records.models import Subject


class QuestionQuerySet(models.QuerySet["Question"]):
    """Filters over the bank."""

    def visible_to(self, viewer: object) -> Self:
        """Return the questions ``viewer`` may edit: those of institutions in scope, and those that nobody keeps.

        Whoever has no scope (a doctor, a mentor) sees none: a question carries its right answer.
        """
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        if scope.is_empty:
            return self.none()
        return self.filter(Q(keeper=None) | scope.organisations_q("keeper__"))


class Question(models.Model):
    """One question of the bank, whatever its wording: the wording is in its versions."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="questions", verbose_name=_("subject"))
    keeper = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kept by"),
        help_text=_("Leave empty for a question that every course editor may use and edit."),
    )
    retired_at = models.DateTimeField(_("no longer drawn since"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(code=""), name="question_has_a_code", violation_error_message=_("A question needs a code.")
            ),
        ]

    def __str__(self) -> str:
        return self.code


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    """Filters over wordings."""

    def current(self) -> Self:
        """Return the newest version of every question that may still be drawn."""
        newer = QuestionVersion.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer), question__retired_at=None)


class QuestionVersion(models.Model):
    """One wording of a question. Never changed: papers point here, so a paper can be shown again as it was."""

    class Kind(models.TextChoices):
        SINGLE = "single", _("one right answer")
        MULTIPLE = "multiple", _("several right answers")
        TRUE_FALSE = "true_false", _("true or false")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("type"), max_length=20, choices=Kind.choices)
    stem = models.TextField(_("question text"))
    options = models.JSONField(_("options"))
    right = models.JSONField(_("right answers"))
    explanation = models.TextField(_("explanation"), blank=True)
    difficulty = models.PositiveSmallIntegerField(_("difficulty (1 to 5)"), default=1)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="question_version_numbers_begin_at_one"),
            models.CheckConstraint(condition=~Q(stem=""), name="question_version_has_a_stem"),
            models.CheckConstraint(
                condition=Q(kind__in=["single", "multiple", "true_false"]), name="question_version_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(difficulty__gte=1, difficulty__lte=5), name="question_version_difficulty_is_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"
