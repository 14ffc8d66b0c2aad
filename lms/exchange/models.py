"""Uploaded lists: the file, what was found in it, what was asked and answered, and what it wrote."""

from typing import Any, Self

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.exchange.faults import sentence
from lms.kit import sealing
from lms.people.models import Organisation, Person, Roster
from lms.people.scopes import Scope


def private_storage() -> Any:
    """Return the storage that no web address reaches."""
    return storages["private"]


class UploadQuerySet(models.QuerySet["Upload"]):
    """Filters over uploads."""

    def visible_to(self, viewer: object) -> Self:
        """Return the uploads for rosters kept inside ``viewer``'s scope."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(scope.organisations_q("keeper__"))


class UploadState(models.TextChoices):
    """Where an upload stands."""

    RECEIVED = "received", _("being checked")
    REFUSED = "refused", _("has errors")
    WAITING = "waiting", _("waiting for answers")
    CHECKED = "checked", _("ready to import")
    APPROVED = "approved", _("being imported")
    APPLIED = "applied", _("imported")


class Upload(models.Model):
    """One roster file somebody uploaded. It stays on file, sealed, with its report."""

    State = UploadState

    file = models.FileField(storage=private_storage, upload_to="uploads/%Y/%m", max_length=200)
    file_name = models.CharField(_("file"), max_length=150)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="uploads", verbose_name=_("uploaded by"), null=True, blank=True
    )
    uploaded_at = models.DateTimeField(_("uploaded"))
    keeper = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="uploads", verbose_name=_("kept by")
    )
    roster_name = models.CharField(_("roster"), max_length=120)
    as_of = models.DateField(_("as of"))
    end_missing = models.BooleanField(_("people missing from the file leave the roster"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    checked_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    extra_columns = models.JSONField(default=list, blank=True)
    # The institutions its rows name, by id; 0 stands for rows whose institution is not known.
    workplaces = models.JSONField(default=list, blank=True)
    marked_file = models.FileField(storage=private_storage, upload_to="uploads/%Y/%m", max_length=200, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    written = models.JSONField(default=dict, blank=True)
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

    def content(self) -> bytes:
        """Return the file as it was uploaded."""
        return _unsealed(self.file)

    def marked_content(self) -> bytes:
        """Return the workbook with the bad cells marked."""
        return _unsealed(self.marked_file)


def _unsealed(field: Any) -> bytes:
    with field.open("rb") as file:
        return sealing.unseal_bytes(file.read())


class Fault(models.Model):
    """Something wrong in one row of an upload; row 0 is the file as a whole."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField(_("row"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    column = models.CharField(_("column"), max_length=30, blank=True)
    code = models.CharField(max_length=40)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("fault")
        verbose_name_plural = _("faults")
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="fault_has_a_code")]

    def __str__(self) -> str:
        return f"{self.row} {self.column}: {self.code}"

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


class Question(models.Model):
    """Something only a person can say of a row: is this the same person, whose is this number."""

    class Answer(models.TextChoices):
        OPEN = "", _("not answered")
        SAME = "same", _("yes")
        NEW = "new", _("no")
        SKIP = "skip", _("leave this row out")

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="questions")
    row = models.PositiveIntegerField(_("row"))
    kind = models.CharField(max_length=20)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict, blank=True)
    answer = models.CharField(_("answer"), max_length=4, choices=Answer.choices, blank=True, default="")
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["upload", "row", "kind", "person"], name="question_asked_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="question_answer_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.kind}"

    @property
    def sentence(self) -> str:
        """The question, in the reader's language."""
        return sentence(self.kind, {})
