"""What the models of audit work share: whom they show, and a person at the workplace of that time."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import Organisation, Person
from lms.people.scopes import Scope

Kind = TypeVar("Kind", bound=models.Model)


class AuditedQuerySet(models.QuerySet[Kind]):
    """Filters over what lies at an institution, for those who hold a permission."""

    # The permission to view them, and the way to their institution.
    permission: ClassVar[str]
    institution: ClassVar[str] = "workplace"

    def visible_to(self, viewer: Any) -> Self:
        """Return those at an institution in ``viewer``'s scope, if the viewer holds the permission."""
        scope = Scope.of(viewer)
        if scope.everything:
            return self
        if scope.is_empty or not viewer.has_perm(self.permission):
            return self.none()
        return self.filter(scope.organisations_q(f"{self.institution}__"))


class AtWorkplace(models.Model):
    """Somebody whom audit work concerns, at their workplace of that time. Never changed."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    workplace = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
