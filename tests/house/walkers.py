"""Everybody who knocks at the doors of a foreign county: one person of each role, and those without any."""

from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.db.models import Value
from django.db.models.functions import Concat

from lms.people.actions import sync_roles
from lms.people.models import Person
from lms.people.roles import Role
from tests.factories.mentoring import PairingFactory
from tests.factories.people import AppointmentFactory, DivisionFactory, OrganisationFactory, PersonFactory, PostFactory
from tests.house.world import NOW, SECRET

TODAY = NOW.date()
# Institutions have these; the others are held over the whole of the far county.
OVER_INSTITUTIONS = (Role.INSTITUTION_MANAGER, Role.COURSE_EDITOR, Role.SCHEME_MANAGER)


def foreigners(world):
    """Return who walks by name; nobody of them has any business in the county of ``world``."""
    sync_roles()
    far = DivisionFactory(name="远县")
    home = OrganisationFactory(name="远县医院", division=far)
    found = {str(role): _appointed(role, far, home) for role in Role if role != Role.ADMINISTRATOR}
    # Held over the very county, and over since midnight; the group is what the hourly tidying has not come to yet.
    found["ended"] = _ended(world.county)
    found["doctor"] = PostFactory(workplace=home, person__name="远医生").person
    found["mentor"] = PairingFactory(mentor__name="远名医", mentee=found["doctor"], organiser=home).mentor
    found["stranger"] = PersonFactory(name="路人")
    return found


def other_line(world):
    """Return a line department of the very county of ``world``, whose scheme is none of those there."""
    sync_roles()
    return _appointed(Role.LINE_AUDITOR, world.county, None)


def _appointed(role, far, home):
    over = {"organisation": home, "division": None} if role in OVER_INSTITUTIONS else {"organisation": None}
    if role not in OVER_INSTITUTIONS:
        over["division"] = far
    person = AppointmentFactory(role=role, person__name=f"远{role}", **over).person
    person.groups.add(Group.objects.get(name=role))
    return person


def _ended(county):
    dates = {"starts_on": date(2026, 1, 1), "ends_on": TODAY}
    role = Role.CITY_AUDITOR
    person = AppointmentFactory(role=role, person__name="卸任", division=county, organisation=None, **dates).person
    person.groups.add(Group.objects.get(name=role))
    assert TODAY - timedelta(days=1) < dates["ends_on"]
    return person


def name_everybody(world):
    """Put the secret into the name of everybody in the county, so that a page that names one of them is found out."""
    unnamed = Person.objects.exclude(name__contains=SECRET)
    unnamed.exclude(pk=world.stranger.pk).update(name=Concat("name", Value(SECRET)))
