"""What had changed since a report was frozen, as it was found once and kept."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.coverage.models.report import Report, private_storage


class ReportComparison(models.Model):
    """A large report beside what would be said for ``as_of``: how many lines differ, and which, in a workbook.

    Who may see the report may see it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="comparisons", verbose_name=_("frozen report")
    )
    as_of = models.DateField(_("as of"))
    # Pairs of a kind of change and how many people it has.
    counts = models.JSONField(_("changes"))
    file = models.FileField(_("workbook"), storage=private_storage, upload_to="comparisons/%Y", max_length=120)
    compared_at = models.DateTimeField(_("compared"))
    compared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("compared by")
    )

    class Meta:
        verbose_name = _("comparison of a report")
        verbose_name_plural = _("comparisons of reports")

    def __str__(self) -> str:
        return f"{self.report_id} · {self.as_of}"
