"""What appointments reach, and when they cease to."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from lms.people.actions import appoint, sync_roles
from lms.people.actions.roles import AuditorNeedsEnd, LineNeedsSchemes
from lms.people.models import Appointment, Organisation, Person
from lms.people.queries import reach_of, still_reaches
from lms.people.roles import AUDITORS, Role
from lms.people.scopes import Scope
from tests.factories.people import AppointmentFactory, DivisionFactory, OrganisationFactory, PersonFactory, PostFactory
from tests.lms.people.officials import official

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 19)
# Midnight in Shanghai is 16:00 of the day before in London.
MIDNIGHT = datetime(2026, 11, 19, 16, 0, tzinfo=UTC)


def fresh(person):
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize("role", AUDITORS)
def test_an_auditor_needs_an_end(role, at):
    schemes = ["WF-SXYS"] if role == Role.LINE_AUDITOR else []
    given = {"person": PersonFactory(), "role": role, "over": DivisionFactory(), "by": None, "at": at}

    for ends_on in (None, DAY):
        with pytest.raises(AuditorNeedsEnd):
            appoint(**given, starts_on=DAY, ends_on=ends_on, schemes=schemes)

    made = appoint(**given, starts_on=DAY, ends_on=date(2027, 1, 1), schemes=schemes)
    assert (made.ends_on, made.schemes) == (date(2027, 1, 1), " ".join(schemes))


@pytest.mark.parametrize(("role", "schemes"), [(Role.LINE_AUDITOR, []), (Role.COUNTY_AUDITOR, ["WF-SXYS"])])
def test_a_line_department_and_nobody_else_has_schemes(role, schemes, at):
    with pytest.raises(LineNeedsSchemes):
        appoint(
            person=PersonFactory(), role=role, over=DivisionFactory(), by=None, at=at,
            starts_on=DAY, ends_on=date(2027, 1, 1), schemes=schemes,
        )  # fmt: skip


@pytest.mark.database
@pytest.mark.parametrize(
    "wrong",
    [
        {"role": Role.CITY_AUDITOR, "ends_on": None},
        {"role": Role.LINE_AUDITOR, "schemes": ""},
        {"role": Role.COUNTY_AUDITOR, "schemes": "WF-SXYS"},
    ],
    ids=["auditor-without-end", "line-without-schemes", "schemes-without-line"],
)
def test_the_database_refuses(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentFactory(**wrong)


def test_a_role_ends_at_midnight_in_shanghai_for_who_is_signed_in(client):
    sync_roles()
    auditor = official(Role.COUNTY_AUDITOR, DivisionFactory(), ends_on=date(2026, 11, 20))
    with time_machine.travel(MIDNIGHT.replace(hour=15, minute=59), tick=False):
        client.force_login(auditor)
        assert client.get(reverse("coverage:index")).status_code == 200
    with time_machine.travel(MIDNIGHT, tick=False):
        # The group is still there: the hourly tidying has not run yet.
        assert fresh(auditor).groups.exists()
        assert client.get(reverse("coverage:index")).status_code == 302
        assert not fresh(auditor).has_perm("coverage.view_coverage")
        assert Scope.of(fresh(auditor)).is_empty


def test_an_object_kept_over_midnight_asks_again():
    auditor = AppointmentFactory(role=Role.COUNTY_AUDITOR, ends_on=date(2026, 11, 20)).person
    with time_machine.travel(MIDNIGHT.replace(hour=15, minute=59), tick=False):
        assert not Scope.of(auditor).is_empty
    with time_machine.travel(MIDNIGHT, tick=False):
        assert Scope.of(auditor).is_empty


def test_an_administrator_is_none_from_midnight_on(client):
    ended = {"organisation": None, "starts_on": DAY, "ends_on": date(2026, 11, 20)}
    chief = AppointmentFactory(role=Role.ADMINISTRATOR, person__is_superuser=True, **ended).person
    with time_machine.travel(MIDNIGHT.replace(hour=15, minute=59), tick=False):
        client.force_login(chief)
        assert client.get(reverse("appointments:index")).status_code == 200
    with time_machine.travel(MIDNIGHT, tick=False):
        assert client.get(reverse("appointments:index")).status_code == 302


def test_a_line_department_reaches_nothing_unless_its_scheme_is_asked_for():
    county = DivisionFactory()
    home = OrganisationFactory(division=county)
    PostFactory(workplace=home)
    line = AppointmentFactory(role=Role.LINE_AUDITOR, division=county, organisation=None, schemes="GLR SXYS").person
    scope = Scope.of(line)

    assert not scope.is_empty
    assert scope.schemes == {"GLR", "SXYS"}
    assert list(Person.objects.visible_to(line)) == [line]
    assert not Organisation.objects.visible_to(line).exists()
    assert list(Organisation.objects.visible_to(scope.within("GLR"))) == [home]
    assert not Organisation.objects.visible_to(scope.within("OTHER")).exists()


def test_a_reach_is_held_by_a_scope_that_is_as_wide():
    city = DivisionFactory(level="city")
    county = DivisionFactory(city=city, parent=city)
    home = OrganisationFactory(division=county)
    over_county = reach_of(AppointmentFactory(role=Role.COUNTY_AUDITOR, division=county, organisation=None).person)
    over_home = reach_of(AppointmentFactory(organisation=home).person)
    wide = AppointmentFactory(role=Role.CITY_AUDITOR, division=city, organisation=None).person
    beside = AppointmentFactory(role=Role.CITY_AUDITOR, division=DivisionFactory(), organisation=None).person
    chief = PersonFactory(is_superuser=True)

    assert [still_reaches(wide, each) for each in (over_county, over_home, reach_of(wide))] == [True] * 3
    assert [still_reaches(beside, each) for each in (over_county, over_home)] == [False] * 2
    assert still_reaches(chief, reach_of(chief))
    assert not still_reaches(wide, reach_of(chief))
    assert still_reaches(beside, reach_of(PersonFactory()))


def test_the_reach_of_a_line_is_held_by_the_same_line_and_by_the_whole_county():
    county = DivisionFactory()
    over = {"division": county, "organisation": None}
    line = AppointmentFactory(role=Role.LINE_AUDITOR, schemes="GLR", **over).person
    reach = reach_of(line)

    assert still_reaches(line, reach)
    assert still_reaches(AppointmentFactory(role=Role.COUNTY_AUDITOR, **over).person, reach)
    assert not still_reaches(AppointmentFactory(role=Role.LINE_AUDITOR, schemes="SXYS", **over).person, reach)
    Appointment.objects.filter(person=line).update(ends_on=DAY)
    with time_machine.travel(MIDNIGHT):
        assert not still_reaches(fresh(line), reach)
