"""Several workers at the same people's records: no line twice, no cap passed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from certificates.credits import actions
from certificates.credits.actions import changes
from certificates.credits.models import CreditLine, RuleSet
from lms.kit.queue import drain
from tests.factories.credits import CreditRuleFactory, RuleSetFactory, make_set
from tests.factories.people import PersonFactory
from tests.factories.records import LearningRecordFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_workers_racing_over_one_cap(at):
    CreditRuleFactory(unit_minutes=30, cap_per_kind_hundredths=450)
    people = [PersonFactory() for _ in range(3)]
    records = [
        LearningRecordFactory(person=person, happened_at=at + timedelta(minutes=n))
        for person in people
        for n in range(8)
    ]

    def work(record):
        try:
            actions.award(record_ids=[record.pk], at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, records * 2))

    standing = CreditLine.objects.standing()
    for person in people:
        assert sum(line.hundredths for line in standing.filter(person=person)) == 450
    assert standing.count() == standing.values("record").distinct().count() == 24


def test_two_sets_that_overlap_do_not_both_come_into_force(at):
    sets = [RuleSetFactory(authority="省", code=f"race-{n}") for n in range(6)]

    def work(rule_set):
        try:
            RuleSet.objects.filter(pk=rule_set.pk).update(state="in_force")
        except IntegrityError:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(work, sets)) == 1


def test_of_two_who_approve_at_once_one_is_told_that_it_is_done(at):
    rule_set = make_set({}, code="province")
    draft = actions.new_version(rule_set, by=None, at=at)
    change = changes.ask_for_report(draft, by=PersonFactory(), at=at)
    drain()
    approvers = [PersonFactory() for _ in range(4)]

    def approve(person):
        try:
            changes.approve(change, by=person, at=at)
        except changes.ReportNotReady:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(approve, approvers)) == 1
    assert RuleSet.objects.in_force().get() == draft
