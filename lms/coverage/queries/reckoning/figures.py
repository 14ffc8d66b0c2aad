"""The statements that add standings up: by small areas first, so that few rows are added up often.

An institution has figures as a whole only: the groups of so few people are counted when somebody looks.
"""

from lms.coverage.models import MEASURES, NodeFigure
from lms.coverage.queries.place import LEVELS
from lms.coverage.queries.reckoning import dialect

_D = NodeFigure.Dimension
_AREAS = ", ".join(f"{level}_id" for level in LEVELS)
_SUMS = ", ".join(f"sum({name}) AS {name}" for name in MEASURES)
_MEASURES = ", ".join(MEASURES)
# By dimension, the column of a standing; credits are whole numbers of hundredths.
_COLUMNS = {
    _D.INSTITUTION_KIND: "institution_kind",
    _D.POST: "post_kind",
    _D.TITLE: "post_title",
    _D.AGE: "age_band",
    _D.SEX: "sex",
    _D.MONTH: "covered_month",
}
# A standing as what it adds to a figure. ``sign`` is 1, or -1 for one that does not hold any more.
_COUNTED = """
SELECT s.*, sign AS one, CASE WHEN started_at IS NULL THEN 0 ELSE sign END AS begun,
    CASE WHEN covered_at IS NULL THEN 0 ELSE sign END AS done, CASE WHEN is_overdue THEN sign ELSE 0 END AS late,
    CASE WHEN on_leave THEN sign ELSE 0 END AS away
FROM ({source}) s
"""
_LEAF = """
SELECT {workplace} AS workplace_id, {areas}, '{dimension}' AS dimension, {value} AS value, sum(one) AS due,
    sum(begun) AS started, sum(done) AS covered, sum(late) AS overdue, sum(away) AS on_leave,
    sum(sign * minutes) AS minutes, sum(sign * credits_hundredths) AS credits_hundredths
FROM counted {where} GROUP BY {workplace}, {areas}, {value}
"""
# SQLite looks into a table's index only by columns that have a type, which it takes over from a CAST alone.
_NODES = """
SELECT CAST(node AS bigint) AS node, {dimension} AS dimension, value, {sums} FROM (
    SELECT -workplace_id AS node, dimension, value, {measures} FROM {leaf} WHERE workplace_id IS NOT NULL
    UNION ALL SELECT 0, dimension, value, {measures} FROM {area}
    {levels}
) figures GROUP BY node, dimension, value
"""
_LEVEL = "UNION ALL SELECT {level}_id, dimension, value, {measures} FROM {area} WHERE {level}_id IS NOT NULL"


def leaf_sql(source: str) -> str:
    """Return the statement for the figures of each institution, and of each value in each smallest area.

    :param source: a statement of standings with a column ``sign``.
    """
    parts = [_leaf(_D.TOTAL, dialect.text("''"), workplace="workplace_id")]
    parts += [_leaf(dimension, column) for dimension, column in _COLUMNS.items()]
    parts.append(_leaf(_D.CREDITS, dialect.text("credits_hundredths / 100")))
    return f"WITH counted AS ({_COUNTED.format(source=source)}) {' UNION ALL '.join(parts)}"


def area_sql(leaf: str) -> str:
    """Return the statement for the figures of each smallest area, from the table ``leaf``."""
    return f"SELECT {_AREAS}, dimension, value, {_SUMS} FROM {leaf} GROUP BY {_AREAS}, dimension, value"  # noqa: S608


def nodes_sql(leaf: str, area: str) -> str:
    """Return the statement for the figures of every node, from the tables ``leaf`` and ``area``."""
    levels = " ".join(_LEVEL.format(level=level, measures=_MEASURES, area=area) for level in LEVELS)
    dimension = dialect.text("dimension")
    return _NODES.format(dimension=dimension, sums=_SUMS, measures=_MEASURES, leaf=leaf, area=area, levels=levels)


def _leaf(dimension: str, value: str, workplace: str = "CAST(NULL AS bigint)") -> str:
    where = "WHERE covered_month <> ''" if dimension == _D.MONTH else ""
    return _LEAF.format(workplace=workplace, areas=_AREAS, dimension=dimension, value=value, where=where)
