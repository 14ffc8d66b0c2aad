"""The short form of the fault run; ``make bench NAME=fault-run`` is the long one."""

import pytest

from tests.faults.run import Plan, fault_run, faults_of

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("on_postgresql", [pytest.param(False, id="sqlite"), pytest.param(True, id="postgresql")])
def test_nothing_that_was_called_saved_is_lost(on_postgresql):
    plan = Plan(people=60, rounds=1, calm_seconds=4, on_postgresql=on_postgresql, browsers=2 * on_postgresql)

    found = fault_run(plan)

    assert faults_of(found) == {}, found
    assert found["acknowledged"] > 500
    assert found["cut"] > 0
    assert set(found["killed"]) == {"web worker", "Celery worker", *(["database"] if on_postgresql else [])}
