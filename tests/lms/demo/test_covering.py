"""The coverage programmes of the demo and the report on one of them."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from lms.coverage.models import Programme, Report
from lms.demo.covering import THREE_YEARS, look_back_at_last_month, promise
from lms.kit.queue import drain
from lms.people.actions import sync_memberships, sync_roles
from lms.people.models import Division
from lms.people.roles import Role
from tests.factories.people import AppointmentFactory, DivisionFactory, OrganisationFactory, PersonFactory, PostFactory
from tests.factories.schemes import SchemeFactory

pytestmark = pytest.mark.django_db


def test_a_report_of_last_month_is_frozen_on_the_three_years():
    city = DivisionFactory(level=Division.Level.CITY)
    commission = OrganisationFactory(division=city)
    SchemeFactory(code="WF-XCYS")
    doctors = [PostFactory(workplace=commission, kind="village_doctor").person for _ in range(3)]
    auditor = AppointmentFactory(role=Role.CITY_AUDITOR, division=city, organisation=None).person
    company = SimpleNamespace(village_doctors=doctors, officers={Role.CITY_AUDITOR: auditor})
    places, now = SimpleNamespace(commission=commission, city=city), timezone.now()
    sync_roles()
    sync_memberships(at=now)

    promise(places, company, by=PersonFactory(is_superuser=True), at=now)
    drain()
    look_back_at_last_month(places, company, at=now)
    drain()

    report = Report.objects.get()
    assert report.version.programme == Programme.objects.get(code=THREE_YEARS)
    assert (report.due, report.covered, report.division) == (3, 0, city)
    assert report.as_of.month != timezone.localdate(now).month
