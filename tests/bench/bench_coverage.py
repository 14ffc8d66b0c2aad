"""Coverage of a generated city, on SQLite and on PostgreSQL: each city is made once, for minutes, and measured whole.

``tree-page``, ``rollup-rebuild``, ``rollup-increment``, ``past-day``. ``CITY_SCALE=0.1`` measures a tenth of the city,
``CITY_DATABASES=postgresql`` one database; with ``CITY_RECORDS=all`` the other three cities have their records too, and
``CITY_COUNT=17`` makes more of them.
"""

import contextlib
import os
from typing import Any

from tests.bench import databases, past_days, rollup_increment, rollup_rebuild, tree_page
from tests.bench.city import CITIES, RECORDS_OF_ALL, City, in_bulk

MEASURED = (rollup_rebuild, past_days, rollup_increment, tree_page)
MEASURED_AGAIN = (tree_page, past_days)


def measure() -> list[dict[str, Any]]:
    """Return the figures on the databases."""
    chosen = os.environ.get("CITY_DATABASES", "sqlite postgresql").split()
    return [line for database in chosen for line in _on(database)]


def _on(database: str) -> list[dict[str, Any]]:
    found = databases.on(database, __name__, "city")
    return [
        line | {"name": f"{line['name']}/{database}"} for each in MEASURED for line in each.lines(found[_name(each)])
    ]


def city() -> dict[str, dict[str, float]]:
    """Make the city, and return what each of the benchmarks found."""
    made = City()
    made.grow(records=True)
    found = {_name(each): each.found(made) for each in MEASURED}
    with in_bulk() if RECORDS_OF_ALL else contextlib.nullcontext():
        while len(made.cities) < CITIES:
            made.grow(records=RECORDS_OF_ALL)
    for each in MEASURED_AGAIN:
        found[_name(each)] |= each.grown(made)
    return found


def _name(module: Any) -> str:
    name: str = module.__name__
    return name.rpartition(".")[2]
