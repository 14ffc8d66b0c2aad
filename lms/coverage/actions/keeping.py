"""Writing what was computed beside over what is kept, set by set."""

from lms.coverage.actions.staging import run
from lms.coverage.models import MEASURES, NodeFigure, RollUp, Standing
from lms.coverage.queries.reckoning import COLUMNS, Rule, dialect

_COLUMNS = ", ".join(COLUMNS)
_GONE = """
DELETE FROM coverage_standing WHERE id IN (
    SELECT kept_id FROM coverage_changed
    WHERE kept_id IS NOT NULL AND person_id NOT IN (SELECT person_id FROM coverage_found))
"""
_STANDINGS = f"""
INSERT INTO coverage_standing (roll_up_id, {_COLUMNS})
SELECT %(roll_up)s, {_COLUMNS} FROM coverage_found WHERE person_id IN (SELECT person_id FROM coverage_changed)
ON CONFLICT (roll_up_id, person_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])}
"""  # noqa: S608 - names of our own
_FIGURE_COLUMNS = f"roll_up_id, node, division_id, organisation_id, dimension, value, {', '.join(MEASURES)}"
_FIGURES = f"""
INSERT INTO coverage_nodefigure ({_FIGURE_COLUMNS})
SELECT %(roll_up)s, n.node, CASE WHEN n.node > 0 THEN n.node END, CASE WHEN n.node < 0 THEN -n.node END,
    n.dimension, n.value, {{values}}
FROM coverage_figures n LEFT JOIN coverage_nodefigure k
    ON k.roll_up_id = %(roll_up)s AND k.node = n.node AND k.dimension = n.dimension AND k.value = n.value
WHERE {{which}}
ON CONFLICT (roll_up_id, node, dimension, value)
DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in MEASURES)}
"""  # noqa: S608 - names of our own
_EMPTY = """
DELETE FROM coverage_nodefigure WHERE roll_up_id = %(roll_up)s AND due = 0
    AND node IN (SELECT node FROM coverage_figures)
"""
STALE = """
DELETE FROM coverage_nodefigure WHERE roll_up_id = %(roll_up)s AND NOT EXISTS (
    SELECT 1 FROM coverage_figures n WHERE n.node = coverage_nodefigure.node
        AND n.dimension = coverage_nodefigure.dimension AND n.value = coverage_nodefigure.value)
"""


def keep_standings(rule: Rule) -> None:
    """Write the standings that differ, and remove those of people who are not due any more."""
    values = {"roll_up": rule.roll_up}
    run(_GONE, values)
    run(_STANDINGS, values)


def add_figures(rule: Rule) -> None:
    """Add the staged differences to the figures. The caller holds the roll-up: nobody else writes them meanwhile."""
    values = {"roll_up": rule.roll_up}
    sums = ", ".join(f"coalesce(k.{name}, 0) + n.{name}" for name in MEASURES)
    moved = " OR ".join(f"n.{name} <> 0" for name in MEASURES)
    run(_FIGURES.format(values=sums, which=moved), values)
    run(_EMPTY, values)


def replace_figures(rule: Rule) -> int:
    """Put the staged figures in the place of those that differ from them; return how many did."""
    values = {"roll_up": rule.roll_up}
    differs = " OR ".join(dialect.differs(f"k.{name}", f"n.{name}") for name in MEASURES)
    stale = run(STALE, values)
    return stale + run(_FIGURES.format(values=", ".join(f"n.{name}" for name in MEASURES), which=differs), values)


def forget_figures(roll_up: RollUp) -> None:
    """Let go of all figures of a roll-up; the caller holds it, and saves it as one without any."""
    Standing.objects.filter(roll_up=roll_up.pk).delete()
    NodeFigure.objects.filter(roll_up=roll_up.pk).delete()
    roll_up.areas.clear()
    roll_up.is_partial = False
    roll_up.day = roll_up.version = roll_up.rebuilt_at = None
