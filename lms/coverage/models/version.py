"""Versions of a programme: who is due and what counts as covered, with the document that says so."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from certificates.register.models.kinds import Kind
from certificates.schemes.models import Scheme
from lms.coverage.models.programme import OF_A_SCHEME, Programme
from lms.people.models import Roster


class ProgrammeVersionQuerySet(models.QuerySet["ProgrammeVersion"]):
    """Filters over versions."""

    def in_force(self, programme: Programme, day: date) -> "ProgrammeVersion | None":
        """Return the version of ``programme`` that is in force on ``day``; of two for the same day the later made."""
        return self.filter(programme=programme).in_force_then(day).first()

    def in_force_then(self, day: date | OuterRef) -> Self:
        """Return the versions that had begun by ``day``, with the one in force in front."""
        return self.filter(in_force_on__lte=day).order_by("-in_force_on", "-number")

    def newest_first(self) -> Self:
        """Return the versions with the one made last in front."""
        return self.order_by("-number")


class ProgrammeVersion(models.Model):
    """Who is due and what covers them, from a day on. The database refuses to change or delete it.

    A correction is a new version: from a later day, or from the same day with a higher number.
    """

    class LicenceGroup(models.TextChoices):
        ANY = "", _("any licence or none")
        VILLAGE_DOCTORS_ONLY = "village_doctors_only", _("without a physician's licence (Order 386)")
        LICENSED = "licensed", _("licensed physicians and assistants")

    class CoveredBy(models.TextChoices):
        SCHEME = "scheme", _("a completed scheme")
        CREDITS = "credits", _("credits reached")
        MINUTES = "minutes", _("minutes reached")
        CERTIFICATE = "certificate", _("a certificate held")

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="versions", verbose_name=_("programme"), db_index=False
    )
    number = models.PositiveIntegerField(_("version"), default=1)
    in_force_on = models.DateField(_("in force from"))
    made_at = models.DateTimeField(_("made"))
    # Nobody where a program did it, as when the demo was loaded.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    source_document = models.CharField(_("document"), max_length=200)
    clause = models.CharField(_("clause"), max_length=100, blank=True)
    confirmed = models.BooleanField(_("read in the document itself"), default=False)

    # Who is due: the people on a roster, or else those in certain posts at certain institutions.
    roster = models.ForeignKey(
        Roster, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("roster")
    )
    post_kinds = models.JSONField(_("kinds of post"), default=list, blank=True)
    institution_kinds = models.JSONField(_("kinds of institution"), default=list, blank=True)
    licence_group = models.CharField(_("licence"), max_length=30, choices=LicenceGroup.choices, blank=True, default="")
    # Codes of areas that count besides the programme's division, such as the other half after a split.
    division_codes = models.JSONField(_("further division codes"), default=list, blank=True)
    days = models.PositiveIntegerField(
        _("days each person has"), null=True, blank=True, help_text=_("Empty: until the last day of the programme.")
    )

    covered_by = models.CharField(_("covered by"), max_length=20, choices=CoveredBy.choices)
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("scheme")
    )
    certificate_kind = models.CharField(_("kind of certificate"), max_length=20, choices=Kind.choices, blank=True)
    authority = models.CharField(_("authority that pays the credits"), max_length=80, blank=True)
    target_credits_hundredths = models.PositiveIntegerField(_("credits to reach (hundredths)"), null=True, blank=True)
    target_minutes = models.PositiveIntegerField(_("minutes to reach"), null=True, blank=True)
    target_tenths = models.PositiveIntegerField(_("share to reach (tenths of a percent)"), default=1000)
    # The pace: a list of {"on": "2026-06-30", "tenths": 500}.
    plan = models.JSONField(_("planned pace"), default=list, blank=True)

    objects = ProgrammeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a coverage programme")
        verbose_name_plural = _("versions of coverage programmes")
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="programme_versions_count_from_one"),
            models.CheckConstraint(
                condition=~Q(source_document=""),
                name="programme_version_has_a_source",
                violation_error_message=_("A version names the document it comes from."),
            ),
            models.CheckConstraint(
                condition=Q(covered_by="scheme", scheme__isnull=False)
                | (
                    Q(covered_by="credits", target_credits_hundredths__isnull=False, target_credits_hundredths__gte=1)
                    & ~Q(authority="")
                )
                | Q(covered_by="minutes", target_minutes__isnull=False, target_minutes__gte=1)
                | (Q(covered_by="certificate") & ~Q(certificate_kind="")),
                name="programme_version_says_what_covers",
                violation_error_message=_(
                    "Say what covers somebody: a scheme, so many credits of an authority, so many minutes or a kind of "
                    "certificate."
                ),
            ),
            models.CheckConstraint(
                condition=Q(target_tenths__gte=1, target_tenths__lte=1000),
                name="programme_target_is_a_share",
                violation_error_message=_("The share to reach is between 0.1 % and 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(days=None) | Q(days__gte=1),
                name="programme_gives_a_day",
                violation_error_message=_("Each person has one day at least."),
            ),
            models.CheckConstraint(
                condition=Q(licence_group__in=["", "village_doctors_only", "licensed"]),
                name="programme_licence_group_is_known",
            ),
        ]

    def __str__(self) -> str:
        return _("%(programme)s, version %(number)s") % {"programme": self.programme, "number": self.number}

    @property
    def line(self) -> str:
        """The code of the scheme that the rule is about: whose line departments it concerns. Empty for none."""
        return self.scheme.code if self.scheme and self.covered_by in OF_A_SCHEME else ""
