"""Somebody with a role, in its group."""

from django.contrib.auth.models import Group

from lms.people.models import Division
from tests.factories.people import AppointmentFactory


def official(role, over, **more):
    """Return somebody appointed over a division or an institution, with the permissions of the role."""
    place = {"division": over, "organisation": None} if isinstance(over, Division) else {"organisation": over}
    person = AppointmentFactory(role=role, **place, **more).person
    person.groups.add(Group.objects.get(name=role))
    return person
