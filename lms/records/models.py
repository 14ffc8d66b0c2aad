"""The one append-only learning record, and the activities it speaks of."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Mod
from django.db.models.lookups import Exact, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from lms.people.models import Organisation
from lms.people.scopes import Scope
from lms.records.reversing import taken_back
from lms.records.rules.merkle import HASH_BYTES
from lms.records.rules.note import Head, Note
from lms.records.rules.tiles import WIDTH


class Subject(models.Model):
    """A field of knowledge that activities are tagged with."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")

    def __str__(self) -> str:
        return self.name


class Activity(models.Model):
    """Anything that can be done and recorded: a lesson, a course, a lecture, a practical, an exam, teaching.

    The kinds after teaching do not take place here: they come in as certificates from elsewhere.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("lesson")
        COURSE = "course", _("course")
        LECTURE = "lecture", _("lecture")
        PRACTICAL = "practical", _("practical session")
        EXAM = "exam", _("exam")
        TEACHING = "teaching", _("teaching session")
        PLACEMENT = "placement", _("study at another hospital")
        DEGREE = "degree", _("degree studies beside work")
        ASSIGNMENT = "assignment", _("task set by the government")
        SELF_STUDY = "self_study", _("planned self-study")
        OTHER = "other", _("other activity")

    class Mode(models.TextChoices):
        ONLINE = "online", _("online")
        ONSITE = "onsite", _("on site")
        EITHER = "either", _("online or on site")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices)
    title = models.CharField(_("title"), max_length=150)
    planned_minutes = models.PositiveIntegerField(_("planned minutes"), default=0)
    subjects = models.ManyToManyField(Subject, blank=True, related_name="activities", verbose_name=_("subjects"))
    organiser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organiser")
    )
    source_key = models.CharField(max_length=100, unique=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [models.CheckConstraint(condition=~Q(source_key=""), name="activity_has_a_source")]

    def __str__(self) -> str:
        return self.title


class LearningRecordQuerySet(models.QuerySet["LearningRecord"]):
    """Filters over learning records."""

    def standing(self) -> Self:
        """Return the records that count: neither reversed nor themselves a reversal."""
        return self.filter(~taken_back(self.model), reverses=None)

    def known_at(self, at: datetime | None) -> Self:
        """Return the records that counted just before ``at``: written by then, not yet taken back; ``None`` is now."""
        if at is None:
            return self.standing()
        return self.filter(~taken_back(self.model, recorded_at__lt=at), reverses=None, recorded_at__lt=at)

    def visible_to(self, viewer: object) -> Self:
        """Return the records of work done at a place in ``viewer``'s scope, and the viewer's own."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        return self.filter(Q(person=scope.person_id) | scope.organisations_q("workplace__"))


