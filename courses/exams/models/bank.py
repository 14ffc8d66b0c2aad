"""Questions and their frozen versions."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.exams.rules import Part, Wording
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
    unit = models.CharField(
        _("syllabus unit"),
        max_length=20,
        blank=True,
        help_text=_("The code of the unit as the syllabus has it, such as 2.3. Leave empty if it belongs to none."),
    )
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
        permissions = [("review_question", "Can approve questions for papers, and send them back")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code=""), name="question_has_a_code", violation_error_message=_("A question needs a code.")
            ),
        ]

    def __str__(self) -> str:
        return self.code


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    """Filters over wordings."""

    def visible_to(self, viewer: object) -> Self:
        """Return the versions of the questions ``viewer`` may edit."""
        return self.filter(question__in=Question.objects.visible_to(viewer))

    def newest(self) -> Self:
        """Return the newest version of every question that is in use, approved or not."""
        newer = QuestionVersion.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer), question__retired_at=None)

    def current(self) -> Self:
        """Return the newest approved version of every question that may still be drawn."""
        newer = QuestionVersion.objects.approved().filter(question=OuterRef("question"), number__gt=OuterRef("number"))
        return self.approved().filter(~Exists(newer), question__retired_at=None)

    def approved(self) -> Self:
        """Return the versions that a second person has found sound."""
        verdicts = QuestionReview.objects.filter(version=OuterRef("pk"), verdict=QuestionReview.Verdict.APPROVED)
        return self.filter(Exists(verdicts))


class QuestionVersion(models.Model):
    """One wording of a question. Never changed: papers point here, so a paper can be shown again as it was.

    A version of a group (A3/A4, B1, a case) holds all its questions as ``parts`` under one ``stem``; see
    :class:`courses.exams.rules.Wording`.
    """

    class Kind(models.TextChoices):
        A1 = "single", _("A1: one best answer")
        A2 = "a2", _("A2: one best answer to a case")
        A3 = "a3", _("A3/A4: questions on one case")
        B1 = "b1", _("B1: questions on one list of options")
        X = "multiple", _("X: several right answers")
        TRUE_FALSE = "true_false", _("true or false")
        CASE = "case", _("case in stages")
        SHORT = "short", _("short answer")

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("type"), max_length=20, choices=Kind.choices)
    stem = models.TextField(_("question text"), blank=True)
    options = models.JSONField(_("options"))
    right = models.JSONField(_("right answers"))
    explanation = models.TextField(_("explanation"), blank=True)
    rubric = models.TextField(_("how it is marked"), blank=True)
    parts = models.JSONField(_("questions of the group"), default=list, blank=True)
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
            models.CheckConstraint(condition=~Q(stem="") | Q(kind="b1"), name="question_version_has_a_stem"),
            models.CheckConstraint(
                condition=Q(kind__in=["single", "a2", "a3", "b1", "multiple", "true_false", "case", "short"]),
                name="question_version_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(difficulty__gte=1, difficulty__lte=5), name="question_version_difficulty_is_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    @property
    def part_count(self) -> int:
        """How many numbered questions it puts on a paper."""
        return len(self.parts) or 1

    @property
    def first_words(self) -> str:
        """What it is recognized by: its text, or that of its first part."""
        return self.stem or str(self.parts[0]["stem"])

    def part(self, index: int) -> Part:
        """Return the question number ``index`` of the group, or the version itself as the only one there is.

        :raises IndexError: there is no such part.
        """
        if not self.parts and index == 0:
            return Part(
                stem=self.stem,
                options=tuple(self.options),
                right=tuple(self.right),
                explanation=self.explanation,
                rubric=self.rubric,
            )
        given = _part(self.parts[index])
        return replace(given, options=tuple(self.options)) if self.kind == self.Kind.B1 else given

    def wording(self) -> Wording:
        """Return all it says, as it was written."""
        return Wording(
            kind=self.kind,
            stem=self.stem,
            options=self.options,
            right=self.right,
            explanation=self.explanation,
            rubric=self.rubric,
            difficulty=self.difficulty,
            parts=[_part(given) for given in self.parts],
        )

    def texts(self) -> Iterator[str]:
        """Yield every text of it that may show a picture or a sound."""
        wording = self.wording()
        everything: list[Wording | Part] = [wording, *wording.parts]
        for said in everything:
            yield from (said.stem, *said.options, said.explanation, said.rubric)


def _part(given: dict[str, Any]) -> Part:
    return Part(**{**given, "options": tuple(given["options"]), "right": tuple(given["right"])})


class QuestionReview(models.Model):
    """What a second person found when reading a version. The newest counts; a paper draws only what was approved."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("sent back")

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    comment = models.TextField(_("comment"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("review of a question")
        verbose_name_plural = _("reviews of questions")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="approved") | Q(verdict="returned") & ~Q(comment=""),
                name="question_review_says_why_not",
                violation_error_message=_("Say what is to be mended."),
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(verdict="approved"), name="question_version_approved_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.verdict}"
