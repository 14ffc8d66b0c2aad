"""Saving institutions by their code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.actions.telling import tell_of_people_at
from lms.people.models import Division, Organisation


class UnknownDivision(Refusal):
    """No division of today has this code."""

    code = "unknown_division"
    message = _("No division has the code %(code)s.")


class UnknownOrganisation(Refusal):
    """No institution has this code."""

    code = "unknown_organisation"
    message = _("No institution has the code %(code)s.")


@dataclass(frozen=True, kw_only=True)
class OrganisationLine:
    """One institution as a list gives it, its division and its parent by code."""

    code: str
    name: str
    kind: str
    division_code: str
    parent_code: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Saved:
    """How many institutions were added, changed and found as they were."""

    created: int
    changed: int
    unchanged: int


def save_organisation(*, at: datetime, by: Any = None, **line: str) -> Organisation:
    """Save one institution by its code (see :class:`OrganisationLine` for ``line``) and return it."""
    save_organisations([OrganisationLine(**line)], at=at, by=by)
    return Organisation.objects.get(code=line["code"])


@transaction.atomic
def save_organisations(lines: Sequence[OrganisationLine], *, at: datetime, by: Any = None) -> Saved:
    """Add the institutions of ``lines`` that are new and bring the others up to date. Never removes any.

    Whoever reckons with the people of those that are somewhere else or of another kind now is told.

    :raises UnknownDivision: a division code that no division has today.
    :raises UnknownOrganisation: a parent code neither in ``lines`` nor on file.
    """
    codes = {line.division_code for line in lines}
    divisions = dict(Division.objects.filter(valid_to=None, code__in=codes).values_list("code", "pk"))
    known = {each.code: each for each in Organisation.objects.all()}
    fresh, changed, moved = {}, {}, []
    for line in lines:
        if line.division_code not in divisions:
            raise UnknownDivision(code=line.division_code)
        wanted = {
            "name": line.name,
            "kind": line.kind,
            "grade": line.grade,
            "division_id": divisions[line.division_code],
        }
        old = known.get(line.code)
        if old and _counts_elsewhere(old, wanted):
            moved.append(old.pk)
        if old is None:
            fresh[line.code] = known[line.code] = Organisation(code=line.code, **wanted)
        elif _differs(old, wanted):
            changed[line.code] = old
    Organisation.objects.bulk_create(fresh.values(), batch_size=2000)
    changed.update(_hang(lines, known))
    Organisation.objects.bulk_update(changed.values(), ["name", "kind", "grade", "division", "parent"], batch_size=500)
    renewed = [code for code in changed if code not in fresh]
    if fresh or renewed:
        record("people.organisations.saved", actor=by, subject=None, at=at, created=len(fresh), changed=len(renewed))
    if moved:
        tell_of_people_at(moved)
    return Saved(created=len(fresh), changed=len(renewed), unchanged=len(lines) - len(fresh) - len(renewed))


@transaction.atomic
def keep_organisation(organisation: Organisation, *, by: Any, at: datetime) -> Organisation:
    """Save an institution that a form has filled in and checked; whoever reckons with its people is told of a move."""
    old = Organisation.objects.filter(pk=organisation.pk).first()
    organisation.save()
    record("people.organisation.kept", actor=by, subject=organisation, at=at)
    if old and _counts_elsewhere(old, vars(organisation)):
        tell_of_people_at([organisation.pk])
    return organisation


def _counts_elsewhere(old: Organisation, wanted: Mapping[str, Any]) -> bool:
    """Return whether the people of ``old`` are of another place or another group from now on."""
    return (old.division_id, old.kind) != (wanted["division_id"], wanted["kind"])


def _differs(old: Organisation, wanted: dict[str, Any]) -> bool:
    """Write ``wanted`` into ``old``, unsaved; return whether that changed anything."""
    before = {name: getattr(old, name) for name in wanted}
    for name, value in wanted.items():
        setattr(old, name, value)
    return before != wanted


def _hang(lines: Sequence[OrganisationLine], known: dict[str, Organisation]) -> dict[str, Organisation]:
    """Hang each institution under its parent, now that all have ids; return those that were elsewhere."""
    moved = {}
    for line in lines:
        if line.parent_code and line.parent_code not in known:
            raise UnknownOrganisation(code=line.parent_code)
        parent_id = known[line.parent_code].pk if line.parent_code else None
        child = known[line.code]
        if child.parent_id != parent_id:
            child.parent_id = parent_id
            moved[line.code] = child
    return moved
