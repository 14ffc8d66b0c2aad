"""Makes counties with towns, institutions and people, and questions about them."""

import hashlib
from datetime import UTC, date, datetime
from io import BytesIO

import factory
from django.contrib.auth.models import Group, Permission
from factory.django import DjangoModelFactory
from openpyxl import Workbook

from lms.coverage import models
from lms.coverage.models import Coverage, Report, ReportLine
from lms.coverage.queries import Question
from lms.coverage.rules import Tally, digest_of
from lms.people.models import Division
from lms.people.roles import Role
from tests.factories.people import (
    AppointmentFactory,
    DivisionFactory,
    OrganisationFactory,
    PersonFactory,
    RosterFactory,
)
from tests.factories.schemes import SchemeFactory

AS_OF = date(2026, 11, 19)


class CoverageFactory(DjangoModelFactory):
    """Stands for the permission only: the model has no table."""

    class Meta:
        model = Coverage


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = models.Programme

    code = factory.Sequence(lambda n: f"programme-{n}")
    name = factory.Sequence(lambda n: f"第{n}项培训覆盖计划")
    keeper = factory.SubFactory(OrganisationFactory)
    division = factory.SelfAttribute("keeper.division")
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)


class ProgrammeVersionFactory(DjangoModelFactory):
    """Everybody with a post is due, and 60 minutes cover them."""

    class Meta:
        model = models.ProgrammeVersion

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    in_force_on = date(2026, 1, 1)
    made_at = datetime(2025, 12, 1, 2, tzinfo=UTC)
    source_document = "潍卫基层〔2026〕1号"
    covered_by = models.ProgrammeVersion.CoveredBy.MINUTES
    target_minutes = 60


class RollUpFactory(DjangoModelFactory):
    class Meta:
        model = models.RollUp

    programme = factory.SubFactory(ProgrammeFactory)


class StandingFactory(DjangoModelFactory):
    """Somebody due who has not begun."""

    class Meta:
        model = models.Standing

    roll_up = factory.SubFactory(RollUpFactory)
    person = factory.SubFactory(PersonFactory)
    workplace = factory.SubFactory(OrganisationFactory)
    province = factory.LazyAttribute(lambda each: above(each.workplace, "province"))
    city = factory.LazyAttribute(lambda each: above(each.workplace, "city"))
    county = factory.LazyAttribute(lambda each: above(each.workplace, "county"))
    town = factory.LazyAttribute(lambda each: above(each.workplace, "town"))
    institution_kind = factory.SelfAttribute("workplace.kind")
    due_from = date(2026, 1, 1)
    deadline_on = date(2026, 12, 31)


class NodeFigureFactory(DjangoModelFactory):
    class Meta:
        model = models.NodeFigure

    roll_up = factory.SubFactory(RollUpFactory)
    node = 0


class DirtyPersonFactory(DjangoModelFactory):
    class Meta:
        model = models.DirtyPerson

    roll_up = factory.SubFactory(RollUpFactory)
    person = factory.SubFactory(PersonFactory)


def above(workplace, level):
    """Return the division of ``level`` that ``workplace`` lies in."""
    division = workplace.division
    return division if division.level == level else getattr(division, level)


class QuestionFactory(factory.Factory):
    class Meta:
        model = Question

    viewer = factory.SubFactory(PersonFactory, is_superuser=True)
    as_of = AS_OF


class ReportFactory(DjangoModelFactory):
    """A report with nobody in it; what a real one holds comes from freezing."""

    class Meta:
        model = Report

    scheme = factory.SubFactory(SchemeFactory)
    roster = factory.SubFactory(RosterFactory)
    division = factory.SubFactory(DivisionFactory)
    as_of = AS_OF
    about = factory.LazyAttribute(
        lambda it: {
            "scheme": it.scheme.name,
            "scheme_code": it.scheme.code,
            "scheme_version": None,
            "organiser": "市卫健委",
            "roster": it.roster.name,
            "roster_keeper": "市卫健委",
            "roster_import": None,
            "place": "寿光市",
            "as_of": AS_OF.isoformat(),
            "by": "审计员",
        }
    )
    figures = factory.LazyFunction(lambda: Tally().figures())
    due = 0
    covered = 0
    lines_sha256 = Tally().sha256
    digest = factory.LazyAttribute(lambda it: digest_of(it.about, it.figures, it.lines_sha256))
    file = factory.django.FileField(data=b"%PDF-", filename="report.pdf")
    sha256 = hashlib.sha256(b"%PDF-").hexdigest()
    frozen_at = datetime(2026, 11, 19, 1, tzinfo=UTC)
    frozen_by = factory.SubFactory(PersonFactory)


def figures_of(area, due):
    """Return the figures of a report with ``due`` people in one area, nobody covered."""
    rows = [[area, due, 0]]
    return {"areas": rows, "kinds": [["township", due, 0]], "months": [], "states": {"absent": due}}


class ReportLineFactory(DjangoModelFactory):
    class Meta:
        model = ReportLine

    report = factory.SubFactory(ReportFactory)
    position = factory.Sequence(lambda n: n + 1)
    person = factory.SubFactory(PersonFactory)
    name = factory.SelfAttribute("person.name")
    area = "羊口镇"
    institution = "羊口镇中心卫生院"
    institution_kind = "township"
    joined_on = date(2024, 1, 1)
    state = "absent"


def empty_book():
    """Return a workbook with nothing in it."""
    made = BytesIO()
    Workbook().save(made)
    return made


class ReportComparisonFactory(DjangoModelFactory):
    """A comparison that found nothing."""

    class Meta:
        model = models.ReportComparison

    report = factory.SubFactory(ReportFactory)
    as_of = AS_OF
    counts = factory.LazyFunction(list)
    file = factory.django.FileField(from_func=empty_book, filename="changes.xlsx")
    compared_at = datetime(2026, 11, 19, 1, tzinfo=UTC)
    compared_by = factory.SubFactory(PersonFactory)


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
