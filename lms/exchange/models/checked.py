"""An upload that is checked, asked about and approved before it is written, whatever it holds."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit import sealing


def private_storage() -> Any:
    """Return the storage that no web address reaches."""
    return storages["private"]


class UploadState(models.TextChoices):
    """Where an upload stands."""

    RECEIVED = "received", _("being checked")
    REFUSED = "refused", _("has errors")
    WAITING = "waiting", _("waiting for answers")
    CHECKED = "checked", _("ready to import")
    APPROVED = "approved", _("being imported")
    APPLIED = "applied", _("imported")


class CheckedUpload(models.Model):
    """One file somebody uploaded. It stays on file, sealed, with its report.

    What holds it says where its files lie (``file``, ``marked_file``), whose it is (``uploaded_by``, ``keeper``), and
    what its jobs are called: ``JOBS`` with ``.check`` or ``.apply`` behind it, told its id as ``JOB_ARGUMENT``.
    """

    State = UploadState
    JOBS: ClassVar[str]
    JOB_ARGUMENT: ClassVar[str]

    file: models.FileField
    marked_file: models.FileField

    file_name = models.CharField(_("file"), max_length=150)
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    checked_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    written = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        """What it is called in lists of work."""
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


class RowFault(models.Model):
    """Something wrong in one row of an upload; row 0 is the file as a whole."""

    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=30, blank=True)
    code = models.CharField(max_length=40)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.row} {self.column}: {self.code}"


class RowQuestion(models.Model):
    """Something about one row of an upload that only a person can say, with what they need to know for it."""

    row = models.PositiveIntegerField(_("row"))
    facts = models.JSONField(default=dict, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def answer_is_whole() -> models.Q:
        """Return the rule that an answer has its time."""
        return models.Q(answer="", answered_at=None) | (~models.Q(answer="") & models.Q(answered_at__isnull=False))
