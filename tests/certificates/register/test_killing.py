"""Real worker processes killed with ``kill -9`` while they issue: no gap, no double, none missing."""

import pytest
from django.db import connection

from certificates.register.actions import issuing
from certificates.register.models import Certificate
from tests.certificates.register.classes import approved, big_class
from tests.certificates.register.killing import issue_under_fire

PEOPLE = 120


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_any_moment_leaves_no_gap_no_double_and_none_missing(at, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the worker runs on a copy of the SQLite database")
    batch = approved(big_class(PEOPLE, at=at), at=at)

    killed, faults = issue_under_fire(batch, kills=6, folder=tmp_path, step=7, seconds=0.3)

    assert killed >= 2
    assert faults == 0


@pytest.mark.django_db
@pytest.mark.parametrize("size", [8, 40])
def test_queries_grow_with_the_batches_not_with_the_people(at, size, django_assert_num_queries):
    batch = approved(big_class(size, at=at), at=at)
    ids = list(batch.recipients.values_list("pk", flat=True))
    issuing.issue_some(batch, ids[:2], at=at)

    with django_assert_num_queries(24):
        issuing.issue_some(batch, ids[2:], at=at)

    assert Certificate.objects.filter(batch=batch).count() == size
