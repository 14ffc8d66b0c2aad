"""Who is due: the newest place of each person on a day, and what that day says of them.

After the last day of a programme nobody joins or leaves it: who is due stays as it was at its end.
"""

from lms.coverage.models import ProgrammeVersion
from lms.coverage.queries.place import LEVELS
from lms.coverage.queries.reckoning.rule import Rule
from lms.coverage.rules.dueness import AGE_BANDS

_PHYSICIAN = """
EXISTS (SELECT 1 FROM people_licence c WHERE c.person_id = p.person_id AND c.kind IN ('physician', 'assistant')
    AND (c.valid_from IS NULL OR c.valid_from <= %(placed_on)s) AND (c.valid_to IS NULL OR c.valid_to >= %(placed_on)s))
"""
_LICENCE = {
    ProgrammeVersion.LicenceGroup.LICENSED: f"AND {_PHYSICIAN}",
    ProgrammeVersion.LicenceGroup.VILLAGE_DOCTORS_ONLY: f"AND NOT {_PHYSICIAN}",
}
# The newest place wins before it is asked whether it lies here: who has moved away is not due here any more. Since
# when somebody is due is asked of all their places here that the period of the programme has seen.
_PLACED = """
SELECT person_id, workplace_id, post_kind, post_title, first_on, until FROM (
    SELECT e.person_id, e.workplace_id, e.post_kind, e.post_title, e.until, e.holds, e.here,
        min(CASE WHEN e.here = 1 THEN e.since END) OVER (PARTITION BY e.person_id) AS first_on,
        row_number() OVER (PARTITION BY e.person_id ORDER BY e.holds DESC, e.since DESC, e.id DESC) AS nth
    FROM ({entries}) e
) placed WHERE nth = 1 AND holds = 1 AND here = 1
"""
_POSTS = """
SELECT t.id, t.person_id, t.workplace_id, t.kind AS post_kind, t.title AS post_title, t.starts_on AS since,
    t.ends_on AS until, CASE WHEN t.ends_on IS NULL OR t.ends_on > %(placed_on)s THEN 1 ELSE 0 END AS holds,
    CASE WHEN {here} THEN 1 ELSE 0 END AS here
FROM people_post t JOIN people_organisation o ON o.id = t.workplace_id JOIN people_division d ON d.id = o.division_id
WHERE t.starts_on <= %(placed_on)s AND (t.ends_on IS NULL OR t.ends_on > %(starts_on)s) {whose} {kinds}
"""
_ENTRIES = """
SELECT t.id, t.person_id, t.workplace_id, coalesce(held.kind, '') AS post_kind, coalesce(held.title, '') AS post_title,
    t.joined_on AS since, t.left_on AS until,
    CASE WHEN t.left_on IS NULL OR t.left_on > %(placed_on)s THEN 1 ELSE 0 END AS holds,
    CASE WHEN {here} THEN 1 ELSE 0 END AS here
FROM people_rosterentry t JOIN people_organisation o ON o.id = t.workplace_id
JOIN people_division d ON d.id = o.division_id
LEFT JOIN (
    SELECT t.person_id, t.kind, t.title,
        row_number() OVER (PARTITION BY t.person_id ORDER BY t.starts_on DESC, t.id DESC) AS nth
    FROM people_post t
    WHERE t.starts_on <= %(placed_on)s AND (t.ends_on IS NULL OR t.ends_on > %(placed_on)s) {whose}
) held ON held.person_id = t.person_id AND held.nth = 1
WHERE t.roster_id = %(roster)s AND t.joined_on <= %(placed_on)s AND (t.left_on IS NULL OR t.left_on > %(starts_on)s)
    {whose} {kinds}
"""
# Away on the day; and away all the time, who is not due at all. Leaves that overlap, or follow each other without a day
# between, are one: a leave begins a new one where it starts after all before it have ended.
_AWAY = """
SELECT person_id, CASE WHEN first_on <= %(starts_on)s AND back_on > %(ends_on)s THEN 1 ELSE 0 END AS all_the_time
FROM (
    SELECT person_id, min(starts_on) AS first_on, max(back_on) AS back_on FROM (
        SELECT person_id, starts_on, back_on,
            sum(CASE WHEN starts_on > back_before THEN 1 ELSE 0 END)
                OVER (PARTITION BY person_id ORDER BY starts_on, id) AS nth
        FROM (
            SELECT t.id, t.person_id, t.starts_on, {back_on} AS back_on,
                max({back_on}) OVER (PARTITION BY t.person_id ORDER BY t.starts_on, t.id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS back_before
            FROM people_leave t WHERE 1 = 1 {whose}
        ) followed
    ) numbered GROUP BY person_id, nth
) joined WHERE first_on <= %(placed_on)s AND back_on > %(placed_on)s
"""
_BACK_ON = "coalesce(t.ends_on, '9999-12-31')"


def placed(rule: Rule, whose: str) -> str:
    """Return the statement for the place of everybody who is due, before leave and licence are asked."""
    own = rule.version
    kinds = _one_of("o.kind", "kind", len(own.institution_kinds))
    if not own.roster_id:
        kinds += _one_of("t.kind", "post", len(own.post_kinds))
    template = _ENTRIES if own.roster_id else _POSTS
    return _PLACED.format(entries=template.format(here=here(rule), whose=whose, kinds=kinds))


def away(whose: str) -> str:
    """Return the statement for everybody who is on leave on the day, once each."""
    return _AWAY.format(whose=whose, back_on=_BACK_ON)


def licensed(rule: Rule) -> str:
    """Return the condition on the person ``p`` that the licence group of the rule is theirs on the day."""
    return _LICENCE.get(ProgrammeVersion.LicenceGroup(rule.version.licence_group), "")


def area(rule: Rule, level: str) -> str:
    """Return the expression for the division of ``level`` around the workplace.

    One that has ended goes on as the row that carries its code now.
    """
    found = f"CASE WHEN d.level = '{level}' THEN d.id ELSE d.{level}_id END"
    if not rule.living:
        return found
    whens = " ".join(f"WHEN {int(old)} THEN {int(new)}" for old, new in rule.living.items())
    return f"CASE {found} {whens} ELSE {found} END"


def band(born_on: str) -> str:
    """Return the expression for the age band of somebody on the day."""
    whens = " ".join(f"WHEN {born_on} <= %(age_{age})s THEN '{name}'" for age, name in AGE_BANDS)
    return f"CASE WHEN {born_on} IS NULL THEN '' {whens} ELSE '{AGE_BANDS[-1][1]}' END"


def here(rule: Rule) -> str:
    """Return the condition on the division ``d`` of a workplace that it lies in one of the areas of the rule."""
    inside = [f"d.id = {each.pk}" for each in rule.areas]
    inside += [f"d.{each.level}_id = {each.pk}" for each in rule.areas if each.level in LEVELS]
    return f"({' OR '.join(inside)})"


def _one_of(column: str, name: str, count: int) -> str:
    names = ", ".join(f"%({name}_{n})s" for n in range(count))
    return f" AND {column} IN ({names})" if count else ""
