"""Giving and ending roles, and writing the page of roles into the database's permission groups."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict, Unpack

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.actions.editing import sync_editing
from lms.people.models import Appointment, Division, Organisation, Person
from lms.people.roles import AUDITORS, PERMISSIONS, Role

_EVERY_ROLE = "wagtailadmin.access_admin"


class AppointmentNeedsPlace(Refusal):
    """A role without the one division or institution it covers."""

    code = "appointment_needs_place"
    message = _("Say which one division or institution this role covers.")


class AuditorNeedsEnd(Refusal):
    """An auditor without a last day."""

    code = "auditor_needs_end"
    message = _("Auditors look for a time only. Give the first day without this role, after the first day with it.")


class LineNeedsSchemes(Refusal):
    """A line department without the schemes it looks after, or another role with some."""

    code = "line_needs_schemes"
    message = _("Choose the schemes that a line department looks after; leave them out for every other role.")


class Term(TypedDict):
    """From when to when a role is held, and for what; ``ends_on`` is the first day without it."""

    starts_on: date
    ends_on: NotRequired[date | None]
    schemes: NotRequired[Sequence[str]]


class LastAdministrator(Refusal):
    """Nobody would be left to appoint others."""

    code = "last_administrator"
    message = _("This is the only administrator. Appoint another one first.")


@transaction.atomic
def sync_roles() -> list[str]:
    """Write the page of roles, :mod:`lms.people.roles`, into one group a role; return permissions that do not exist.

    The administrator's group may only enter the admin: an administrator is a superuser besides.
    """
    known = {f"{app}.{codename}": pk for pk, app, codename in _all_permissions()}
    missing: set[str] = set()
    for role, wanted in PERMISSIONS.items():
        group, _made = Group.objects.get_or_create(name=role)
        names = {_EVERY_ROLE, *wanted}
        missing |= names - known.keys()
        group.permissions.set([known[name] for name in names if name in known])
    sync_editing()
    return sorted(missing)


def _all_permissions() -> QuerySet[Permission, tuple[Any, ...]]:
    return Permission.objects.values_list("pk", "content_type__app_label", "codename")


@transaction.atomic
def appoint(
    *,
    person: Person,
    role: str,
    over: Division | Organisation | None,
    by: Person | None,
    at: datetime,
    **term: Unpack[Term],
) -> Appointment:
    """Give ``person`` a role over a division or an institution, or return the same one they hold already.

    Without an end it is open; :func:`dismiss` ends it, on a day to come if need be.

    :param over: what the role covers; ``None`` for an administrator, who covers everything.
    :param by: who decides; ``None`` when the installation sets itself up.
    :raises AppointmentNeedsPlace: a role that needs a place has none, or an administrator has one.
    :raises AuditorNeedsEnd: an auditor's role has no end, or no day before it.
    :raises LineNeedsSchemes: a line department has no schemes, or another role has some.
    """
    if (over is None) != (role == Role.ADMINISTRATOR):
        raise AppointmentNeedsPlace
    starts_on, ends_on, schemes = _term_of(role, term)
    what = {
        "division": over if isinstance(over, Division) else None,
        "organisation": over if isinstance(over, Organisation) else None,
        "ends_on": ends_on,
        "schemes": schemes,
    }
    held = Appointment.objects.filter(person=person, role=role, **what).first()
    if held:
        return held
    appointment = Appointment.objects.create(person=person, role=role, starts_on=starts_on, **what)
    said: dict[str, Any] = {"role": str(role), "over": str(over) if over else ""}
    if ends_on:
        said["until"] = ends_on.isoformat()
    if schemes:
        said["schemes"] = schemes.split()
    record("people.appointment.made", actor=by, subject=appointment, at=at, **said)
    sync_memberships(at=at, person=person)
    return appointment


def _term_of(role: str, term: Term) -> tuple[date, date | None, str]:
    """Return first day, first day without and the schemes as the row keeps them; refuse what does not fit the role."""
    starts_on, ends_on = term["starts_on"], term.get("ends_on")
    if (ends_on is None and role in AUDITORS) or (ends_on is not None and ends_on <= starts_on):
        raise AuditorNeedsEnd
    schemes = " ".join(sorted(set(term.get("schemes", ()))))
    if bool(schemes) != (role == Role.LINE_AUDITOR):
        raise LineNeedsSchemes
    return starts_on, ends_on, schemes


@transaction.atomic
def dismiss(appointment: Appointment, *, ends_on: date, by: Person | None, at: datetime) -> None:
    """End an appointment on ``ends_on``, the first day without it. One that has ended stays as it is.

    :raises LastAdministrator: nobody would be left to appoint others.
    """
    row = Appointment.objects.select_for_update().select_related("person").get(pk=appointment.pk)
    if row.ends_on and row.ends_on <= ends_on:
        return
    others = Appointment.objects.filter(role=Role.ADMINISTRATOR, ends_on=None).exclude(pk=row.pk)
    if row.role == Role.ADMINISTRATOR and not others.exists():
        raise LastAdministrator
    row.ends_on = max(ends_on, row.starts_on)
    row.save(update_fields=["ends_on"])
    record("people.appointment.ended", actor=by, subject=row, at=at, role=row.role)
    sync_memberships(at=at, person=row.person)


@transaction.atomic
def sync_memberships(*, at: datetime, person: Person | None = None) -> None:
    """Put ``person``, or everybody, into the groups of the roles they hold on the day of ``at``, and no others.

    The groups give the admin's permissions; administrators are made superusers. Runs with every appointment, and
    each night for those that begin or end by their date.
    """
    today = timezone.localdate(at)
    groups = {group.name: group for group in Group.objects.filter(name__in=list(Role))}
    people = Person.objects.filter(Q(appointments__isnull=False) | Q(groups__in=groups.values())).distinct()
    for each in people.filter(pk=person.pk) if person else people:
        roles = set(each.appointments.on(today).values_list("role", flat=True))
        each.groups.remove(*[group for name, group in groups.items() if name not in roles])
        each.groups.add(*[groups[name] for name in roles if name in groups])
        _make_superuser(each, Role.ADMINISTRATOR in roles)


def _make_superuser(person: Person, wanted: bool) -> None:
    """Grant or take a superuser's power. One without any appointment was made on the command line and keeps it."""
    ever = person.appointments.filter(role=Role.ADMINISTRATOR).exists()
    if ever and person.is_superuser != wanted:
        person.is_superuser = wanted
        person.save(update_fields=["is_superuser"])
