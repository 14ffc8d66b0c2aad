"""People who work in the admin."""

from django.contrib.auth.models import Group, Permission

from lms.people.roles import PERMISSIONS
from tests.factories.people import AppointmentFactory


def allowed(person, role):
    """Give ``person`` what the page of roles gives ``role``."""
    group, _made = Group.objects.get_or_create(name=role)
    for name in ["wagtailadmin.access_admin", *PERMISSIONS[role]]:
        app, codename = name.split(".")
        group.permissions.add(*Permission.objects.filter(content_type__app_label=app, codename=codename))
    person.groups.add(group)
    return person


def appointed(role, organisation):
    """Return somebody with ``role`` over ``organisation``, and with what it gives."""
    return allowed(AppointmentFactory(organisation=organisation, role=role).person, role)
