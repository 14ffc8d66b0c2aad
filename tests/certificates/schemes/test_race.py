"""Several managers at one class: no place twice, and the waiting list keeps its turn."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from certificates.schemes import actions
from certificates.schemes.models import Traineeship
from tests.certificates.schemes.test_actions_asking import OPEN, asked, states
from tests.factories.people import DivisionFactory, PersonFactory, RosterFactory
from tests.factories.schemes import CohortFactory, CountyShareFactory, RequirementFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def make_class(at, *, places, asking):
    cohort = CohortFactory(scheme=RequirementFactory().version.scheme, roster=None, due_roster=RosterFactory(), **OPEN)
    county = DivisionFactory()
    CountyShareFactory(cohort=cohort, county=county, places=places)
    return cohort, asked(cohort, county, at, asking)


def at_once(work, things):
    def alone(thing):
        try:
            work(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        list(pool.map(alone, things))


def test_approvals_racing_for_the_places_of_a_county(at):
    cohort, line = make_class(at, places=3, asking=12)
    manager = PersonFactory()

    at_once(lambda each: actions.approve(cohort, [each.pk], by=manager, at=at), line)

    assert Traineeship.objects.filter(state="approved").count() == 3
    assert Traineeship.objects.filter(state="waiting").count() == 9


def test_withdrawals_racing_move_up_as_many_as_leave(at):
    cohort, line = make_class(at, places=4, asking=8)
    actions.approve(cohort, [each.pk for each in line], by=PersonFactory(), at=at)

    at_once(lambda each: actions.give_up(each, at=at), line[:4])

    assert states(*line) == ["withdrawn"] * 4 + ["approved"] * 4
