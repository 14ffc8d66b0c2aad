"""Makes people, places and posts."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from lms.people import models
from lms.people.roles import AUDITORS, Role


class DivisionFactory(DjangoModelFactory):
    class Meta:
        model = models.Division

    code = factory.Sequence(lambda n: f"{370700000000 + n:012d}")
    name = factory.Sequence(lambda n: f"第{n}县")
    level = models.Division.Level.COUNTY


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organisation

    code = factory.Sequence(lambda n: f"ORG{n:06d}")
    name = factory.Sequence(lambda n: f"第{n}卫生院")
    kind = models.Organisation.Kind.TOWNSHIP
    division = factory.SubFactory(DivisionFactory)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = models.Person
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"医生{n}")
    phone = factory.Sequence(lambda n: f"139{n:08d}")
    password = factory.django.Password("correct-horse-battery")


class PostFactory(DjangoModelFactory):
    class Meta:
        model = models.Post

    person = factory.SubFactory(PersonFactory)
    workplace = factory.SubFactory(OrganisationFactory)
    employer = factory.SelfAttribute("workplace")
    kind = models.Post.Kind.TOWNSHIP_DOCTOR
    title = "主治医师"
    starts_on = date(2020, 1, 1)


class LicenceFactory(DjangoModelFactory):
    class Meta:
        model = models.Licence

    person = factory.SubFactory(PersonFactory)
    kind = models.Licence.Kind.PHYSICIAN
    number = factory.Sequence(lambda n: f"37{n:013d}")


class LeaveFactory(DjangoModelFactory):
    class Meta:
        model = models.Leave

    person = factory.SubFactory(PersonFactory)
    starts_on = date(2026, 11, 1)
    source_key = factory.Sequence(lambda n: f"test:leave:{n}")


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Appointment

    person = factory.SubFactory(PersonFactory)
    role = Role.INSTITUTION_MANAGER
    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = date(2020, 1, 1)
    ends_on = factory.LazyAttribute(lambda made: date(2099, 1, 1) if made.role in AUDITORS else None)
    schemes = factory.LazyAttribute(lambda made: "ELSEWHERE" if made.role == Role.LINE_AUDITOR else "")


class RosterFactory(DjangoModelFactory):
    class Meta:
        model = models.Roster

    name = factory.Sequence(lambda n: f"第{n}期名册")
    keeper = factory.SubFactory(OrganisationFactory)
    made_on = date(2026, 3, 1)


class RosterEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.RosterEntry

    roster = factory.SubFactory(RosterFactory)
    person = factory.SubFactory(PersonFactory)
    workplace = factory.SubFactory(OrganisationFactory)
    joined_on = date(2026, 3, 1)
