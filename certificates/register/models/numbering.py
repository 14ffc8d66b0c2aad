"""What numbers look like, and the series they are taken from."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.register.models.kinds import Kind
from certificates.register.rules import MalformedPattern, check_pattern
from lms.people.models import Organisation
from lms.people.scopes import Scope


class NumberSeries(models.Model):
    """The next free number behind one prefix. Taken under a row lock, in the transaction that uses it."""

    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    prefix = models.CharField(max_length=40, unique=True)
    next = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.CheckConstraint(condition=Q(next__gte=1), name="series_begins_at_one")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.next:06d}"


def validate_pattern(pattern: str) -> None:
    """Refuse a pattern that could give one number twice, saying what is wrong."""
    try:
        check_pattern(pattern)
    except MalformedPattern as fault:
        raise ValidationError(FAULTS[fault.code]) from fault


FAULTS = {
    "braces": _("Every { needs its }. Copy the example and change it."),
    "unknown": _("Only {issuer}, {kind}, {scheme}, {year} and {serial:06} may stand in braces."),
    "serial": _("A pattern ends with -{serial:06}: a hyphen, then the serial number of 3 to 9 digits."),
    "year": _("A pattern names {year}: the serial numbers begin again every year."),
    "letters": _("Outside the braces only capital letters, digits and hyphens may stand."),
}


class NumberPatternQuerySet(models.QuerySet["NumberPattern"]):
    """Filters over patterns."""

    def visible_to(self, viewer: object) -> Self:
        """Return the patterns of issuers inside ``viewer``'s scope, and those that hold for everybody."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(Q(issuer=None) | scope.organisations_q("issuer__"))

    def run_by(self, viewer: object) -> Self:
        """Return the patterns ``viewer`` may change."""
        return self.filter(Scope.of(viewer).organisations_q("issuer__"))


class NumberPattern(models.Model):
    """What the numbers of an issuer's certificates look like. The most particular pattern wins."""

    issuer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issuer"),
        help_text=_("Blank: all issuers that have none of their own."),
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind.choices, blank=True, help_text=_("Blank: all kinds.")
    )
    pattern = models.CharField(
        _("pattern"),
        max_length=60,
        validators=[validate_pattern],
        help_text=_("For example {issuer}-{kind}-{year}-{serial:06}. {scheme} is the code of the training scheme."),
    )
    made_at = models.DateTimeField(_("made"), editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = NumberPatternQuerySet.as_manager()

    class Meta:
        verbose_name = _("number pattern")
        verbose_name_plural = _("number patterns")
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "kind"],
                name="pattern_once_per_issuer_and_kind",
                violation_error_message=_("This issuer already has a pattern for this kind. Change that one."),
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(issuer=None),
                name="pattern_for_everybody_once",
                violation_error_message=_("There is already a pattern for everybody for this kind. Change that one."),
            ),
            models.CheckConstraint(
                condition=Q(pattern__contains="{year}") & Q(pattern__contains="-{serial:0"),
                name="pattern_has_year_and_serial",
                violation_error_message=_("A pattern names {year} and ends with -{serial:06}."),
            ),
        ]

    def __str__(self) -> str:
        return self.pattern
