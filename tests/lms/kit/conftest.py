"""A stopped clock."""

import pytest
import time_machine


@pytest.fixture
def time_machine_at(at):
    """The clock stands at ``at``."""
    with time_machine.travel(at, tick=False):
        yield at
