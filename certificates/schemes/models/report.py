"""Report files on classes, as they were made."""

from typing import Self

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.schemes.models.cohort import Cohort
from lms.jobs.models import Job
from lms.people.scopes import Scope


def private_storage() -> Storage:
    """Return the storage that no web address reaches."""
    return storages["private"]


class ClassReportQuerySet(models.QuerySet["ClassReport"]):
    """Filters over report files."""

    def visible_to(self, viewer: object) -> Self:
        """Return the reports on classes organised inside ``viewer``'s scope: they name everybody in the class."""
        return self.filter(Scope.of(viewer).organisations_q("cohort__organiser__"))

    def run_by(self, viewer: object) -> Self:
        """Return the same: who runs a class answers for its report."""
        return self.visible_to(viewer)


class ClassReport(models.Model):
    """The file a class was reported with: its bytes, their hash and what is inside. Never changed, never deleted."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="reports", verbose_name=_("class"))
    as_of = models.DateTimeField(_("as of"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made"))
    # A job delivered twice makes one report.
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(storage=private_storage, max_length=200, editable=False)
    file_name = models.CharField(_("file name"), max_length=150)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("size"))
    manifest = models.JSONField(_("contents"))

    objects = ClassReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report on a class")
        verbose_name_plural = _("reports on classes")
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="class_report_has_bytes"),
            models.CheckConstraint(
                condition=Q(made_at__gte=models.F("as_of")),
                name="class_report_tells_no_future",
                violation_error_message=_("A report tells what has been recorded, not what will be."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def open(self) -> "File[bytes]":
        """Return the bytes as they were made, opened for reading."""
        return private_storage().open(str(self.file.name), "rb")
