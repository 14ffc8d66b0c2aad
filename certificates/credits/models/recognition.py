"""Certificates from elsewhere that somebody wants to have counted."""

from typing import Any, Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.kit import sealing
from lms.people.models import Post
from lms.people.scopes import Scope
from lms.records.models import Activity, LearningRecord


def private_storage() -> Storage:
    """Return the storage that no web address reaches."""
    return storages["private"]


class RecognitionState(models.TextChoices):
    """Where a certificate from elsewhere stands."""

    HANDED_IN = "handed_in", _("waiting to be checked")
    CHECKED = "checked", _("checked, waiting for approval")
    APPROVED = "approved", _("recognised")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("taken back")
    REVOKED = "revoked", _("no longer recognised")


WAITING = [RecognitionState.HANDED_IN, RecognitionState.CHECKED]
LIVE = [*WAITING, RecognitionState.APPROVED]


class RecognitionQuerySet(models.QuerySet["Recognition"]):
    """Filters over certificates from elsewhere."""

    def waiting(self) -> Self:
        """Return those that nobody has decided on yet."""
        return self.filter(state__in=WAITING)

    def live(self) -> Self:
        """Return those that count or may still count."""
        return self.filter(state__in=LIVE)

    def visible_to(self, viewer: Any) -> Self:
        """Return the viewer's own; and, for who may view them, those of people who work in the viewer's scope."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(Q(person=scope.person_id) | _within(scope, viewer))

    def run_by(self, viewer: Any) -> Self:
        """Return those that ``viewer`` may decide on: of people who work in the viewer's scope, never one's own."""
        scope = Scope.of(viewer)
        others = self.exclude(person=scope.person_id)
        return others if scope.everything else others.filter(_within(scope, viewer))

    def to_check_by(self, viewer: Any) -> Self:
        """Return those that wait for somebody to check them, and ``viewer`` may be the one."""
        return self.run_by(viewer).filter(state=RecognitionState.HANDED_IN).exclude(handed_in_by=viewer.pk)

    def to_approve_by(self, viewer: Any) -> Self:
        """Return those that wait for a second person, and ``viewer`` may be the one."""
        checked = self.run_by(viewer).filter(state=RecognitionState.CHECKED)
        return checked.exclude(handed_in_by=viewer.pk).exclude(checked_by=viewer.pk)


def _within(scope: Scope, viewer: Any) -> Q:
    if scope.is_empty or not viewer.has_perm("credits.view_recognition"):
        return Q(pk__in=[])
    return Q(person__in=Post.objects.on(timezone.localdate()).filter(scope.posts_q()).values("person"))


def _untouched(*names: str) -> Q:
    """Return the condition that these steps were not taken: neither when nor who is known."""
    return Q(**{f"{name}_{what}": None for name in names for what in ("at", "by")})


def _taken(*names: str) -> Q:
    return Q(**{f"{name}_{what}__isnull": False for name in names for what in ("at", "by")})


class Recognition(models.Model):
    """A certificate from elsewhere: handed in, checked by one person, approved by a second.

    What was handed in never changes; something else is handed in instead of it.
    """

    State = RecognitionState

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recognitions", verbose_name=_("person")
    )
    title = models.CharField(_("what it certifies"), max_length=150)
    issuer = models.CharField(_("issued by"), max_length=100)
    number = models.CharField(_("certificate number"), max_length=60)
    # Issuer and number as they are compared: without spaces, dashes and the width of letters.
    issuer_key = models.CharField(max_length=100)
    number_key = models.CharField(max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=Activity.Kind.choices)
    mode = models.CharField(_("how it was done"), max_length=10, choices=Activity.Mode.choices)
    began_on = models.DateField(_("first day"))
    ended_on = models.DateField(_("last day"))
    class_hours_hundredths = models.PositiveIntegerField(_("hours printed on it (hundredths)"), default=0)
    claimed_hundredths = models.PositiveIntegerField(_("credits printed on it (hundredths)"), default=0)
    file = models.FileField(storage=private_storage, upload_to="recognitions/%Y/%m", max_length=200, editable=False)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("handed in by")
    )
    handed_in_at = models.DateTimeField(_("handed in"))
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.HANDED_IN)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked"), null=True)
    minutes = models.PositiveIntegerField(_("minutes that count"), null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True)
    record = models.OneToOneField(LearningRecord, on_delete=models.PROTECT, null=True, related_name="recognition")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate from elsewhere")
        verbose_name_plural = _("certificates from elsewhere")
        permissions = [
            ("check_recognition", "Can check certificates from elsewhere"),
            ("approve_recognition", "Can approve certificates from elsewhere"),
        ]
        indexes = [
            models.Index(fields=["person", "-handed_in_at"], name="recognition_by_person"),
            models.Index(fields=["state", "handed_in_at"], name="recognition_by_state"),
            models.Index(fields=["sha256"], name="recognition_by_file"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_key", "number_key"],
                condition=Q(state__in=LIVE),
                name="recognition_once_per_certificate",
                violation_error_message=_("This certificate has been handed in before."),
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(issuer_key="") & ~Q(number_key="") & ~Q(sha256="") & ~Q(media_type=""),
                name="recognition_says_what_it_is",
            ),
            models.CheckConstraint(condition=Q(ended_on__gte=F("began_on")), name="recognition_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(class_hours_hundredths__gt=0) | Q(claimed_hundredths__gt=0),
                name="recognition_claims_something",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | (~Q(checked_by=F("person")) & ~Q(checked_by=F("handed_in_by"))),
                name="recognition_is_checked_by_another",
                violation_error_message=_("Nobody checks a certificate they handed in."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("checked_by")) & ~Q(approved_by=F("person")) & ~Q(approved_by=F("handed_in_by"))),
                name="recognition_is_approved_by_a_second",
                violation_error_message=_("Somebody else than who checked it approves a certificate."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="handed_in", minutes=None, record=None, reason="")
                    & _untouched("checked", "approved", "closed")
                )
                | (
                    Q(state="checked", minutes__gte=1, record=None, reason="")
                    & _taken("checked")
                    & _untouched("approved", "closed")
                )
                | (
                    Q(state="approved", minutes__gte=1, record__isnull=False, reason="")
                    & _taken("checked", "approved")
                    & _untouched("closed")
                )
                | (Q(state="refused", record=None) & ~Q(reason="") & _taken("closed") & _untouched("approved"))
                | (Q(state="withdrawn", record=None, reason="") & _taken("closed") & _untouched("approved"))
                | (
                    Q(state="revoked", minutes__gte=1, record__isnull=False, closed_at__isnull=False)
                    & ~Q(reason="")
                    & _taken("checked", "approved")
                ),
                name="recognition_state_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    def content(self) -> bytes:
        """Return the file as it was handed in."""
        with self.file.open("rb") as file:
            return sealing.unseal_bytes(file.read())

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state in WAITING

    @property
    def is_picture(self) -> bool:
        """Whether the file can be shown as a picture."""
        return self.media_type.startswith("image/")
