"""What certificates were signed with, and where their badges look up whether they still stand."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.register.models.certificate import Certificate
from lms.people.models import Organisation

# Entries of one list: what the standard asks for at least, so that nobody who asks for a list says about whom.
LIST_SIZE = 131_072


class KnownKey(models.Model):
    """A public key certificates were signed with. It stays on file when another takes its place."""

    key_id = models.CharField(max_length=43, unique=True)
    jwk = models.JSONField()
    certificates = models.TextField()
    trial = models.BooleanField()
    first_used_at = models.DateTimeField()
    first_used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        constraints = [models.CheckConstraint(condition=~Q(key_id=""), name="known_key_has_an_id")]

    def __str__(self) -> str:
        return self.key_id


class StatusList(models.Model):
    """A published list with one bit for each badge of an issuer: whether it was revoked.

    ``next`` is taken under a row lock, in the transaction that uses it. A full list is followed by the next volume.
    """

    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    volume = models.PositiveIntegerField()
    next = models.PositiveIntegerField(default=0)
    credential = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "volume"], name="status_list_volume_once"),
            models.CheckConstraint(condition=Q(volume__gte=1), name="status_list_begins_at_one"),
            models.CheckConstraint(condition=Q(next__lte=LIST_SIZE), name="status_list_is_not_overfull"),
            models.CheckConstraint(
                condition=Q(credential="", published_at=None) | (~Q(credential="") & Q(published_at__isnull=False)),
                name="status_list_publication_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} · {self.volume}"


class Signature(models.Model):
    """How one certificate was signed. A certificate without one is from before certificates were signed."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="signature")
    key = models.ForeignKey(KnownKey, on_delete=models.PROTECT, related_name="signatures")
    signed_at = models.DateTimeField()
    time_stamped = models.BooleanField()
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="signatures")
    status_index = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="status_index_taken_once"),
            models.CheckConstraint(condition=Q(status_index__lt=LIST_SIZE), name="status_index_is_on_the_list"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} · {self.key}"
