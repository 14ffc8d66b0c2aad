"""What is to be written for people nobody knows yet."""

from collections.abc import Sequence
from typing import Any

from lms.exchange.roster.checks import Institutions
from lms.exchange.roster.matching import Matches
from lms.exchange.roster.table import Table
from lms.people.actions.rolls import Roll


def roll_of_new(
    table: Table, institutions: Institutions, matches: Matches, starts: Sequence[str], rows: Sequence[int]
) -> Roll:
    """Return what is to be written for the rows of new people, whole columns at a time."""
    columns, take = table.columns, _taker(rows, len(table))
    phones = take(columns["phone"])
    if matches.keep_phone:
        kept = matches.keep_phone
        phones = ["" if index in kept else phone for index, phone in zip(rows, phones, strict=True)]
    ids = take(columns["id_number"])
    new = {
        "name": take(columns["name"]),
        "phone": phones,
        "id_number": ids,
        "id_number_hash": take(matches.hashes),
        "born_on": [day or _born(text) for day, text in zip(take(columns["born_on"]), ids, strict=True)],
        "sex": [sex or _sex(text) for sex, text in zip(take(columns["sex"]), ids, strict=True)],
        "education": take(columns["education"]),
    }
    people = list(range(-1, -len(rows) - 1, -1))
    posts = {
        "person": people,
        "workplace_id": take(institutions.workplaces),
        "employer_id": take(institutions.employers),
        "kind": take(columns["kind"]),
        "title": take(columns["title"]),
        "department": take(columns["department"]),
        "starts_on": take(starts),
    }
    licensed = [place for place, index in enumerate(rows) if columns["licence_kind"][index]]
    pick = _taker(licensed, len(rows))
    licences = {
        "person": pick(people),
        "kind": pick(take(columns["licence_kind"])),
        "number": pick(take(columns["licence_number"])),
    }
    entries = {"person": list(people), "workplace_id": take(institutions.workplaces)}
    return Roll(new, posts, licences, entries)


def _taker(rows: Sequence[int], total: int) -> Any:
    """Return a function that picks ``rows`` of a column; all of them are the column itself."""
    return list if len(rows) == total else lambda column: [column[index] for index in rows]


def _born(id_number: str) -> str:
    return f"{id_number[6:10]}-{id_number[10:12]}-{id_number[12:14]}" if id_number else ""


def _sex(id_number: str) -> str:
    return "FM"[int(id_number[16]) % 2] if id_number else ""
