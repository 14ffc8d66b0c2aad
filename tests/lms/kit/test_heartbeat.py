"""Signs of life."""

from datetime import timedelta

import pytest

from lms.kit import heartbeat, receivers, tasks
from tests.factories.kit import ErrandFactory

pytestmark = pytest.mark.django_db


def test_nobody_was_ever_heard_of():
    assert heartbeat.last_beat() is None


def test_the_sweep_is_a_sign_of_life(time_machine_at):
    tasks.sweep()

    assert heartbeat.last_beat() == time_machine_at


def test_a_worker_that_is_ready_is_a_sign_of_life(time_machine_at):
    receivers.worker_ready_()

    assert heartbeat.last_beat() == time_machine_at


def test_backlog_counts_what_is_due_and_what_is_overdue(at):
    for age in (timedelta(minutes=2), timedelta(minutes=1, seconds=59), timedelta(seconds=-1)):
        ErrandFactory(created_at=at - timedelta(hours=1), due_at=at - age)

    assert heartbeat.backlog(at) == heartbeat.Backlog(waiting=2, overdue=1)
