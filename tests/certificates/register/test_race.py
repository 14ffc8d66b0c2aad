"""Several workers at one class: no number twice, none left out, nobody with two certificates."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection

from certificates.register import actions
from certificates.register.actions import issuing
from certificates.register.models import Batch, Certificate, KnownKey, NumberSeries, StatusList
from lms.jobs.models import Job
from tests.certificates.register.test_actions import approved, make_class, numbers
from tests.factories.people import PersonFactory
from tests.factories.register import NumberPatternFactory
from tests.factories.schemes import TraineeshipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_workers_racing_over_two_classes_of_one_scheme(at, monkeypatch):
    monkeypatch.setattr(issuing, "AT_ONCE", 3)
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
            approver = PersonFactory()
            actions.issue(cohort, by=manager, approved_by=approver, at=at)
        except (actions.StillIssuing, actions.AlreadyWaiting, IntegrityError):
            pass  # another worker has proposed the list of this class
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, [first, second] * 3))

    assert numbers() == [f"WF-SXYS-2026-{n:06d}" for n in range(1, 11)]
    assert Certificate.objects.values("traineeship").distinct().count() == 10
    assert NumberSeries.objects.get().next == 11
    # Both classes are of one organiser: one list, every entry taken once, none left out.
    (listed,) = StatusList.objects.all()
    assert sorted(listed.signatures.values_list("status_index", flat=True)) == list(range(10))
    assert listed.next == 10
    assert KnownKey.objects.count() == 1


def test_workers_racing_over_two_classes_of_the_same_people(at, monkeypatch):
    monkeypatch.setattr(issuing, "AT_ONCE", 2)
    first = make_class(at, complete=5)
    second = first.scheme.cohorts.create(
        name="二班", version=first.version, organiser=first.organiser, starts_on=first.starts_on, ends_on=first.ends_on
    )
    for trainee in first.traineeships.order_by("pk"):
        TraineeshipFactory(cohort=second, person=trainee.person, state="completed", completed_at=trainee.completed_at)
    manager = PersonFactory()

    def work(cohort):
        try:
            approver = PersonFactory()
            actions.issue(cohort, by=manager, approved_by=approver, at=at)
        except (actions.StillIssuing, actions.AlreadyWaiting, IntegrityError):
            pass  # another worker has proposed the list of this class
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [first, second] * 2))

    assert Certificate.objects.count() == Certificate.objects.values("person").distinct().count() == 5


def test_workers_racing_over_one_approved_list(at):
    batch = approved(make_class(at, complete=12), by=PersonFactory(), at=at)
    ids = list(batch.recipients.values_list("pk", flat=True))

    def work(some):
        try:
            actions.issue_some(batch, some, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, [ids[:7], ids[5:], ids, ids[3:9], ids[::2], ids[1::2]]))

    assert numbers() == [f"WF-SXYS-2026-{n:06d}" for n in range(1, 13)]
    assert NumberSeries.objects.get().next == 13


def test_two_kinds_and_a_pattern_share_one_series_without_a_gap(at):
    """Two issuers under a pattern that names neither take their numbers from one row."""
    classes = [make_class(at, complete=6, code=f"WF-{mark}") for mark in "AB"]
    NumberPatternFactory(issuer=None, pattern="WF-{year}-{serial:05}")
    batches = [approved(each, by=PersonFactory(), at=at) for each in classes]

    def work(part):
        batch, some = part
        try:
            actions.issue_some(batch, some, at=at)
        finally:
            connection.close()

    lists = [(batch, list(batch.recipients.values_list("pk", flat=True))) for batch in batches]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, [(batch, ids[start : start + 2]) for batch, ids in lists for start in (0, 2, 4)]))

    assert numbers() == [f"WF-2026-{n:05d}" for n in range(1, 13)]


def test_two_people_approving_at_once_start_one_job(at):
    batch = actions.propose(Batch(cohort=make_class(at, complete=3)), by=PersonFactory(), at=at)
    approvers = [PersonFactory() for _each in range(4)]

    def work(person):
        try:
            actions.approve(batch, by=person, seen=batch.digest, at=at)
        except actions.AlreadyDecided:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, approvers)) == 1

    assert (Job.objects.count(), batch.recipients.count()) == (1, 3)
