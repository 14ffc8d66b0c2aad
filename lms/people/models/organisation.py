"""Administrative divisions and the institutions that lie in them."""

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.people.scopes import Scope


class DivisionQuerySet(models.QuerySet["Division"]):
    """Filters over divisions."""

    def on(self, day: date) -> Self:
        """Return the divisions that exist on ``day``."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))

    def inside(self, division: "Division") -> Self:
        """Return ``division`` and everything below it."""
        return self.filter(division.reach())

    def visible_to(self, viewer: object) -> Self:
        """Return the divisions ``viewer`` may name: those inside the viewer's scope."""
        return self.visible_to_scope(Scope.of(viewer))

    def visible_to_scope(self, scope: Scope) -> Self:
        """Return the divisions a reader with ``scope`` may name: those inside it."""
        return self if scope.everything else self.filter(scope.divisions_q())


class Division(models.Model):
    """An area with a 12-digit statistical code: province, city, county, town or village.

    Codes change when areas are re-drawn, so a code is an attribute with validity dates. Each row names its
    ancestors by level: a roll-up joins on equality and never on a path.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("city")
        COUNTY = "county", _("county")
        TOWN = "town", _("town")
        VILLAGE = "village", _("village")

    code = models.CharField(
        _("division code"), max_length=12, validators=[RegexValidator(r"^\d{12}$", _("A division code has 12 digits."))]
    )
    name = models.CharField(_("name"), max_length=100)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    province = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    city = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    county = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    town = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(_("valid from"), default=date(2000, 1, 1))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="division_code_once_per_start"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="division_code_current_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="division_ends_after_it_begins",
                violation_error_message=_("A division ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def lies_in(self, division: "Division") -> bool:
        """Return whether this is ``division`` or lies inside it: what :meth:`reach` asks the database."""
        return division.pk in (self.pk, getattr(self, f"{division.level}_id", None))

    def reach(self, prefix: str = "") -> Q:
        """Return the condition "is this division or lies inside it", for a relation to a division at ``prefix``.

        ``prefix`` is the look-up up to the division with its trailing underscores, such as ``"workplace__division__"``.
        """
        inside = Q(**{f"{prefix.removesuffix('__')}_id" if prefix else "pk": self.pk})
        if self.level != self.Level.VILLAGE:
            inside |= Q(**{f"{prefix}{self.level}_id": self.pk})
        return inside


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Filters over institutions."""

    def visible_to(self, viewer: object) -> Self:
        """Return the institutions inside ``viewer``'s scope."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(scope.organisations_q())


class Organisation(models.Model):
    """An institution: a hospital, a township hospital, a village clinic, a commission. It lies in one division."""

    class Kind(models.TextChoices):
        COMMISSION = "commission", _("health commission")
        TERTIARY = "tertiary", _("tertiary hospital")
        COUNTY_HOSPITAL = "county_hospital", _("county hospital")
        COMMUNITY_HEADQUARTERS = "community_headquarters", _("headquarters of a county medical community")
        TOWNSHIP = "township", _("township hospital")
        COMMUNITY_CENTRE = "community_centre", _("community health centre")
        COMMUNITY_STATION = "community_station", _("community health station")
        VILLAGE_CLINIC = "village_clinic", _("village clinic")
        TRAINING_CENTRE = "training_centre", _("training centre")

    code = models.CharField(_("institution code"), max_length=22, unique=True)
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("division")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        indexes = [models.Index(fields=["name"], name="organisation_by_name")]
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="organisation_has_a_code"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="organisation_is_not_its_own_parent",
                violation_error_message=_("An institution cannot belong to itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
