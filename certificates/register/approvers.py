"""Who approves lists of certificates, and which lists wait for one person."""

from datetime import date

from certificates.register.models import Batch, BatchQuerySet
from lms.people.models import Appointment, Person
from lms.people.roles import PERMISSIONS, Role

APPROVE = "register.approve_batch"
_ROLES = [role for role, given in PERMISSIONS.items() if APPROVE in given]


def approvers_of(batch: Batch, *, on: date) -> list[Person]:
    """Return who may approve ``batch`` on a day, by name: all but who handed it in. Two queries at most.

    Where the issuer has nobody else, it is the administrators: somebody must be able to help.
    """
    held = Appointment.objects.on(on).exclude(person=batch.made_by_id).filter(person__is_active=True)
    held = held.select_related("person").order_by("person__name", "person")
    near = held.filter(role__in=_ROLES).reaching(batch.issuer)
    people = [each.person for each in near] or [each.person for each in held.filter(role=Role.ADMINISTRATOR)]
    return list(dict.fromkeys(people))


def lists_for(viewer: Person) -> BatchQuerySet:
    """Return the lists that wait for ``viewer`` to approve them, the oldest first."""
    waiting = Batch.objects.visible_to(viewer).waiting().exclude(made_by=viewer)
    return waiting.select_related("cohort", "made_by").order_by("made_at", "pk")


def own_lists(viewer: Person) -> BatchQuerySet:
    """Return the lists that ``viewer`` handed in and that wait for somebody else, the oldest first."""
    return Batch.objects.waiting().filter(made_by=viewer).select_related("cohort").order_by("made_at", "pk")


def stopped_lists(viewer: Person) -> BatchQuerySet:
    """Return the approved lists in ``viewer``'s scope whose job broke off, the oldest first."""
    return Batch.objects.visible_to(viewer).stopped().select_related("cohort", "job").order_by("approved_at", "pk")
