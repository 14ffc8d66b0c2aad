"""What is up and what is not, for ``/healthz``: no names, no addresses, no secrets."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from celery import current_app
from django.core.cache import cache
from django.db import connection

from lms.kit import heartbeat

log = logging.getLogger(__name__)

# Says which start of the product answers.
INSTANCE_HEADER = "X-Instance"

Check = Callable[[datetime], dict[str, Any]]


def _database(_at: datetime) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return {"ok": cursor.fetchone() == (1,), "kind": connection.vendor}


def _cache(at: datetime) -> dict[str, Any]:
    # The server itself where there is one: the table that stands in for it would hide that it is gone.
    asked = getattr(cache, "server", cache)
    asked.set("site.health", at.isoformat(), 60)
    return {"ok": asked.get("site.health", None) == at.isoformat()}


def _broker(_at: datetime) -> dict[str, Any]:
    # A server that takes the call and never answers must not hold this up.
    brief = {"socket_connect_timeout": 2, "socket_timeout": 2}
    with current_app.connection(transport_options=brief) as connection:
        connection.ensure_connection(max_retries=1, interval_start=0)
        return {"ok": connection.connected}


def _worker(at: datetime) -> dict[str, Any]:
    heard = heartbeat.last_beat()
    if heard is None:
        return {"ok": False, "heard_seconds_ago": None}
    return {"ok": at - heard < heartbeat.SILENT_AFTER, "heard_seconds_ago": max(0, int((at - heard).total_seconds()))}


def _outbox(at: datetime) -> dict[str, Any]:
    waiting = heartbeat.backlog(at)
    return {
        "ok": waiting.overdue <= heartbeat.MOST_OVERDUE,
        "waiting": waiting.waiting,
        "overdue": waiting.overdue,
    }


CHECKS: dict[str, Check] = {
    "database": _database,
    "cache": _cache,
    "broker": _broker,
    "worker": _worker,
    "outbox": _outbox,
}
# What the apps above add: people can work all the same, so a fault is told and is not "down".
TOLD: dict[str, Check] = {}


def tell(name: str) -> Callable[[Check], Check]:
    """Return a decorator that has :func:`examine` tell of something more."""

    def register(check: Check) -> Check:
        TOLD[name] = check
        return check

    return register


def examine(at: datetime) -> dict[str, Any]:
    """Return ``{"status": "up" or "down", "checks": {name: {"ok": bool, …}}}`` at ``at``.

    One fault is "down", unless it is one of what is only told.
    """
    checks = {name: _carefully(name, check, at) for name, check in {**CHECKS, **TOLD}.items()}
    up = all(checks[name]["ok"] for name in CHECKS)
    return {"status": "up" if up else "down", "checks": checks}


def _carefully(name: str, check: Check, at: datetime) -> dict[str, Any]:
    try:
        return check(at)
    except Exception:
        # Whatever is wrong with it, it is not up. The log has the why; strangers who ask do not get it.
        log.exception("health check %s failed", name)
        return {"ok": False}
