"""People who look after what an institution organises."""

from django.contrib.auth.models import Permission
from django.db.models import Q

from lms.people.roles import PERMISSIONS, Role
from tests.factories.people import AppointmentFactory


def manager_of(organisation, role=Role.SCHEME_MANAGER):
    """Return somebody who holds ``role`` over ``organisation``, with the permissions of the role."""
    person = AppointmentFactory(role=role, organisation=organisation).person
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for permission in PERMISSIONS[role]:
        app, codename = permission.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    person.user_permissions.set(Permission.objects.filter(wanted))
    return person
