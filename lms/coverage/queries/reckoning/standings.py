"""The statement that says where everybody stands."""

from lms.coverage.queries.place import LEVELS
from lms.coverage.queries.reckoning import covered, dialect, due
from lms.coverage.queries.reckoning.people import People, whose
from lms.coverage.queries.reckoning.rule import Rule

# The columns of a standing that are computed, in the order of the statement.
COLUMNS = (
    "person_id",
    "workplace_id",
    *(f"{level}_id" for level in LEVELS),
    *("institution_kind", "post_kind", "post_title", "age_band", "sex"),
    *("due_from", "due_until", "deadline_on", "started_at", "covered_at", "covered_month"),
    *("minutes", "credits_hundredths", "is_overdue", "on_leave"),
)
_STANDINGS = """
WITH placed AS ({placed}), away AS ({away}), taken AS MATERIALIZED ({taken}), learned AS MATERIALIZED ({learned}),
credited AS ({credited}), begun AS ({begun}), done AS MATERIALIZED ({done}),
found AS (
    SELECT p.person_id, p.workplace_id, {areas}, o.kind AS institution_kind, p.post_kind, p.post_title,
        {band} AS age_band, person.sex,
        CASE WHEN p.first_on > %(starts_on)s THEN p.first_on ELSE {starts_on} END AS due_from, p.until AS due_until,
        begun.first_at AS begun_at, done.at AS covered_at,
        coalesce(learned.minutes, 0) AS minutes, coalesce(credited.hundredths, 0) AS credits_hundredths,
        away.person_id IS NOT NULL AS on_leave
    FROM placed p
    JOIN people_person person ON person.id = p.person_id {themselves}
    JOIN people_organisation o ON o.id = p.workplace_id
    JOIN people_division d ON d.id = o.division_id
    LEFT JOIN away ON away.person_id = p.person_id
    LEFT JOIN learned ON learned.person_id = p.person_id
    LEFT JOIN credited ON credited.person_id = p.person_id
    LEFT JOIN begun ON begun.person_id = p.person_id
    LEFT JOIN done ON done.person_id = p.person_id
    WHERE coalesce(away.all_the_time, 0) = 0 {licensed}
),
dated AS (SELECT found.*, {deadline} AS deadline_on FROM found)
SELECT person_id, workplace_id, {levels}, institution_kind, post_kind, post_title, age_band, sex,
    due_from, due_until, deadline_on,
    CASE WHEN covered_at IS NOT NULL AND (begun_at IS NULL OR covered_at < begun_at) THEN covered_at ELSE begun_at END
        AS started_at,
    covered_at, CASE WHEN covered_at IS NULL THEN '' ELSE {month} END AS covered_month, minutes, credits_hundredths,
    covered_at IS NULL AND NOT on_leave AND %(day)s > deadline_on AS is_overdue, on_leave
FROM dated
"""


def standings_sql(rule: Rule, people: People = None) -> str:
    """Return the statement for the standings of ``people`` under ``rule``, with the columns :data:`COLUMNS`."""
    theirs = whose("t.person_id", people)
    return _STANDINGS.format(
        placed=due.placed(rule, theirs),
        away=due.away(theirs),
        themselves="" if isinstance(people, str) else whose("person.id", people),
        taken=covered.taken(theirs),
        learned=covered.learned(theirs),
        credited=covered.credited(rule, theirs),
        begun=covered.begun(rule, theirs),
        done=covered.done(rule, theirs),
        areas=", ".join(f"{due.area(rule, level)} AS {level}_id" for level in LEVELS),
        levels=", ".join(f"{level}_id" for level in LEVELS),
        band=due.band("person.born_on"),
        licensed=due.licensed(rule),
        starts_on=dialect.day("%(starts_on)s"),
        deadline=_deadline(rule),
        month=dialect.month("covered_at"),
    )


def _deadline(rule: Rule) -> str:
    last = dialect.day("%(ends_on)s")
    if rule.version.days is None:
        return last
    own = dialect.days_after("due_from", rule.version.days)
    return f"CASE WHEN {own} < %(ends_on)s THEN {own} ELSE {last} END"
