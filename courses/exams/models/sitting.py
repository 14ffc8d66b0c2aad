"""Sittings: one person's paper, their answers and the result."""

import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.exams.models.bank import QuestionVersion
from courses.exams.models.exam import Exam
from courses.exams.models.stock import Stock
from lms.people.models import Person
from lms.people.scopes import Scope


def new_nonce() -> str:
    """Return 32 random hexadecimal digits."""
    return secrets.token_hex(16)


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Filters over sittings."""

    def open(self) -> Self:
        """Return the sittings that are not handed in."""
        return self.filter(submitted_at=None)

    def overdue(self, limit: datetime) -> Self:
        """Return the open sittings whose deadline lies before ``limit``."""
        return self.open().filter(deadline_at__lt=limit)

    def of(self, person: object) -> Self:
        """Return ``person``'s own sittings."""
        return self.filter(person=person)

    def visible_to(self, viewer: object) -> Self:
        """Return the viewer's own sittings, those of people in scope and those of exams organised in scope."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        own = self.filter(person=scope.person_id)
        if scope.is_empty:
            return own
        people = Person.objects.visible_to(viewer).values("pk")
        exams = Exam.objects.visible_to(viewer).values("pk")
        return self.filter(Q(person__in=people) | Q(exam__in=exams))


class Sitting(models.Model):
    """One attempt of one person. The paper is drawn once, from the stored seed, and kept item by item."""

    class ClosedBy(models.TextChoices):
        OPEN = "", _("still open")
        PERSON = "person", _("handed in by the person")
        BELL = "bell", _("time was over")

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="sittings", verbose_name=_("exam"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sittings", verbose_name=_("person")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    seed = models.BigIntegerField(editable=False)
    # Empty where the paper was drawn before stocks were kept.
    stock = models.ForeignKey(
        Stock, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="sittings"
    )
    # Made at the start: what a phone kept while it was cut off must name it.
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    receipt = models.CharField(_("receipt number"), max_length=40, blank=True)
    started_at = models.DateTimeField(_("began"))
    deadline_at = models.DateTimeField(_("ends at the latest"))
    submitted_at = models.DateTimeField(_("ended"), null=True, blank=True)
    closed_by = models.CharField(
        _("how it ended"), max_length=10, choices=ClosedBy.choices, blank=True, default=ClosedBy.OPEN
    )
    score_hundredths = models.PositiveIntegerField(_("score (hundredths of a point)"), null=True, blank=True)
    passed = models.BooleanField(_("passed"), null=True, blank=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        indexes = [
            models.Index(fields=["deadline_at"], condition=Q(submitted_at=None), name="sitting_open_by_deadline")
        ]
        constraints = [
            models.UniqueConstraint(fields=["exam", "person", "attempt"], name="sitting_attempt_once"),
            models.UniqueConstraint(
                fields=["exam", "person"], condition=Q(submitted_at=None), name="sitting_open_once_per_person"
            ),
            models.CheckConstraint(condition=Q(attempt__gte=1), name="sitting_attempts_begin_at_one"),
            models.CheckConstraint(condition=Q(deadline_at__gt=F("started_at")), name="sitting_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(submitted_at=None, closed_by="", score_hundredths=None, passed=None)
                | Q(
                    submitted_at__isnull=False,
                    closed_by__in=["person", "bell"],
                )
                & (Q(score_hundredths=None, passed=None) | Q(score_hundredths__isnull=False, passed__isnull=False)),
                name="sitting_result_is_whole",
            ),
            models.UniqueConstraint(fields=["receipt"], condition=~Q(receipt=""), name="sitting_receipt_once"),
            models.CheckConstraint(
                condition=Q(score_hundredths=None) | Q(score_hundredths__lte=10000), name="sitting_score_is_at_most_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam} · {self.person} · {self.attempt}"

    @property
    def is_open(self) -> bool:
        """Whether it is not handed in yet."""
        return self.submitted_at is None

    @property
    def receipt_number(self) -> str:
        """What the person may quote about this sitting."""
        return f"{self.exam_id:04d}-{self.pk:08d}"


class SittingItem(models.Model):
    """One question of one paper: at this place, in this wording, with its options in this order."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("number"))
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="items")
    part = models.PositiveSmallIntegerField(_("question of the group"), default=0)
    order = models.JSONField(_("order of the options"))
    points = models.PositiveSmallIntegerField(_("points"), default=1)
    # What counts, written when the sitting closes; indexes of the version's options, whatever order was shown.
    chosen = models.JSONField(_("chosen"), null=True, blank=True)
    text = models.TextField(_("written answer"), blank=True)
    earned_hundredths = models.PositiveIntegerField(_("points earned (hundredths)"), null=True, blank=True)

    class Meta:
        verbose_name = _("question on a paper")
        verbose_name_plural = _("questions on a paper")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "position"], name="item_position_once"),
            models.UniqueConstraint(fields=["sitting", "version", "part"], name="item_part_once"),
            models.CheckConstraint(condition=Q(position__gte=1, points__gte=1), name="item_counts_from_one"),
            models.CheckConstraint(
                condition=Q(earned_hundredths=None) | Q(earned_hundredths__lte=F("points") * 100),
                name="item_earns_at_most_its_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.position}"


class Answer(models.Model):
    """What the server holds for one item. ``chosen`` are indexes of the version's options, whatever order was shown.

    ``sequence`` counts up with every change; an older save that arrives late never replaces a newer one.
    """

    item = models.OneToOneField(SittingItem, on_delete=models.CASCADE, related_name="answer")
    chosen = models.JSONField(_("chosen"))
    sequence = models.PositiveIntegerField(_("sequence"))
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [models.CheckConstraint(condition=Q(sequence__gte=1), name="answer_sequence_begins_at_one")]

    def __str__(self) -> str:
        return f"{self.item_id} · {self.sequence}"
