"""What is up: 200 when all of it is, 503 when something is not."""

from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from kombu import Connection
from redis.exceptions import ConnectionError as RedisGone

from lms.kit import heartbeat
from lms.site import health
from tests.factories.kit import ErrandFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(at):
    with time_machine.travel(at, tick=False):
        yield at


def test_all_is_up(client, now):
    heartbeat.beat(now - timedelta(seconds=20))

    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {
        "status": "up",
        "checks": {
            "database": {"ok": True, "kind": connection.vendor},
            "cache": {"ok": True},
            "broker": {"ok": True},
            "worker": {"ok": True, "heard_seconds_ago": 20},
            "outbox": {"ok": True, "waiting": 0, "overdue": 0},
            "seals": {"ok": True, "oldest_unsealed_seconds": 0},
        },
    }


@pytest.mark.parametrize(
    ("silent_for", "status"),
    [
        pytest.param(heartbeat.SILENT_AFTER - timedelta(seconds=1), 200, id="just-heard"),
        pytest.param(heartbeat.SILENT_AFTER, 503, id="silent-on-the-second"),
    ],
)
def test_a_silent_worker_is_down(client, now, silent_for, status):
    heartbeat.beat(now - silent_for)

    response = client.get("/healthz")

    assert (response.status_code, response.json()["checks"]["worker"]["ok"]) == (status, status == 200)


def test_a_worker_never_heard_of_is_down(client, now):
    response = client.get("/healthz")

    assert (response.status_code, response.json()["status"]) == (503, "down")
    assert response.json()["checks"]["worker"] == {"ok": False, "heard_seconds_ago": None}


def test_a_backlog_that_nobody_works_off_is_down(client, now, monkeypatch):
    heartbeat.beat(now)
    monkeypatch.setattr(heartbeat, "MOST_OVERDUE", 1)
    ErrandFactory.create_batch(2, created_at=now - timedelta(hours=1))

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["checks"]["outbox"] == {"ok": False, "waiting": 2, "overdue": 2}


def test_a_fault_is_down_and_keeps_its_details_to_the_log(client, now, monkeypatch):
    def refuse(*_args, **_options):
        raise OSError("redis://:secret@10.0.0.1")

    monkeypatch.setattr(health, "cache", SimpleNamespace(set=refuse))

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["checks"]["cache"] == {"ok": False}
    assert "secret" not in response.content.decode()


def test_a_cache_server_that_is_gone_is_down_though_a_table_stands_in(client, now, monkeypatch):
    def refuse(*_args):
        raise RedisGone

    heartbeat.beat(now)
    monkeypatch.setattr(health, "cache", SimpleNamespace(server=SimpleNamespace(set=refuse), set=cache.set))

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["checks"]["cache"] == {"ok": False}
    assert response.json()["checks"]["worker"]["ok"] is True


def test_a_broker_that_is_gone_is_down(client, now, monkeypatch):
    heartbeat.beat(now)
    monkeypatch.setattr(health, "current_app", SimpleNamespace(connection=partial(Connection, "redis://127.0.0.1:1")))

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == {"ok": False}


def test_it_names_the_start_that_answers(client, settings):
    settings.INSTANCE = "4cfc25eafb816b49"

    assert client.get("/healthz")["X-Instance"] == "4cfc25eafb816b49"


def test_health_is_never_kept_by_a_cache_on_the_way(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_examine_asks_every_check(now):
    assert set(health.examine(now)["checks"]) == {"database", "cache", "broker", "worker", "outbox", "seals"}
