"""What certificates rest on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.register.models.certificate import Certificate


class Footing(models.Model):
    """The learning records that counted when a certificate was issued, and what was said by hand. Never changed.

    Kept because it cannot be told later: a class moves to another version of its scheme, a second record of the same
    activity does not count, and what is written down afterwards played no part. Certificates from before it was kept
    have none.
    """

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="footing")
    # Ids, in order. Records are never deleted; a row for each would be a hundred for one certificate.
    records = models.JSONField(default=list, blank=True)
    # What who corrected it said in place of the terms of the list, such as the hours of study.
    said = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("what a certificate rests on")
        verbose_name_plural = _("what certificates rest on")

    def __str__(self) -> str:
        return f"{self.certificate_id}: {len(self.records)}"