class LearningRecord(models.Model):
    """One thing one person did, as learner or as teacher. Never changed: a correction is a reversing record.

    Where the person worked at the time is part of the record, so that a later move does not move the past.
    """

    class Role(models.TextChoices):
        LEARNER = "learner", _("learner")
        TEACHER = "teacher", _("teacher")

    class Outcome(models.TextChoices):
        COMPLETED = "completed", _("completed")
        ATTENDED = "attended", _("attended")
        PASSED = "passed", _("passed")
        FAILED = "failed", _("failed")
        REVERSED = "reversed", _("reversed")

    # Indexes of the model begin with the person.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="learning_records", db_index=False
    )
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="learning_records")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.LEARNER)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    mode = models.CharField(_("mode"), max_length=10, choices=Activity.Mode.choices)
    minutes = models.PositiveIntegerField(_("minutes"), default=0)
    score_hundredths = models.PositiveIntegerField(_("score (hundredths of a point)"), null=True, blank=True)
    happened_at = models.DateTimeField(_("when"), db_index=True)
    recorded_at = models.DateTimeField(_("recorded"))
    workplace = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    post_kind = models.CharField(max_length=20, blank=True)
    post_title = models.CharField(max_length=30, blank=True)
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    source_key = models.CharField(max_length=120, unique=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal")

    objects = LearningRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning record")
        verbose_name_plural = _("learning records")
        permissions = [("reverse_learningrecord", "Can take learning records back")]
        indexes = [
            models.Index(fields=["person", "happened_at"], name="record_by_person_and_time"),
            # What was learned well is added up for a whole province: from the index alone, without the records.
            models.Index(
                fields=["person", "happened_at", "minutes", "id"],
                condition=Q(role="learner", outcome__in=["completed", "attended", "passed"], reverses=None),
                name="record_of_learning",
            ),
            # A reversal is of the same person as the record it takes back.
            models.Index(fields=["person", "reverses"], condition=Q(reverses__isnull=False), name="record_taken_back"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(source_key=""), name="record_has_a_source"),
            models.CheckConstraint(
                condition=Q(reverses=None) & ~Q(outcome="reversed") | Q(reverses__isnull=False, outcome="reversed"),
                name="record_reversal_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(reverses=F("id")), name="record_does_not_reverse_itself"
            ),
            # Whoever reads records from the first on, or up to a number, begins at 1.
            models.CheckConstraint(condition=Q(id__gte=1), name="record_has_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.activity_id} · {self.get_outcome_display()}"


class SealedRunQuerySet(models.QuerySet["SealedRun"]):
    """Filters over the hashes of the tree."""

    def leaves(self) -> Self:
        """Return the hashes of the records themselves, from the first on."""
        return self.filter(level=0).order_by("start")


class SealedRun(models.Model):
    """Neighbouring hashes of one tile of the tree over the records: as many as came at once, 256 at the most.

    Never changed: what comes after them is a row of its own.
    """

    level = models.PositiveSmallIntegerField(_("level"))
    start = models.PositiveBigIntegerField(_("place of the first"))
    width = models.PositiveSmallIntegerField(_("how many"))
    hashes = models.BinaryField(_("hashes"))
    first_id = models.BigIntegerField(_("first record"))
    last_id = models.BigIntegerField(_("last record"))

    objects = SealedRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed hashes")
        verbose_name_plural = _("sealed hashes")
        indexes = [models.Index(fields=["level", "last_id"], name="sealed_run_by_record")]
        constraints = [
            models.UniqueConstraint(fields=["level", "start"], name="sealed_run_once"),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Mod(F("start"), WIDTH) + F("width"), WIDTH), width__gte=1),
                name="sealed_run_lies_in_one_tile",
            ),
            models.CheckConstraint(
                condition=Exact(Length("hashes"), F("width") * HASH_BYTES), name="sealed_run_is_whole"
            ),
            models.CheckConstraint(condition=Q(first_id__lte=F("last_id")), name="sealed_run_records_are_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.start} + {self.width}"


class TreeHead(models.Model):
    """How many records there were at a moment and the root over them, signed: whoever keeps a copy can prove it.

    Its text is that of :class:`lms.records.rules.note.Note`.
    """

    size = models.PositiveBigIntegerField(_("records"), unique=True)
    root = models.BinaryField(_("root"))
    at = models.DateTimeField(_("sealed at"))
    origin = models.CharField(_("origin"), max_length=200)
    key_id = models.CharField(_("key"), max_length=8)
    signature = models.BinaryField(_("signature"))

    class Meta:
        verbose_name = _("tree head")
        verbose_name_plural = _("tree heads")
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="tree_head_is_over_something"),
            models.CheckConstraint(condition=Exact(Length("root"), HASH_BYTES), name="tree_head_has_a_root"),
            models.CheckConstraint(condition=Exact(Length("signature"), 64), name="tree_head_is_signed"),
        ]

    def __str__(self) -> str:
        return f"{self.size} · {bytes(self.root).hex()[:16]}"

    @property
    def note(self) -> Note:
        """The head as it is printed and mailed."""
        head = Head(origin=self.origin, size=self.size, root=bytes(self.root), at=self.at)
        return Note(head=head, name=self.origin, key_id=self.key_id, signature=bytes(self.signature))
