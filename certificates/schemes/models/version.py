"""Versions of a scheme: what its classes were promised stays what it was."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from certificates.schemes.models.scheme import Scheme


class SchemeVersionQuerySet(models.QuerySet["SchemeVersion"]):
    """Filters over versions."""

    def newest(self, scheme_id: int) -> "SchemeVersion | None":
        """Return the version of ``scheme_id`` with the highest number."""
        return self.filter(scheme=scheme_id).order_by("-number").first()


class SchemeVersion(ClusterableModel):
    """The requirements of a scheme as they were decided at one time.

    A draft is edited until the first class runs it; from then on it is frozen, and the database refuses to change it
    or its requirements. Who edits on makes the next version.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions", verbose_name=_("scheme"))
    number = models.PositiveIntegerField(_("version"), default=1, editable=False)
    note = models.CharField(
        _("what is new"), max_length=200, blank=True, help_text=_("For those who choose a version for a class.")
    )
    made_at = models.DateTimeField(_("made"), editable=False)
    # Nobody where a program did it, as when the demo was loaded.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    frozen_at = models.DateTimeField(_("first used"), null=True, blank=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = SchemeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a scheme")
        verbose_name_plural = _("versions of schemes")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="scheme_version_number_once"),
            models.UniqueConstraint(
                fields=["scheme"],
                condition=Q(frozen_at=None),
                name="scheme_version_one_draft",
                violation_error_message=_("This scheme has a draft already. Edit that one."),
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="scheme_version_counts_from_one"),
            models.CheckConstraint(
                condition=Q(frozen_by=None) | Q(frozen_at__isnull=False), name="scheme_version_freezing_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return _("%(scheme)s, version %(number)s") % {"scheme": self.scheme, "number": self.number}
