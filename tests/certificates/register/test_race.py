"""Several workers at one class: no number twice, none left out, nobody with two certificates."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from certificates.register import actions
from certificates.register.models import Certificate, NumberSeries
from tests.certificates.register.test_actions import make_class, numbers
from tests.factories.people import PersonFactory
from tests.factories.schemes import TraineeshipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_workers_racing_over_two_classes_of_one_scheme(at, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 3)
    first = make_class(at, complete=10)
    second = first.scheme.cohorts.create(
        name="二班", version=first.version, organiser=first.organiser, starts_on=first.starts_on, ends_on=first.ends_on
    )
    half = list(first.traineeships.order_by("pk")[:5])
    for trainee in half:
        trainee.cohort = second
        trainee.save()
    manager = PersonFactory()

    def work(cohort):
        try:
            actions.issue(cohort, by=manager, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, [first, second] * 3))

    assert numbers() == [f"WF-SXYS-2026-{n:06d}" for n in range(1, 11)]
    assert Certificate.objects.values("traineeship").distinct().count() == 10
    assert NumberSeries.objects.get().next == 11


def test_workers_racing_over_two_classes_of_the_same_people(at, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    first = make_class(at, complete=5)
    second = first.scheme.cohorts.create(
        name="二班", version=first.version, organiser=first.organiser, starts_on=first.starts_on, ends_on=first.ends_on
    )
    for trainee in first.traineeships.order_by("pk"):
        TraineeshipFactory(cohort=second, person=trainee.person, state="completed", completed_at=trainee.completed_at)
    manager = PersonFactory()

    def work(cohort):
        try:
            actions.issue(cohort, by=manager, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [first, second] * 2))

    assert Certificate.objects.count() == Certificate.objects.values("person").distinct().count() == 5
