"""What was learned in the period of a programme, and since when it covers somebody."""

from lms.coverage.models import ProgrammeVersion
from lms.coverage.queries.reckoning import dialect
from lms.coverage.queries.reckoning.rule import Rule

_By = ProgrammeVersion.CoveredBy

# Records of learners that went well: what the index ``record_of_learning`` holds, in its order.
_GOOD = """
FROM records_learningrecord t {by_index} WHERE t.reverses_id IS NULL AND t.role = 'learner'
    AND t.outcome IN ('completed', 'attended', 'passed') AND t.happened_at >= %(since)s AND t.happened_at < %(until)s
"""
_STANDING = "AND t.id NOT IN (SELECT reverses_id FROM taken)"
# What was taken back, by whose it was: a reversal is of the same person.
_TAKEN = """
SELECT t.person_id, t.reverses_id FROM records_learningrecord t {by_index} WHERE t.reverses_id IS NOT NULL {whose}
"""
# Whether it was taken back is asked only of the records of those who had one taken back: to ask it of every record
# takes as long as adding them up.
_LEARNED = """
SELECT person_id, minutes, first_at FROM (
    SELECT t.person_id, sum(t.minutes) AS minutes, min(t.happened_at) AS first_at {good} {whose} GROUP BY 1
) added WHERE person_id NOT IN (SELECT person_id FROM taken)
UNION ALL
SELECT t.person_id, sum(t.minutes), min(t.happened_at) {good} {theirs} {standing} GROUP BY 1
"""
# What a line gave and what its reversal took add up to what counts; authorities that pay for the same do not.
_CREDITED = """
SELECT person_id, max(hundredths) AS hundredths FROM (
    SELECT t.person_id, t.authority, sum(t.hundredths) AS hundredths FROM credits_creditline t
    WHERE t.earned_on >= %(starts_on)s AND t.earned_on <= %(last_on)s {authority} {whose} GROUP BY 1, 2
) paid GROUP BY 1
"""
_ENROLLED = """
SELECT t.person_id, min(t.enrolled_at) AS first_at FROM schemes_traineeship t
JOIN schemes_cohort c ON c.id = t.cohort_id
WHERE c.scheme_id = %(scheme)s AND t.enrolled_at < %(until)s {whose} GROUP BY 1
"""
_DONE = {
    _By.SCHEME: """
SELECT t.person_id, min(t.completed_at) AS at FROM schemes_traineeship t JOIN schemes_cohort c ON c.id = t.cohort_id
WHERE c.scheme_id = %(scheme)s AND {present} AND t.completed_at >= %(since)s AND t.completed_at < %(until)s
    {whose} GROUP BY 1
""",
    _By.CERTIFICATE: """
SELECT person_id, min(at) AS at FROM (
    SELECT t.person_id, min(t.issued_at) AS at FROM register_certificate t
    WHERE t.kind = %(certificate)s AND {lasted} {scheme} {whose} GROUP BY t.person_id, t.traineeship_id, t.ground
    HAVING max(CASE WHEN {valid} THEN 1 ELSE 0 END) = 1
) held WHERE at < %(until)s GROUP BY 1
""",
    # Only the records of those who have enough are gone through one by one, and back to the one they needed: the last
    # without which, and without all after it, they would not have enough.
    _By.MINUTES: """
SELECT person_id, (
    SELECT happened_at FROM (
        SELECT t.happened_at, sum(t.minutes) OVER (ORDER BY t.happened_at DESC ROWS UNBOUNDED PRECEDING) AS since_then
        {good} {standing} AND t.person_id = learned.person_id
    ) needed WHERE since_then > learned.minutes - %(minutes)s ORDER BY happened_at DESC LIMIT 1
) AS at FROM learned WHERE minutes >= %(minutes)s
""",
    # By whole days: a line and its reversal are of one day.
    _By.CREDITS: """
SELECT person_id, {day_begins} AS at FROM (
    SELECT person_id, min(earned_on) AS earned_on FROM (
        SELECT t.person_id, t.earned_on, sum(sum(t.hundredths)) OVER (
            PARTITION BY t.person_id ORDER BY t.earned_on ROWS UNBOUNDED PRECEDING) AS so_far
        FROM credits_creditline t WHERE t.earned_on >= %(starts_on)s AND t.earned_on <= %(last_on)s {authority} {whose}
        GROUP BY t.person_id, t.earned_on
    ) passed WHERE so_far >= %(hundredths)s GROUP BY 1
) reached
""",
}
# Who was in the class: now, or just before a day that is over had ended.
_PRESENT = "t.withdrawn_at IS NULL"
_WAS_PRESENT = """
(t.withdrawn_at IS NULL OR t.withdrawn_at >= %(then)s) AND (t.enrolled_at < %(then)s OR NOT EXISTS (
    SELECT 1 FROM schemes_traineeship e
    WHERE e.cohort_id = t.cohort_id AND e.person_id = t.person_id AND e.returned_at IS NOT NULL))
"""
# Which certificates were valid, in the same way. One that corrects another goes on with it: what it says holds since
# the first of those that followed each other, or since the first after one that was revoked.
_VALID = "t.state = 'issued'"
_WAS_VALID = "(t.state = 'issued' OR t.revoked_at >= %(then)s)"
_LASTED = """
t.state <> 'revoked' AND (t.state = 'issued' OR NOT EXISTS ({revoked_after} AND r.state = 'revoked'))
"""
_HAD_LASTED = """
t.issued_at < %(then)s AND (t.state <> 'revoked' OR t.revoked_at >= %(then)s)
AND NOT EXISTS ({revoked_after} AND r.state = 'revoked' AND r.revoked_at < %(then)s)
"""
_REVOKED_AFTER = """
SELECT 1 FROM register_certificate r WHERE r.person_id = t.person_id AND r.kind = t.kind AND r.ground = t.ground
    AND coalesce(r.traineeship_id, 0) = coalesce(t.traineeship_id, 0) AND r.issued_at > t.issued_at
"""
_CERTIFIED_IN = """
AND t.traineeship_id IN (SELECT s.id FROM schemes_traineeship s JOIN schemes_cohort c ON c.id = s.cohort_id
    WHERE c.scheme_id = %(scheme)s)
"""


