"""Certificates with frozen facts."""

import uuid
from typing import Self

from django.conf import settings
from django.core.files import File
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.register.models.batch import Batch
from certificates.register.models.kinds import Kind, private_storage
from certificates.schemes.models import Cohort, Traineeship
from lms.people.models import Organisation, Post
from lms.people.rules import mask_publicly
from lms.people.scopes import Scope


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Filters over certificates."""

    def valid(self) -> Self:
        """Return those that have been neither revoked nor superseded."""
        return self.filter(state=CertificateState.ISSUED)

    def unfounded(self) -> Self:
        """Return the valid ones whose holder does not meet the requirements (any more), or has left the class."""
        # Only certificates of completion rest on a class that may be lost again.
        resting = self.valid().filter(traineeship__isnull=False)
        return resting.exclude(traineeship__state=Traineeship.State.COMPLETED)

    def visible_to(self, viewer: object) -> Self:
        """Return the viewer's own; and, for who may view certificates, those issued by or to people in their scope.

        A line department sees those of its schemes only.
        """
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        own = Q(person=scope.person_id)
        if scope.is_empty or not viewer.has_perm("register.view_certificate"):  # type: ignore[attr-defined]
            return self.filter(own)
        scheme = "traineeship__cohort__scheme__code"
        return self.filter(own | _issued_by_or_to(scope) | scope.lines_q(scheme, _issued_by_or_to))


def _issued_by_or_to(scope: Scope) -> Q:
    working_here = Post.objects.on(timezone.localdate()).filter(scope.posts_q()).values("person")
    return scope.organisations_q("issuer__") | Q(person__in=working_here)


class CertificateState(models.TextChoices):
    """Where a certificate stands."""

    ISSUED = "issued", _("valid")
    REVOKED = "revoked", _("revoked")
    SUPERSEDED = "superseded", _("superseded")


class Certificate(models.Model):
    """What was certified, in the words and bytes of that day. The database refuses to change or delete it.

    Only its end is ever added, once: revoked, or superseded by the new certificate that corrects it. When, by whom
    and why stand in the same three columns for both.
    """

    State = CertificateState

    number = models.CharField(_("certificate number"), max_length=50, unique=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.COMPLETION)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("person")
    )
    # A certificate of completion rests on a place in a class, every other kind on the ground that is written here.
    traineeship = models.ForeignKey(
        Traineeship, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    ground = models.CharField(max_length=80, blank=True, editable=False)
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("issuer"))
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates")
    facts = models.JSONField(_("text"))
    layout_version = models.CharField(max_length=40)
    file = models.FileField(storage=private_storage, max_length=200, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ISSUED)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        permissions = [
            ("issue_certificate", "Can issue certificates"),
            ("revoke_certificate", "Can revoke certificates"),
        ]
        indexes = [models.Index(fields=["person", "issued_at"], name="certificate_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["traineeship", "kind"],
                condition=Q(state="issued"),
                name="certificate_valid_once",
                violation_error_message=_("This trainee already holds a valid certificate."),
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "ground"],
                condition=Q(state="issued") & ~Q(ground=""),
                name="certificate_valid_once_per_ground",
                violation_error_message=_("This person already holds a valid certificate for this."),
            ),
            models.UniqueConstraint(fields=["batch", "person"], name="certificate_once_per_batch"),
            models.CheckConstraint(
                condition=Q(kind="completion", traineeship__isnull=False, ground="")
                | (~Q(kind="completion") & Q(traineeship=None) & ~Q(ground="")),
                name="certificate_rests_on_something",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", revoked_at=None, revoked_by=None, revoked_reason="")
                | (
                    Q(state__in=["revoked", "superseded"], revoked_at__isnull=False, revoked_by__isnull=False)
                    & ~Q(revoked_reason="")
                ),
                name="certificate_end_is_whole",
                violation_error_message=_("A revocation or replacement needs a time, a person and a reason."),
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(supersedes=F("id")), name="certificate_does_not_supersede_itself"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="certificate_has_a_number"),
            models.CheckConstraint(condition=Q(size__gte=1), name="certificate_has_bytes"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def name(self) -> str:
        """The name as it was printed."""
        return str(self.facts["name"])

    @property
    def title(self) -> str:
        """The scheme's name as it was printed; the kind where no scheme is named."""
        return str(self.facts["scheme_title"] or self.facts["kind_title"])

    def open(self) -> "File[bytes]":
        """Return the bytes as they were issued, opened for reading."""
        return private_storage().open(str(self.file.name), "rb")

    @property
    def issued_on(self) -> str:
        """The day that is printed, as ``YYYY-MM-DD``."""
        return str(self.facts["issued_on"])

    @property
    def is_valid(self) -> bool:
        """Whether it has been neither revoked nor superseded."""
        return self.state == self.State.ISSUED

    @property
    def cohort(self) -> Cohort | None:
        """The class it was issued in; older ones of other kinds than completion have none."""
        if self.traineeship:
            return self.traineeship.cohort
        return self.batch.cohort if self.batch else None

    @property
    def is_unfounded(self) -> bool:
        """Whether it is valid although its holder does not meet the requirements (any more)."""
        lost = self.traineeship is not None and self.traineeship.state != Traineeship.State.COMPLETED
        return self.is_valid and lost

    @property
    def id_number_shown(self) -> str:
        """The ID number as far as anybody may see it; older certificates have more of it in their frozen text."""
        return mask_publicly(str(self.facts["id_number_masked"]))
