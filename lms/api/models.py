"""Tokens by which programs read what their person may see, and how often they do."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.api.rules import ABILITIES, LONGEST_DAYS
from lms.people.scopes import Scope


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Filters over tokens."""

    def visible_to(self, viewer: object) -> Self:
        """Return all tokens to administrators, who may have to end one, and to everybody else their own."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(person=scope.person_id)

    def standing(self) -> Self:
        """Return those that nobody has revoked."""
        return self.filter(revoked_at=None)


class ApiToken(models.Model):
    """A key for a program: it reads as its person, never more, until a day. Only a hash of it is kept.

    What it may do is fixed when it is made; the database refuses to change it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens", verbose_name=_("person")
    )
    name = models.CharField(_("what for"), max_length=60)
    head = models.CharField(_("begins with"), max_length=20)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    abilities = models.JSONField(_("may read"))
    days = models.PositiveSmallIntegerField(_("valid for days"))
    made_at = models.DateTimeField(_("made"))
    last_used_on = models.DateField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token for programs")
        verbose_name_plural = _("tokens for programs")
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=LONGEST_DAYS), name="apitoken_lives_a_year"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(digest=""), name="apitoken_has_name_and_digest"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="apitoken_end_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("made_at")), name="apitoken_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.head}…)"

    @property
    def expires_at(self) -> datetime:
        """The first instant at which it is not valid any more."""
        return self.made_at + timedelta(days=self.days)

    @property
    def abilities_in_words(self) -> str:
        """What it may read, for a list."""
        return "、".join(str(ABILITIES[each].label) for each in self.abilities if each in ABILITIES)


class ApiUse(models.Model):
    """How often one token asked for one thing in one hour, until the audit log is told."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="uses", db_index=False)
    route = models.CharField(max_length=60)
    hour = models.DateTimeField(db_index=True)
    calls = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("use of a token")
        verbose_name_plural = _("uses of tokens")
        constraints = [
            models.UniqueConstraint(fields=["token", "route", "hour"], name="apiuse_once_an_hour"),
            models.CheckConstraint(condition=Q(calls__gte=1), name="apiuse_counts_calls"),
        ]

    def __str__(self) -> str:
        return f"{self.token_id} · {self.route} · {self.calls}"
