"""What is on file from before there was a history."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from certificates.schemes.models import Traineeship, TraineeshipChange
from tests.factories.people import DivisionFactory, OrganisationFactory, PersonFactory, PostFactory, RosterEntryFactory
from tests.factories.schemes import TraineeshipFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
migration = import_module("certificates.schemes.migrations.0006_history")


def test_history_is_told_from_the_times_on_file(at, monkeypatch):
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    manager = PersonFactory()
    here = TraineeshipFactory(enrolled_at=at + 5 * DAY, enrolled_by=manager, state="completed", completed_at=at)
    ended = {"state": "withdrawn", "enrolled_at": at, "withdrawn_at": at + DAY, "withdraw_reason": "调离"}
    TraineeshipFactory(cohort=here.cohort, person=here.person, withdrawn_by=manager, returned_at=at + 5 * DAY, **ended)
    gone = TraineeshipFactory(state="withdrawn", enrolled_at=at, withdrawn_at=at + DAY)

    migration.history(apps, None)

    def steps(trainee):
        rows = TraineeshipChange.objects.filter(traineeship=trainee).order_by("pk")
        return list(rows.values_list("from_state", "to_state", "changed_at", "changed_by", "acted_as", "reason"))

    assert steps(here) == [
        ("", "running", at, None, "system", ""),
        ("running", "withdrawn", at + DAY, manager.pk, "class", "调离"),
        ("withdrawn", "running", at + 5 * DAY, manager.pk, "class", ""),
        # Records from before count from the first moment in the class on.
        ("running", "completed", at + 5 * DAY, None, "system", ""),
    ]
    assert [each[1] for each in steps(gone)] == ["running", "withdrawn"]


def test_counties_are_those_of_the_roster_or_else_of_a_post():
    county = DivisionFactory()
    town = OrganisationFactory(division=DivisionFactory(level="town", county=county, parent=county))
    named, posted, neither = (TraineeshipFactory() for _each in range(3))
    RosterEntryFactory(roster=named.cohort.roster, person=named.person, workplace=town)
    PostFactory(person=posted.person, workplace__division=county)

    migration.counties(apps, None)

    found = [Traineeship.objects.get(pk=each.pk).county for each in (named, posted, neither)]
    assert found == [county, county, None]
