"""Learning record stores that are sent what is recorded here."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.schemes.models import Scheme
from lms.kit import sealing
from lms.people.models import Division
from lms.people.scopes import Scope


class StoreQuerySet(models.QuerySet["Store"]):
    """Filters over stores."""

    def visible_to(self, viewer: object) -> Self:
        """Return those that are sent no more than what lies in ``viewer``'s scope: all of them to administrators."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(scope.divisions_q("division__"))

    def going(self) -> Self:
        """Return those that nobody has stopped."""
        return self.filter(stopped_at=None)


class Store(models.Model):
    """A learning record store (xAPI 1.0.3) by its address, and how far it has been sent the records."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    url = models.URLField(_("address"), max_length=200)
    username = models.CharField(_("user name"), max_length=100)
    secret_sealed = models.BinaryField(editable=False)
    # Names people and statements for ever, so it stays what it was when the store was added.
    home_page = models.CharField(max_length=200, editable=False)
    # What it is sent: with neither of them everything.
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("division")
    )
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("training scheme")
    )
    made_at = models.DateTimeField(_("added"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cursor = models.PositiveBigIntegerField(_("sent up to record"), default=0)
    sent_at = models.DateTimeField(_("last sent"), null=True, blank=True)
    failed_at = models.DateTimeField(_("last failed"), null=True, blank=True)
    fault = models.CharField(_("what failed"), max_length=300, blank=True)

    objects = StoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning record store")
        verbose_name_plural = _("learning record stores")
        permissions = [("make_extract", "May take extracts along")]
        constraints = [
            models.CheckConstraint(condition=~Q(home_page="") & ~Q(url=""), name="store_has_addresses"),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_by=None) | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="store_end_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(stopped_at__gte=F("made_at")), name="store_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(failed_at=None, fault="") | (Q(failed_at__isnull=False) & ~Q(fault="")),
                name="store_fault_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_limited(self) -> bool:
        """Whether it is sent only a part of the records."""
        return bool(self.division_id or self.scheme_id)

    @property
    def secret(self) -> str:
        """The password, in clear, for the one request that needs it."""
        return sealing.unseal(self.secret_sealed)
