"""The permission to look at the coverage."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Coverage(models.Model):
    """No table: the name under which "may view the coverage" is granted."""

    class Meta:
        managed = False
        verbose_name = _("training coverage")
        verbose_name_plural = _("training coverage")
        default_permissions = ()
        permissions = [("view_coverage", _("May view the training coverage"))]

    def __str__(self) -> str:
        return str(_("training coverage"))
