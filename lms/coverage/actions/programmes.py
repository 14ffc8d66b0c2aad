"""Setting up programmes, and the versions of their rule."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.coverage.models import Programme, ProgrammeVersion
from lms.kit.errors import Refusal
from lms.kit.queue import later
from lms.people.models import Division, Organisation, Person


class PeriodTurnedRound(Refusal):
    """A programme ends after it begins."""

    code = "programme_period_turned_round"
    message = _("The last day (%(ends_on)s) is before the first (%(starts_on)s). Correct one of the two.")


@dataclass(frozen=True, kw_only=True)
class ProgrammeLine:
    """What a programme is called, whose it is, where and when."""

    code: str
    name: str
    keeper: Organisation
    division: Division
    starts_on: date
    ends_on: date


@transaction.atomic
def create_programme(line: ProgrammeLine, version: dict[str, Any], *, by: Person | None, at: datetime) -> Programme:
    """Set up a programme with the first version of its rule, in force from its first day; a worker computes it.

    :param version: the fields of :class:`ProgrammeVersion` that say who is due and what covers them.
    :raises PeriodTurnedRound: the period ends before it begins.
    :raises django.core.exceptions.ValidationError: the version does not say what covers somebody, or is not sourced.
    """
    if line.ends_on < line.starts_on:
        raise PeriodTurnedRound(starts_on=line.starts_on, ends_on=line.ends_on)
    programme = Programme(**{name: getattr(line, name) for name in line.__dataclass_fields__})
    programme.full_clean()
    programme.save(force_insert=True)
    record("coverage.programme.created", actor=by, subject=programme, at=at)
    add_version(programme, {"in_force_on": line.starts_on, **version}, by=by, at=at)
    return programme


@transaction.atomic
def add_version(programme: Programme, fields: dict[str, Any], *, by: Person | None, at: datetime) -> ProgrammeVersion:
    """Write the next version of the rule of ``programme``; a worker computes the figures by it.

    Nothing that was decided before is changed: figures of days before ``in_force_on`` stay under the version of then.

    :param fields: of :class:`ProgrammeVersion`; among them ``in_force_on``.
    :raises django.core.exceptions.ValidationError: a field is wrong, or the version does not say what covers somebody.
    """
    # The lock makes "which number is next, then write it" one step.
    locked = Programme.objects.select_for_update().get(pk=programme.pk)
    last = locked.versions.order_by("-number").values_list("number", flat=True).first()
    version = ProgrammeVersion(programme=locked, number=(last or 0) + 1, made_at=at, made_by=by, **fields)
    version.full_clean(exclude=["made_by"])
    version.save(force_insert=True)
    record("coverage.programme.decided", actor=by, subject=locked, at=at, version=version.number)
    later("coverage.rebuild", programme_id=locked.pk)
    return version
