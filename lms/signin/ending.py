"""Telling people in time that an auditor's role ends by its date."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.notices.actions import notify
from lms.people.models import Appointment, Person
from lms.people.roles import Role

DAYS_BEFORE = 14
ENDING = "people.appointment.ending"


@transaction.atomic
def tell_of_ending(*, at: datetime) -> int:
    """Tell auditors whose role ends within two weeks, and the administrators, once each; return how many roles end.

    Safe to run any day again: a notice is told once, and a day without a run only shortens the warning.
    """
    today = timezone.localdate(at)
    ending = Appointment.objects.ending(today + timedelta(days=1), today + timedelta(days=DAYS_BEFORE))
    found = list(ending.select_related("person", "division", "organisation"))
    administrators = list(_administrators(at)) if found else []
    for each in found:
        _tell(each, administrators, at)
    return len(found)


def _administrators(at: datetime) -> Iterator[Person]:
    held = Appointment.objects.on(timezone.localdate(at)).filter(role=Role.ADMINISTRATOR)
    yield from Person.objects.filter(pk__in=held.values("person"), is_active=True)


def _tell(ending: Appointment, administrators: list[Person], at: datetime) -> None:
    words = {
        "name": ending.person.name,
        "role": ending.get_role_display(),
        "over": str(ending.division or ending.organisation),
        "day": ending.ends_on,
    }
    key = str(ending.pk)
    if ending.person.is_active:
        notify(
            ending.person,
            at=at,
            kind=ENDING,
            key=key,
            title=_("Your role as %(role)s ends on %(day)s") % words,
            body=_(
                "From that midnight on you see nothing of %(over)s any more, exports included. "
                "Is your work not done by then? Ask the administrator to appoint you anew."
            )
            % words,
            url=reverse("desk:me"),
        )
    for administrator in administrators:
        notify(
            administrator,
            at=at,
            kind=ENDING,
            key=key,
            title=_("The role of %(name)s as %(role)s ends on %(day)s") % words,
            body=_("It covers %(over)s. If it is to go on, appoint %(name)s anew from that day.") % words,
            url=reverse("appointments:add"),
        )
