"""Uploaded rosters: the file, what was found in it, what was asked and answered, and what it wrote."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.exchange.faults import sentence
from lms.exchange.models.checked import CheckedUpload, RowFault, RowQuestion, private_storage
from lms.people.models import Organisation, Person, Roster
from lms.people.scopes import Scope


class UploadQuerySet(models.QuerySet["Upload"]):
    """Filters over uploads."""

    def visible_to(self, viewer: object) -> Self:
        """Return the uploads for rosters kept inside ``viewer``'s scope."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(scope.organisations_q("keeper__"))


class Upload(CheckedUpload):
    """One roster file somebody uploaded."""

    JOBS, JOB_ARGUMENT = "exchange", "upload_id"

    file = models.FileField(storage=private_storage, upload_to="uploads/%Y/%m", max_length=200)
    uploaded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="uploads", verbose_name=_("uploaded by"), null=True, blank=True
    )
    keeper = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="uploads", verbose_name=_("kept by")
    )
    roster_name = models.CharField(_("roster"), max_length=120)
    as_of = models.DateField(_("as of"))
    end_missing = models.BooleanField(_("people missing from the file leave the roster"), default=False)
    extra_columns = models.JSONField(default=list, blank=True)
    # The institutions its rows name, by id; 0 stands for rows whose institution is not known.
    workplaces = models.JSONField(default=list, blank=True)
    marked_file = models.FileField(storage=private_storage, upload_to="uploads/%Y/%m", max_length=200, blank=True)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="uploads", null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="applied", written_at__isnull=False, roster__isnull=False)
                | (~Q(state="applied") & Q(written_at=None, roster=None)),
                name="upload_applied_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "applied"], approved_at__isnull=False)
                | (~Q(state__in=["approved", "applied"]) & Q(approved_at=None, approved_by=None)),
                name="upload_is_applied_once_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roster_name} · {self.file_name}"

    @property
    def title(self) -> str:
        """The roster it is for."""
        return self.roster_name


class Fault(RowFault):
    """Something wrong in one row of a roster."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="faults")
    name = models.CharField(_("name"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("fault")
        verbose_name_plural = _("faults")
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="fault_has_a_code")]

    @property
    def sentence(self) -> str:
        """What is wrong and what to do."""
        return sentence(self.code, self.data)


class Change(models.Model):
    """One field that an upload changes, as people may see it: ID numbers and phones masked."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="changes")
    row = models.PositiveIntegerField(_("row"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=30)
    before = models.CharField(_("before"), max_length=400, blank=True)
    after = models.CharField(_("after"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [models.CheckConstraint(condition=~Q(field=""), name="change_names_a_field")]

    def __str__(self) -> str:
        return f"{self.row} {self.field}"


class Question(RowQuestion):
    """Something only a person can say of a row: is this the same person, whose is this number."""

    class Answer(models.TextChoices):
        OPEN = "", _("not answered")
        SAME = "same", _("yes")
        NEW = "new", _("no")
        SKIP = "skip", _("leave this row out")

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=20)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=4, choices=Answer.choices, blank=True, default="")

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["upload", "row", "kind", "person"], name="question_asked_once"),
            models.CheckConstraint(condition=RowQuestion.answer_is_whole(), name="question_answer_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.kind}"

    @property
    def sentence(self) -> str:
        """The question, in the reader's language."""
        return sentence(self.kind, {})
