"""Versions of a scheme: written as drafts, frozen by the first class that runs them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.schemes import rules
from certificates.schemes.models import DEEPEST, Cohort, Requirement, Scheme, SchemeVersion, new_key
from certificates.schemes.queries.asked import days_of, requirements_of, with_targets
from certificates.schemes.queries.holdings import more_than_planned
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class ImpossibleRequirement(Refusal):
    """What nobody can meet is not asked."""

    code = "impossible_requirement"
    message = "%(why)s"


class GroupInItself(Refusal):
    """A group that is among its own parts has no bottom."""

    code = "group_in_itself"
    message = _("The group “%(title)s” is inside itself. Take it out of its own parts.")


class TooDeep(Refusal):
    """Deeper than this nobody reads a scheme."""

    code = "too_deep"
    message = _("“%(title)s” is inside too many groups: at most %(most)s, one in another. Put it further out.")


_IGNORED = {"id", "version", "parent", "position"}
_FIELDS = [field.name for field in Requirement._meta.concrete_fields if field.name not in _IGNORED]


def outline(data: Sequence[Mapping[str, Any]]) -> list[Requirement]:
    """Return requirements, not saved, from nested data: what is inside a group is its ``"parts"``.

    ``each_activity_once`` is true unless said otherwise, and false for teaching sessions. The target of a group that
    asks for all of its parts is their number.

    :raises GroupInItself: a group is among its own parts.
    :raises TooDeep: too many groups are inside one another.
    """
    return with_targets([Requirement(**{"key": new_key(), **fields}) for fields in _flat(data, ())])


def _flat(data: Sequence[Mapping[str, Any]], path: tuple[Mapping[str, Any], ...]) -> Iterator[dict[str, Any]]:
    for each in data:
        if any(each is above for above in path):
            raise GroupInItself(title=each["title"])
        if len(path) > DEEPEST:
            raise TooDeep(title=each["title"], most=DEEPEST)
        fields = {name: value for name, value in each.items() if name != "parts"}
        parts = each.get("parts", ())
        yield {**_usual(fields), **fields, "depth": len(path)}
        yield from _flat(parts, (*path, each))


def _usual(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what follows from the kind of requirement where the data does not say it."""
    if fields.get("measure") == Requirement.Measure.SESSIONS:
        return {"activity_kind": "teaching", "each_activity_once": False}
    return {"each_activity_once": fields.get("activity_kind") != "teaching"}


def refuse_impossible(asked: Sequence[Requirement]) -> None:
    """Refuse what nobody could meet.

    :raises ImpossibleRequirement: it says which requirement it is and why.
    """
    if fault := rules.fault_of(asked):
        raise ImpossibleRequirement(why=fault[1])


@transaction.atomic
def edit_requirements(
    scheme: Scheme, asked: Sequence[Requirement], *, by: Person | None, at: datetime, note: str = ""
) -> SchemeVersion:
    """Make ``asked`` what the scheme asks for from now on; classes that run keep what they were promised.

    A draft is written anew. Where the newest version is in use, the next one is made. What is the same already
    stays, and its version is returned.

    :param asked: requirements in their order, not saved, as :func:`outline` makes them.
    :raises ImpossibleRequirement: nobody could meet what is asked.
    """
    Scheme.objects.select_for_update().get(pk=scheme.pk)
    refuse_impossible(asked)
    newest = SchemeVersion.objects.newest(scheme.pk)
    if newest and same(list(Requirement.objects.filter(version=newest).order_by("position")), asked):
        return newest
    if newest and newest.frozen_at is None:
        Requirement.objects.filter(version=newest).delete()
        version, newest.note = newest, note or newest.note
        newest.save(update_fields=["note"])
    else:
        number = newest.number + 1 if newest else 1
        version = SchemeVersion.objects.create(scheme=scheme, number=number, note=note, made_at=at, made_by=by)
    _write(version, asked)
    record("schemes.version.saved", actor=by, subject=version, at=at, number=version.number, requirements=len(asked))
    return version


def _write(version: SchemeVersion, asked: Sequence[Requirement]) -> None:
    """Save ``asked`` as the requirements of ``version``; parents come before their parts."""
    parents = rules.parents_of([each.depth for each in asked])
    written: list[Requirement] = []
    for position, (each, parent) in enumerate(zip(asked, parents, strict=True)):
        fields = {name: getattr(each, name) for name in _FIELDS}
        above = None if parent is None else written[parent]
        written.append(Requirement.objects.create(**fields, version=version, parent=above, position=position))


def same(before: Sequence[Requirement], after: Sequence[Requirement]) -> bool:
    """Return whether two lists of requirements ask for the same, word for word."""
    return [_told(each) for each in before] == [_told(each) for each in after]


def _told(each: Requirement) -> tuple[Any, ...]:
    columns = [field.attname for field in Requirement._meta.concrete_fields if field.name not in _IGNORED]
    return tuple(getattr(each, column) for column in columns)


@transaction.atomic
def take_into_use(cohort: Cohort, *, by: Person | None, at: datetime) -> None:
    """Freeze the version that ``cohort`` runs, once and for all.

    :raises ImpossibleRequirement: in this class something is due before it counts, or is more than its plan holds.
    """
    asked = requirements_of(cohort)
    for each, (first, last) in zip(asked, days_of(asked, cohort), strict=True):
        if last < first:
            raise ImpossibleRequirement(why=_due_too_early(each, cohort, last))
    if said := more_than_planned(asked, cohort):
        raise ImpossibleRequirement(why=said)
    version = SchemeVersion.objects.select_for_update().get(pk=cohort.version_id)
    if version.frozen_at is None:
        version.frozen_at, version.frozen_by = at, by
        version.save(update_fields=["frozen_at", "frozen_by"])
        record("schemes.version.frozen", actor=by, subject=version, at=at, number=version.number)


def _due_too_early(each: Requirement, cohort: Cohort, last: Any) -> str:
    said = _(
        "“%(title)s” would be due on %(last)s, before it counts in a class that begins on %(first)s. "
        "Choose another day for the class, or change the deadline in a new version of the scheme."
    )
    return str(said) % {"title": each.title, "last": last, "first": cohort.starts_on}
