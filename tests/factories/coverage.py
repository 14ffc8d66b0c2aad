"""Makes counties with towns, institutions and people, and questions about them."""

from datetime import date

import factory
from django.contrib.auth.models import Group, Permission
from factory.django import DjangoModelFactory

from lms.coverage.models import Coverage
from lms.coverage.queries import Question
from lms.people.models import Division
from lms.people.roles import Role
from tests.factories.people import AppointmentFactory, DivisionFactory, PersonFactory

AS_OF = date(2026, 11, 19)


class CoverageFactory(DjangoModelFactory):
    """Stands for the permission only: the model has no table."""

    class Meta:
        model = Coverage


class QuestionFactory(factory.Factory):
    class Meta:
        model = Question

    viewer = factory.SubFactory(PersonFactory, is_superuser=True)
    as_of = AS_OF


def make_city(name="潍坊市"):
    return DivisionFactory(name=name, level=Division.Level.CITY)


def make_county(city, name="寿光市"):
    return DivisionFactory(name=name, level=Division.Level.COUNTY, parent=city, city=city)


def make_town(county, name="羊口镇"):
    lineage = {"parent": county, "city": county.city, "county": county}
    return DivisionFactory(name=name, level=Division.Level.TOWN, **lineage)


def make_village(town, name="东村"):
    lineage = {"parent": town, "city": town.city, "county": town.county, "town": town}
    return DivisionFactory(name=name, level=Division.Level.VILLAGE, **lineage)


def auditor_of(division, role=Role.COUNTY_AUDITOR):
    """Return somebody who may audit ``division`` in the admin."""
    person = PersonFactory()
    AppointmentFactory(person=person, role=role, division=division, organisation=None)
    return admit(person)


def manager_of(organisation):
    """Return somebody who manages ``organisation`` and may view its coverage."""
    person = PersonFactory()
    AppointmentFactory(person=person, role=Role.INSTITUTION_MANAGER, organisation=organisation)
    return admit(person)


def admit(person):
    """Let ``person`` into the admin and the coverage."""
    group, _made = Group.objects.get_or_create(name="auditors")
    wanted = [("wagtailadmin", "access_admin"), ("coverage", "view_coverage")]
    group.permissions.set(
        [Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in wanted]
    )
    person.groups.add(group)
    return person
