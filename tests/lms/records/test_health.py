"""That sealing stands still is told, and the site is up all the same."""

from datetime import timedelta

import pytest
import time_machine

from lms.kit import heartbeat
from lms.records.health import LONGEST, seals
from lms.records.models import TreeHead
from tests.lms.records.sealing import DAY, as_operator, fill, seal_on

pytestmark = pytest.mark.django_db


def test_where_everything_is_sealed_nothing_waits():
    assert seals(DAY) == {"ok": True, "oldest_unsealed_seconds": 0}
    fill(3)
    seal_on(1)

    assert seals(DAY + timedelta(days=9)) == {"ok": True, "oldest_unsealed_seconds": 0}


@pytest.mark.parametrize("sealed_before", [0, 300])
@pytest.mark.parametrize(
    ("waited", "ok"),
    [
        pytest.param(timedelta(minutes=-1), True, id="clocks-differ"),
        pytest.param(LONGEST, True, id="on-the-second"),
        pytest.param(LONGEST + timedelta(seconds=1), False, id="longer"),
    ],
)
def test_the_oldest_record_under_no_head_is_told(sealed_before, waited, ok):
    if sealed_before:
        fill(sealed_before, recorded_at=DAY - timedelta(days=1))
        seal_on(0)
    fill(1, recorded_at=DAY)
    fill(1, recorded_at=DAY + timedelta(hours=9))

    assert seals(DAY + waited) == {"ok": ok, "oldest_unsealed_seconds": max(0, int(waited.total_seconds()))}


def test_what_is_hashed_and_under_no_head_waits_too():
    fill(2, recorded_at=DAY)
    seal_on(0)
    with as_operator() as cursor:
        cursor.execute("DELETE FROM records_treehead")
    assert not TreeHead.objects.exists()

    assert seals(DAY + timedelta(hours=3)) == {"ok": False, "oldest_unsealed_seconds": 3 * 3600}


def test_that_it_stands_still_does_not_take_the_site_down(client):
    fill(1, recorded_at=DAY)
    now = DAY + timedelta(hours=3)

    with time_machine.travel(now, tick=False):
        heartbeat.beat(now)
        response = client.get("/healthz")

    assert (response.status_code, response.json()["status"]) == (200, "up")
    assert response.json()["checks"]["seals"] == {"ok": False, "oldest_unsealed_seconds": 3 * 3600}
