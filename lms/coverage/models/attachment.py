"""Photos and files of audit work: beside a checklist, or beside a step on a finding."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.coverage.models.finding import FindingStep
from lms.coverage.models.sample import SampledPerson
from lms.kit import sealing


def private_storage() -> Storage:
    """Return the storage that no web address reaches."""
    return storages["private"]


class Attachment(models.Model):
    """One photo or PDF, kept sealed. What it is was judged by its content, not by its name. Never changed."""

    sampled = models.ForeignKey(
        SampledPerson, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    step = models.ForeignKey(FindingStep, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments")
    file = models.FileField(storage=private_storage, upload_to="audit/%Y/%m", max_length=200)
    name = models.CharField(_("file"), max_length=100)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("file of audit work")
        verbose_name_plural = _("files of audit work")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(sampled=None, step__isnull=False) | Q(sampled__isnull=False, step=None),
                name="attachment_is_beside_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(file="") & ~Q(media_type="") & ~Q(sha256=""), name="attachment_is_a_known_file"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def content(self) -> bytes:
        """Return the file as it was sent."""
        with self.file.open("rb") as file:
            return sealing.unseal_bytes(file.read())

    @property
    def is_picture(self) -> bool:
        """Whether the file can be shown as a picture."""
        return self.media_type.startswith("image/")
