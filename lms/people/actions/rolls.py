"""Writing a whole roll of people in one transaction, set by set. Who is who has been decided before."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from lms.audit.actions import record
from lms.kit import bulk, sealing
from lms.kit.queue import announce
from lms.people import signals
from lms.people.models import Licence, Organisation, Person, Post, Roster, RosterEntry


@dataclass
class Roll:
    """What is to be written, column by column. In ``person`` a negative number -n is the n-th of the ``new`` people.

    Dates are ``YYYY-MM-DD``; texts may be empty.
    """

    new: dict[str, list[Any]]  # name, phone, id_number, id_number_hash, born_on, sex, education
    posts: dict[str, list[Any]]  # person, workplace_id, employer_id, kind, title, department, starts_on
    licences: dict[str, list[Any]]  # person, kind, number
    entries: dict[str, list[Any]]  # person, workplace_id
    people_changed: dict[int, dict[str, str]] = field(default_factory=dict)
    phones_freed: list[int] = field(default_factory=list)
    posts_changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    posts_ended: dict[int, str] = field(default_factory=dict)
    licences_numbered: dict[int, str] = field(default_factory=dict)
    entries_ended: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """What was written: the roster, the ids of the people made, and how many rows of each kind."""

    roster: Roster
    new_people: Sequence[int]
    posts: int
    licences: int
    entries: int


@dataclass(frozen=True, kw_only=True)
class RosterName:
    """Which roster a roll goes onto."""

    name: str
    keeper: Organisation
    made_on: date


# No savepoint within the caller's transaction: it would copy every page before it changes.
@transaction.atomic(savepoint=False)
def write_roll(roll: Roll, *, roster: RosterName, by: Person | None, at: datetime) -> Written:
    """Write ``roll`` onto the roster, which is made if there is none of this name.

    :raises django.db.IntegrityError: the data has changed since the roll was made; nothing is written.
    """
    row, _made = Roster.objects.get_or_create(
        name=roster.name, keeper=roster.keeper, defaults={"made_on": roster.made_on}
    )
    _change_people(roll)
    new_ids = _add_people(roll.new, at)
    _change(Post, {pk: {"ends_on": day} for pk, day in roll.posts_ended.items()})
    _change(Post, roll.posts_changed)
    _change(Licence, {pk: {"number": number} for pk, number in roll.licences_numbered.items()})
    _change(RosterEntry, {pk: {"left_on": day} for pk, day in roll.entries_ended.items()})
    counts = {
        "posts": bulk.insert(Post, _with_people(roll.posts, new_ids)),
        "licences": bulk.insert(Licence, _with_people(roll.licences, new_ids)),
        "entries": bulk.insert(
            RosterEntry, _with_people(roll.entries, new_ids), roster_id=row.pk, joined_on=roster.made_on
        ),
    }
    record("people.roll.written", actor=by, subject=row, at=at, people=len(new_ids), **counts)
    announce(signals.roster_written, roster_id=row.pk)
    return Written(roster=row, new_people=new_ids, **counts)


def _add_people(new: Mapping[str, list[Any]], at: datetime) -> list[int]:
    """Insert new people with sealed ID numbers; they sign in by code, so nobody has a usable password."""
    count = len(new["name"])
    ids = bulk.reserve_ids(Person, count)
    drawn = os.urandom(16 * count).hex()
    # In order, so that their index only grows at its end.
    uids = sorted(drawn[start : start + 32] for start in range(0, len(drawn), 32))
    columns: dict[str, list[Any]] = {
        "id": ids,
        "uid": uids,
        "name": new["name"],
        "phone": [phone or None for phone in new["phone"]],
        "born_on": [day or None for day in new["born_on"]],
        "sex": new["sex"],
        "education": new["education"],
        **_sealed(new["id_number"], new["id_number_hash"]),
    }
    unusable = make_password(None)
    bulk.insert(Person, columns, is_active=True, is_superuser=False, email="", joined_at=at, password=unusable)
    return ids


def _sealed(id_numbers: Sequence[str], hashes: Sequence[str]) -> dict[str, list[Any]]:
    """Return the two columns in which an ID number is kept; both empty where there is none."""
    sealed = sealing.seal_many(id_numbers)
    if all(id_numbers):
        return {"id_number_sealed": sealed, "id_number_hash": list(hashes)}
    return {
        "id_number_sealed": [each if text else None for each, text in zip(sealed, id_numbers, strict=True)],
        "id_number_hash": [each if text else None for each, text in zip(hashes, id_numbers, strict=True)],
    }


def _change_people(roll: Roll) -> None:
    """Free numbers before they are given to others: two people may be swapping theirs."""
    moving = [pk for pk, fields in roll.people_changed.items() if "phone" in fields]
    freed = [*roll.phones_freed, *moving]
    for start in range(0, len(freed), 5000):
        Person.objects.filter(pk__in=freed[start : start + 5000]).update(phone=None)
    changes: dict[int, dict[str, Any]] = {}
    for pk, fields in roll.people_changed.items():
        changes[pk] = {name: value for name, value in fields.items() if name != "id_number"}
        if "id_number" in fields:
            one = [fields["id_number"]]
            changes[pk] |= {name: values[0] for name, values in _sealed(one, sealing.fingerprints(one)).items()}
    _change(Person, changes)


def _change(model: type[models.Model], changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Update rows, those with the same set of columns together."""
    by_columns: dict[tuple[str, ...], list[int]] = {}
    for pk, fields in changes.items():
        by_columns.setdefault(tuple(sorted(fields)), []).append(pk)
    for names, pks in by_columns.items():
        bulk.update(model, pks, {name: [changes[pk][name] for pk in pks] for name in names})


def _with_people(columns: Mapping[str, list[Any]], new_ids: Sequence[int]) -> dict[str, list[Any]]:
    people = [pk if pk > 0 else new_ids[-pk - 1] for pk in columns["person"]]
    return {"person_id": people, **{name: values for name, values in columns.items() if name != "person"}}
