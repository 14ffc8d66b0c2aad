"""The statements that compute where everybody stands and what that adds up to.

One statement for one person and for a city: what increments write and what the nightly rebuild writes is computed by
the same words, and differs in whom it is asked for.
"""

from lms.coverage.queries.reckoning.figures import area_sql, leaf_sql, nodes_sql
from lms.coverage.queries.reckoning.lines import beyond, lines_sql, near
from lms.coverage.queries.reckoning.people import People, are_many, between, bounds, whose
from lms.coverage.queries.reckoning.rule import Rule, rule_of
from lms.coverage.queries.reckoning.standings import COLUMNS, standings_sql

__all__ = [
    "COLUMNS",
    "People",
    "Rule",
    "are_many",
    "area_sql",
    "between",
    "beyond",
    "bounds",
    "leaf_sql",
    "lines_sql",
    "near",
    "nodes_sql",
    "rule_of",
    "standings_sql",
    "whose",
]
