"""Uploaded questions: the file, what was found in it, what was asked and answered, and what it wrote."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.exams.models.bank import Question
from lms.exchange.models import CheckedUpload, RowFault, RowQuestion, private_storage
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


class QuestionImport(CheckedUpload):
    """One file of questions somebody uploaded."""

    JOBS, JOB_ARGUMENT = "exams.import", "import_id"

    file = models.FileField(storage=private_storage, upload_to="questions/uploads/%Y/%m", max_length=200)
    form = models.CharField(_("form"), max_length=10, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="+", verbose_name=_("subject"), null=True, blank=True
    )
    keeper = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("kept by"), null=True, blank=True
    )
    leave_out_faulty = models.BooleanField(_("leave out questions with errors and import the others"), default=False)
    # What the installation itself vouches for needs no second reader.
    vouched = models.BooleanField(default=False)
    notes = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=list, blank=True)
    marked_file = models.FileField(
        storage=private_storage, upload_to="questions/uploads/%Y/%m", max_length=200, blank=True
    )

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


class QuestionImportFault(RowFault):
    """Something wrong in one row or line of a file of questions."""

    upload = models.ForeignKey(QuestionImport, on_delete=models.CASCADE, related_name="faults")
    label = models.CharField(_("question"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("fault of a question")
        verbose_name_plural = _("faults of questions")
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="question_import_fault_has_a_code")]


class QuestionImportTwin(RowQuestion):
    """A question of an import that says what another one says already: only a person can decide what it is."""

    class Answer(models.TextChoices):
        OPEN = "", _("not answered")
        SKIP = "skip", _("leave this one out")
        NEW = "new", _("import as a question of its own")
        VERSION = "version", _("new version of the one in the bank")

    upload = models.ForeignKey(QuestionImport, on_delete=models.CASCADE, related_name="twins")
    # Its place among the questions of the file: several may stand in one line.
    number = models.PositiveIntegerField()
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    other_row = models.PositiveIntegerField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("alike"))
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, blank=True, default="")

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
                condition=RowQuestion.answer_is_whole(), name="question_import_twin_answer_is_whole"
            ),
            models.CheckConstraint(
                condition=~Q(answer="version") | Q(question__isnull=False),
                name="question_import_twin_version_of_the_bank",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} = {self.question_id or self.other_row}"
