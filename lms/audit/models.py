"""What people did, in words that outlive the rows they did it to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One thing somebody did. Names and ids are text: an entry outlives its actor and its subject."""

    at = models.DateTimeField(_("when"), db_index=True)
    verb = models.CharField(_("what"), max_length=100, db_index=True)
    actor_id = models.CharField(max_length=40, blank=True, db_index=True)
    actor_name = models.CharField(_("who"), max_length=150, blank=True)
    subject_kind = models.CharField(max_length=100, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject_name = models.CharField(_("of what"), max_length=250, blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="entry_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.subject_name}"
