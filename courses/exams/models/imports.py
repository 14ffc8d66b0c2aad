"""Uploaded questions: the file, what was found in it, what was asked and answered, and what it wrote."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.exams.models.bank import Question
from lms.exchange.models import private_storage
from lms.kit import sealing
from lms.people.models import Organisation
from lms.people.scopes import Scope
from lms.records.models import Subject


class QuestionImportQuerySet(models.QuerySet["QuestionImport"]):
    """Filters over imports."""

    def visible_to(self, viewer: object) -> Self:
        """Return the imports into the part of the bank that ``viewer`` may edit."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        return self.none() if scope.is_empty else self.filter(Q(keeper=None) | scope.organisations_q("keeper__"))


class ImportState(models.TextChoices):
    """Where an import stands."""

    RECEIVED = "received", _("being checked")
    REFUSED = "refused", _("has errors")
    WAITING = "waiting", _("waiting for answers")
    CHECKED = "checked", _("ready to import")
    APPROVED = "approved", _("being imported")
    APPLIED = "applied", _("imported")


class QuestionImport(models.Model):
    """One file of questions somebody uploaded. It stays on file, sealed, with its report."""

    State = ImportState

    file = models.FileField(storage=private_storage, upload_to="questions/uploads/%Y/%m", max_length=200)
    file_name = models.CharField(_("file"), max_length=150)
    sha256 = models.CharField(max_length=64)
    form = models.CharField(_("form"), max_length=10, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"))
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="+", verbose_name=_("subject"), null=True, blank=True
    )
    keeper = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("kept by"), null=True, blank=True
    )
    leave_out_faulty = models.BooleanField(_("leave out questions with errors and import the others"), default=False)
    # What the installation itself vouches for needs no second reader.
    vouched = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    checked_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=list, blank=True)
    marked_file = models.FileField(
        storage=private_storage, upload_to="questions/uploads/%Y/%m", max_length=200, blank=True
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    written = models.JSONField(default=dict, blank=True)

    objects = QuestionImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        permissions = [("import_question", _("Can import and export questions"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="applied", written_at__isnull=False) | (~Q(state="applied") & Q(written_at=None)),
                name="question_import_applied_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "applied"], approved_at__isnull=False, approved_by__isnull=False)
                | (~Q(state__in=["approved", "applied"]) & Q(approved_at=None, approved_by=None)),
                name="question_import_is_applied_once_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def content(self) -> bytes:
        """Return the file as it was uploaded."""
        return _unsealed(self.file)

    def marked_content(self) -> bytes:
        """Return the workbook with the bad cells marked."""
        return _unsealed(self.marked_file)


def _unsealed(field: Any) -> bytes:
    with field.open("rb") as file:
        return sealing.unseal_bytes(file.read())


class QuestionImportFault(models.Model):
    """Something wrong in one row or line of an import; row 0 is the file as a whole."""

    upload = models.ForeignKey(QuestionImport, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField(_("row"))
    label = models.CharField(_("question"), max_length=80, blank=True)
    column = models.CharField(_("column"), max_length=30, blank=True)
    code = models.CharField(max_length=40)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("fault of a question")
        verbose_name_plural = _("faults of questions")
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="question_import_fault_has_a_code")]

    def __str__(self) -> str:
        return f"{self.row} {self.column}: {self.code}"


class QuestionImportTwin(models.Model):
    """A question of an import that says what another one says already: only a person can decide what it is."""

    class Answer(models.TextChoices):
        OPEN = "", _("not answered")
        SKIP = "skip", _("leave this one out")
        NEW = "new", _("import as a question of its own")
        VERSION = "version", _("new version of the one in the bank")

    upload = models.ForeignKey(QuestionImport, on_delete=models.CASCADE, related_name="twins")
    # Its place among the questions of the file: several may stand in one line.
    number = models.PositiveIntegerField()
    row = models.PositiveIntegerField(_("row"))
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    other_row = models.PositiveIntegerField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("alike"))
    facts = models.JSONField(default=dict, blank=True)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("question that is there already")
        verbose_name_plural = _("questions that are there already")
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="question_import_twin_asked_once"),
            models.CheckConstraint(
                condition=Q(question__isnull=False, other_row=None) | Q(question=None, other_row__isnull=False),
                name="question_import_twin_is_in_bank_or_file",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="question_import_twin_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(answer="version") | Q(question__isnull=False),
                name="question_import_twin_version_of_the_bank",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} = {self.question_id or self.other_row}"
