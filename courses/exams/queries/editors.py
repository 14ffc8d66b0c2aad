"""Who looks after an exam."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.exams.models import Exam
from lms.people.models import Appointment, Person
from lms.people.roles import PERMISSIONS, Role

_ROLES = [role for role, given in PERMISSIONS.items() if "exams.change_exam" in given]
_MOST_NAMES = 2


def editors_of(exam: Exam, *, on: datetime) -> list[Person]:
    """Return who may change ``exam`` at a moment, those of the organiser itself first. Two queries at most.

    Where there is nobody else, it is the administrators: somebody must be able to help.
    """
    held = Appointment.objects.on(timezone.localdate(on)).filter(person__is_active=True).select_related("person")
    near = list(held.filter(role__in=_ROLES).reaching(exam.organiser).order_by("person__name", "person"))
    near.sort(key=lambda each: each.organisation_id != exam.organiser_id)
    people = [each.person for each in near] or [
        each.person for each in held.filter(role=Role.ADMINISTRATOR).order_by("person__name", "person")
    ]
    return list(dict.fromkeys(people))


def named_people(people: Sequence[Person]) -> str:
    """Return the first names to ask for on the telephone."""
    names = [person.name for person in people[:_MOST_NAMES]]
    return pgettext("between items of a list", ", ").join(names) or _("the people who run its exams")