def taken(whose: str) -> str:
    """Return the statement for the records that were taken back, with whose they are."""
    return _TAKEN.format(by_index=dialect.by_index("record_taken_back"), whose=whose)


def learned(whose: str) -> str:
    """Return the statement for the minutes and the first good record of everybody, but for what is in ``taken``."""
    theirs = dialect.one_of("t.person_id", "SELECT DISTINCT person_id FROM taken")
    return _LEARNED.format(good=_good(), whose=whose, theirs=f"AND {theirs}", standing=_STANDING)


def credited(rule: Rule, whose: str) -> str:
    """Return the statement for the credits of everybody: of the rule's authority, or of the one that paid most."""
    return _CREDITED.format(authority=_authority(rule), whose=whose)


def begun(rule: Rule, whose: str) -> str:
    """Return the statement for when everybody began: with a class of the scheme, or else with their first record."""
    if rule.version.covered_by == _By.SCHEME:
        return _ENROLLED.format(whose=whose)
    return "SELECT person_id, first_at FROM learned"


def done(rule: Rule, whose: str) -> str:
    """Return the statement for who is covered, and since when."""
    return _DONE[_By(rule.version.covered_by)].format(
        good=_good(),
        standing=_STANDING,
        whose=whose,
        authority=_authority(rule),
        present=_WAS_PRESENT if rule.closed else _PRESENT,
        valid=_WAS_VALID if rule.closed else _VALID,
        lasted=(_HAD_LASTED if rule.closed else _LASTED).format(revoked_after=_REVOKED_AFTER),
        scheme=_CERTIFIED_IN if rule.version.scheme_id else "",
        day_begins=dialect.midnight("earned_on"),
    )


def _good() -> str:
    return _GOOD.format(by_index=dialect.by_index("record_of_learning"))


def _authority(rule: Rule) -> str:
    return "AND t.authority = %(authority)s" if rule.version.authority else ""
