"""Taking in the statistical divisions of a country, a province or a city."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.actions.telling import tell_of_people_at
from lms.people.models import Division, Organisation

_LEVELS = [level.value for level in Division.Level]
_BATCH = 5000


class DivisionLineRefused(Refusal):
    """A line that is no division, or whose parent nobody knows."""

    code = "division_line_refused"
    message = _("Line %(line)s is not a division: code %(code)s, level “%(level)s”, parent %(parent)s.")


@dataclass(frozen=True)
class Imported:
    """How many divisions an import added, renamed or moved, and found as they were."""

    created: int
    changed: int
    unchanged: int


@transaction.atomic
def import_divisions(
    source: str | Path | Iterable[Mapping[str, str]], *, at: datetime, within: str = "", actor: Any = None
) -> Imported:
    """Add the divisions of ``source`` and bring names and parents up to date. Never removes any.

    Whoever reckons with the people of those that lie somewhere else now is told.

    :param source: a CSV file (code, name, level, parent_code), or rows with these keys; parents may come after
        their children.
    :param within: only divisions whose code begins so, and the ones above them.
    :raises DivisionLineRefused: a line cannot be understood; nothing is written.
    """
    lines = _chosen(_lines(source), within)
    known = _known()
    changed: list[int] = []
    created = 0
    for level in _LEVELS:
        fresh, moved = _sort(lines.get(level, []), known)
        Division.objects.bulk_create(fresh, batch_size=_BATCH)
        Division.objects.bulk_update(moved, ["name", "parent", *_LEVELS[:-1]], batch_size=500)
        known.update({each.code: each for each in fresh})
        created, changed = created + len(fresh), [*changed, *(each.pk for each in moved)]
    total = sum(map(len, lines.values()))
    if created or changed:
        record("people.divisions.imported", actor=actor, subject=None, at=at, created=created, changed=len(changed))
    if changed:
        tell_of_people_at(Organisation.objects.filter(division__in=changed))
    return Imported(created=created, changed=len(changed), unchanged=total - created - len(changed))


def _lines(source: str | Path | Iterable[Mapping[str, str]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    if isinstance(source, str | Path):
        with Path(source).open(encoding="utf-8-sig", newline="") as file:
            yield from enumerate(csv.DictReader(file), start=2)
    else:
        yield from enumerate(source, start=1)


def _chosen(lines: Iterable[tuple[int, Mapping[str, str]]], within: str) -> dict[str, list[tuple[int, Any]]]:
    """Return the lines by level, without those outside ``within``."""
    chosen: dict[str, list[tuple[int, Any]]] = {}
    for number, line in lines:
        code = line.get("code") or ""
        if not (code.startswith(within) or within.startswith(code.rstrip("0"))):
            continue
        if len(code) != 12 or not code.isdigit() or line.get("level") not in _LEVELS or not line.get("name"):
            raise _refused(number, line)
        chosen.setdefault(line["level"], []).append((number, line))
    return chosen


def _refused(number: int, line: Mapping[str, str]) -> DivisionLineRefused:
    return DivisionLineRefused(
        line=number, code=line.get("code"), level=line.get("level"), parent=line.get("parent_code")
    )


def _known() -> dict[str, Division]:
    return {each.code: each for each in Division.objects.filter(valid_to=None)}


def _sort(lines: list[tuple[int, Any]], known: Mapping[str, Division]) -> tuple[list[Division], list[Division]]:
    """Return the divisions of one level that are new, and those whose name or place differs."""
    fresh: dict[str, Division] = {}
    moved: dict[str, Division] = {}
    for number, line in lines:
        parent = known.get(line.get("parent_code") or "")
        if parent is None and line["level"] != Division.Level.PROVINCE:
            raise _refused(number, line)
        wanted = {"name": line["name"], **_place(parent)}
        old = known.get(line["code"])
        if old is None:
            fresh[line["code"]] = Division(code=line["code"], level=line["level"], **wanted)
        elif any(getattr(old, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(old, name, value)
            moved[old.code] = old
    return list(fresh.values()), list(moved.values())


def _place(parent: Division | None) -> dict[str, int | None]:
    """Return the columns that say what lies above a child of ``parent``."""
    if parent is None:
        return {"parent_id": None}
    above = {f"{level}_id": getattr(parent, f"{level}_id") for level in _LEVELS[:-1]}
    return {**above, f"{parent.level}_id": parent.pk, "parent_id": parent.pk}
