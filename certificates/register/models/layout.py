"""Layouts of certificates, edited by issuers, and their versions, which never change."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.register.models.kinds import Kind, private_storage
from lms.people.models import Organisation
from lms.people.scopes import Scope


class LayoutQuerySet(models.QuerySet["Layout"]):
    """Filters over layouts."""

    def visible_to(self, viewer: object) -> Self:
        """Return the layouts of issuers inside ``viewer``'s scope, and those that belong to nobody."""
        scope = Scope.of(viewer)
        return self if scope.everything else self.filter(Q(issuer=None) | scope.organisations_q("issuer__"))

    def run_by(self, viewer: object) -> Self:
        """Return the layouts ``viewer`` may change: those of issuers inside the viewer's scope."""
        return self.filter(Scope.of(viewer).organisations_q("issuer__"))

    def usable_by(self, issuer: Organisation, kind: str) -> Self:
        """Return the layouts that certificates of ``kind`` by ``issuer`` may have."""
        return self.filter(Q(issuer=None) | Q(issuer=issuer), kind=kind, retired_at=None)


class Layout(models.Model):
    """How one issuer's certificates of one kind look. What is printed stands in its versions."""

    name = models.CharField(_("name of the layout"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.COMPLETION)
    issuer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issuer"),
        help_text=_("Whose certificates may look like this. Blank: everybody's."),
    )
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(_("out of use since"), null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate layout")
        verbose_name_plural = _("certificate layouts")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="layout_has_a_name"),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None) | Q(retired_at__isnull=False, retired_by__isnull=False),
                name="layout_retirement_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def newest(self) -> "LayoutVersion":
        """The version that new certificates get."""
        return self.versions.select_related("layout").latest("number")


class LayoutVersion(models.Model):
    """What a layout was on one day: texts, colors, sizes, pictures. The database refuses to change or delete it.

    Every certificate names the ``code`` of the version it was printed with.
    """

    layout = models.ForeignKey(Layout, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    code = models.CharField(max_length=40, unique=True)
    design = models.JSONField(_("design"))
    background = models.FileField(_("background"), storage=private_storage, blank=True, max_length=120)
    seal = models.FileField(_("seal"), storage=private_storage, blank=True, max_length=120)
    autograph = models.FileField(_("image of the signature"), storage=private_storage, blank=True, max_length=120)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version of a certificate layout")
        verbose_name_plural = _("versions of certificate layouts")
        constraints = [
            models.UniqueConstraint(fields=["layout", "number"], name="layout_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="layout_versions_begin_at_one"),
            models.CheckConstraint(condition=~Q(code=""), name="layout_version_has_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.layout} · {self.number}"
