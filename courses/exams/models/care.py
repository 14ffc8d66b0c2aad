"""What is done with a sitting when it is over: wrong answers to practise, papers too alike, and what a person says."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.exams.models.bank import QuestionVersion
from courses.exams.models.exam import Exam
from courses.exams.models.sitting import Sitting, SittingItem


class MistakeQuerySet(models.QuerySet["Mistake"]):
    """Filters over mistakes books."""

    def of(self, person: object) -> Self:
        """Return the mistakes of ``person``: a mistakes book is for nobody else."""
        return self.filter(person=person)

    def waiting(self) -> Self:
        """Return those that are not mastered."""
        return self.filter(mastered_at=None)

    def due(self, limit: datetime) -> Self:
        """Return those to practise before ``limit``, the longest due first."""
        return self.waiting().filter(due_at__lt=limit).order_by("due_at", "pk")


class Mistake(models.Model):
    """A question that somebody answered wrongly, and when to practise it next.

    ``card`` is what the scheduler remembers of it. ``seen`` counts the answers given in practice.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mistakes")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    part = models.PositiveSmallIntegerField(_("question of the group"), default=0)
    item = models.ForeignKey(SittingItem, on_delete=models.CASCADE, related_name="+")
    card = models.JSONField(_("what the scheduler remembers"))
    due_at = models.DateTimeField(_("due"))
    seen = models.PositiveIntegerField(_("times practised"), default=0)
    last_chosen: Any = models.JSONField(_("last answer"), null=True, blank=True)
    last_right = models.BooleanField(_("last answer was right"), null=True, blank=True)
    added_at = models.DateTimeField(_("added"))
    mastered_at = models.DateTimeField(_("mastered"), null=True, blank=True)

    objects = MistakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("mistake")
        verbose_name_plural = _("mistakes")
        indexes = [
            models.Index(fields=["person", "due_at"], condition=Q(mastered_at=None), name="mistake_by_person_and_due")
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "version", "part"], name="mistake_once_per_question"),
            models.CheckConstraint(
                condition=Q(seen=0, last_right=None) | Q(seen__gte=1, last_right__isnull=False),
                name="mistake_practice_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(mastered_at=None) | Q(last_right=True), name="mistake_is_mastered_by_a_right_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.version_id} · {self.part}"

    @property
    def stem(self) -> str:
        """What is asked, in its own words; for a question without any, what its group shares."""
        return self.version.part(self.part).stem or self.version.stem


class AnswerTwins(models.Model):
    """Two papers of one exam whose wrong answers agree more often than chance explains. It decides nothing."""

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="twins")
    first = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="+")
    both_wrong = models.PositiveSmallIntegerField(_("both wrong"))
    same = models.PositiveSmallIntegerField(_("the same wrong answer"))
    expected_hundredths = models.PositiveIntegerField(_("the same by chance (hundredths)"))
    # Of one, in powers of ten: 9 is less than one in a thousand million.
    rarity = models.PositiveSmallIntegerField(_("how rare by chance (zeros)"))
    same_place = models.BooleanField(_("from one institution"))
    found_at = models.DateTimeField(_("found"))

    class Meta:
        verbose_name = _("papers too alike")
        verbose_name_plural = _("papers too alike")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="twins_once_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="twins_are_two"),
            models.CheckConstraint(condition=Q(same__lte=F("both_wrong"), same__gte=1), name="twins_agree_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} · {self.second_id}"


class SittingRemark(models.Model):
    """What a person found who looked at the signals of a sitting. Remarks are only added; no mark depends on them."""

    class Verdict(models.TextChoices):
        CLEARED = "cleared", _("checked, nothing unusual")
        TALK = "talk", _("to be talked about with the person")

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="remarks")
    verdict = models.CharField(_("finding"), max_length=10, choices=Verdict.choices)
    text = models.CharField(_("what was looked at, and what was found"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("remark on a sitting")
        verbose_name_plural = _("remarks on sittings")
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=["cleared", "talk"]), name="sitting_remark_has_a_verdict"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="sitting_remark_says_why",
                violation_error_message=_("Say what you looked at and what you found."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.verdict}"
