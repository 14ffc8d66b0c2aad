"""The one way in, and what a role still allows today."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils import timezone

from lms.people.models import Person
from lms.people.queries import person_today
from lms.people.roles import Role


class PhoneBackend(AuthenticationBackend):
    """Signs in by phone and password (codes and passkeys need no backend), and loads the person of a request."""

    def get_user(self, user_id: Any) -> Person | None:
        """Return the person if they may still sign in, with what the second-factor gate asks already known."""
        try:
            person = person_today(user_id)
        except Person.DoesNotExist:
            return None
        return person if self.user_can_authenticate(person) else None

    def _get_group_permissions(self, user_obj: Any) -> QuerySet[Permission]:
        """Leave out the groups of roles that ended by their date: the hourly tidying comes after midnight."""
        held = user_obj.appointments.on(timezone.localdate()).values("role")
        groups = user_obj.groups.filter(~Q(name__in=Role.values) | Q(name__in=held))
        return Permission.objects.filter(group__in=groups)
