"""Giving and ending roles, and writing the page of roles into the database's permission groups."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.actions.editing import sync_editing
from lms.people.models import Appointment, Division, Organisation, Person
from lms.people.roles import PERMISSIONS, Role

_EVERY_ROLE = "wagtailadmin.access_admin"


class AppointmentNeedsPlace(Refusal):
    """A role without the one division or institution it covers."""

    code = "appointment_needs_place"
    message = _("Say which one division or institution this role covers.")


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
    starts_on: date,
    by: Person | None,
    at: datetime,
) -> Appointment:
    """Give ``person`` a role over a division or an institution, or return the open one they hold already.

    An appointment is open; :func:`dismiss` ends it, on a day to come if need be.

    :param over: what the role covers; ``None`` for an administrator, who covers everything.
    :param by: who decides; ``None`` when the installation sets itself up.
    :raises AppointmentNeedsPlace: a role that needs a place has none, or an administrator has one.
    """
    if (over is None) != (role == Role.ADMINISTRATOR):
        raise AppointmentNeedsPlace
    place = {
        "division": over if isinstance(over, Division) else None,
        "organisation": over if isinstance(over, Organisation) else None,
    }
    held = Appointment.objects.filter(person=person, role=role, ends_on=None, **place).first()
    if held:
        return held
    appointment = Appointment.objects.create(person=person, role=role, starts_on=starts_on, **place)
    record(
        "people.appointment.made", actor=by, subject=appointment, at=at, role=str(role), over=str(over) if over else ""
    )
    sync_memberships(at=at, person=person)
    return appointment


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
