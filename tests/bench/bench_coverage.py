"""Coverage of a generated city, on SQLite and on PostgreSQL: each city is made once, for minutes, and measured whole.

One line each: ``tree-page``, ``rollup-rebuild``, ``rollup-increment``. ``CITY_SCALE=0.1`` measures a tenth of the city,
``CITY_DATABASES=postgresql`` one database.
"""

import os
from typing import Any

from tests.bench import databases, rollup_increment, rollup_rebuild, tree_page
from tests.bench.city import City

# The last makes three more cities.
MEASURED = (rollup_rebuild, rollup_increment, tree_page)


def measure() -> list[dict[str, Any]]:
    """Return the figures on the databases."""
    chosen = os.environ.get("CITY_DATABASES", "sqlite postgresql").split()
    return [line for database in chosen for line in _on(database)]


def _on(database: str) -> list[dict[str, Any]]:
    found = databases.on(database, __name__, "city")
    return [
        line | {"name": f"{line['name']}/{database}"}
        for each in MEASURED
        for line in each.lines(found[each.__name__.rpartition(".")[2]])
    ]


def city() -> dict[str, dict[str, float]]:
    """Make the city, and return what each of the benchmarks found."""
    made = City()
    made.grow(records=True)
    found: dict[str, dict[str, float]] = {}
    for each in MEASURED:
        found[each.__name__.rpartition(".")[2]] = each.found(made)
    return found
