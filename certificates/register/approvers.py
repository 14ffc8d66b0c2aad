"""Who approves lists of certificates, and which lists wait for one person."""

from datetime import date

from certificates.register.models import Batch
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


def open_lists(viewer: Person) -> list[Batch]:
    """Return the lists in ``viewer``'s scope that wait for approval or have stopped half-way, the oldest first."""
    seen = Batch.objects.visible_to(viewer)
    found = (seen.waiting() | seen.stopped()).select_related("cohort", "made_by", "job")
    return list(found.order_by("made_at", "pk"))
