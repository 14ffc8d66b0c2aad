"""Syllabuses and plans: entered, changed while nothing rests on them, and carried into a new version."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.schemes.models import Plan, PlanUnit, SurveyGap, SurveyUnit, Syllabus, SyllabusUnit
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class SyllabusInUse(Refusal):
    """What plans rest on stays as it was published."""

    code = "syllabus_in_use"
    message = _("%(number)s plans rest on this syllabus, so its units stay as they are. Make a new version of it.")


class SyllabusSurveyed(Refusal):
    """What surveys lead to stays as it was published."""

    code = "syllabus_surveyed"
    message = _("Surveys lead their gaps to this syllabus, so its units stay as they are. Make a new version of it.")


class VersionMissing(Refusal):
    """Two texts are told apart by their version."""

    code = "version_missing"
    message = _("Give the new version another name than the old one has, for example the year.")


@transaction.atomic
def create_syllabus(data: dict[str, Any], *, by: Person | None, at: datetime) -> Syllabus:
    """Enter a syllabus and its units, or return the one of this authority, name and version.

    :param data: fields of :class:`Syllabus`, and ``"units"``: a list of fields of :class:`SyllabusUnit`.
    """
    fields = {name: value for name, value in data.items() if name != "units"}
    key = {name: fields[name] for name in ("authority", "name", "version")}
    known: Syllabus | None = Syllabus.objects.filter(**key).first()
    if known:
        return known
    syllabus: Syllabus = Syllabus.objects.create(**fields)
    SyllabusUnit.objects.bulk_create(
        SyllabusUnit(**each, syllabus=syllabus, position=position) for position, each in enumerate(data["units"])
    )
    record("schemes.syllabus.created", actor=by, subject=syllabus, at=at)
    return syllabus


@transaction.atomic
def create_plan(
    syllabus: Syllabus, details: dict[str, Any], units: dict[str, dict[str, Any]], *, by: Person | None, at: datetime
) -> Plan:
    """Make a plan of ``syllabus``, or return the one of this organiser and name.

    :param details: fields of :class:`Plan`.
    :param units: by the code of a unit, what the plan says otherwise than the syllabus: ``way``, days, ``venue``.
    """
    known: Plan | None = Plan.objects.filter(organiser=details["organiser"], name=details["name"]).first()
    if known:
        return known
    plan: Plan = Plan.objects.create(syllabus=syllabus, **details)
    _plan_units(plan, units)
    record("schemes.plan.created", actor=by, subject=plan, at=at)
    return plan


@transaction.atomic
def new_version(syllabus: Syllabus, *, version: str, by: Person, at: datetime) -> Syllabus:
    """Copy ``syllabus`` with its units as ``version``, to be changed where the new text differs.

    :raises VersionMissing: ``version`` is blank, or there already.
    """
    said = version.strip()
    same = Syllabus.objects.filter(authority=syllabus.authority, name=syllabus.name, version=said)
    if not said or same.exists():
        raise VersionMissing
    kept = ("authority", "name", "document", "keeper")
    units = [
        {name: getattr(unit, name) for name in ("code", "title", "minutes", "way", "competences")}
        for unit in syllabus.units.order_by("position", "pk")
    ]
    data = {name: getattr(syllabus, name) for name in kept} | {"version": said, "units": units}
    return create_syllabus(data, by=by, at=at)


def refuse_if_planned(syllabus: Syllabus) -> None:
    """Refuse to touch the units of a syllabus on which plans rest, or to which surveys lead.

    :raises SyllabusInUse: some plans do.
    :raises SyllabusSurveyed: some surveys do.
    """
    if number := syllabus.plans.count():
        raise SyllabusInUse(number=number)
    surveyed = SurveyUnit.objects.filter(unit__syllabus=syllabus).exists()
    if surveyed or SurveyGap.objects.filter(unit__syllabus=syllabus).exists():
        raise SyllabusSurveyed


@transaction.atomic
def note_saved(thing: Syllabus | Plan, *, by: Person, at: datetime, made: bool) -> None:
    """Write down that ``by`` saved a syllabus or a plan in the admin; a new plan gets the units of its syllabus."""
    if made and isinstance(thing, Plan):
        _plan_units(thing, {})
    noun = thing._meta.model_name
    record(f"schemes.{noun}.{'created' if made else 'changed'}", actor=by, subject=thing, at=at)


def _plan_units(plan: Plan, otherwise: dict[str, dict[str, Any]]) -> None:
    PlanUnit.objects.bulk_create(
        PlanUnit(**{"way": unit.way, **otherwise.get(unit.code, {}), "plan": plan, "unit": unit, "position": position})
        for position, unit in enumerate(plan.syllabus.units.order_by("position", "pk"))
    )
