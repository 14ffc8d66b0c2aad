"""Figures of days that are over: counted when somebody chooses the day, and kept while it is chosen."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.audit.actions import record
from lms.coverage.actions.rebuilding import rebuild
from lms.coverage.actions.settling import is_rebuilding
from lms.coverage.models import NodeFigure, Programme, RollUp, Standing
from lms.coverage.queries.matter import Matter
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.jobs.registry import Cancelled, Progress
from lms.kit.errors import Refusal

COUNT_DAY = "coverage.count_day"
# Chosen days kept of a programme: each has as many rows as the figures of now, and changes with them.
MOST_DAYS = 8


class AlreadyCounting(Refusal):
    """Somebody else has chosen the same day, and it is being counted."""

    code = "coverage_day_being_counted"
    message = gettext_lazy("Somebody else has chosen this day too: it is being counted now. Open it in a minute.")


@transaction.atomic
def choose_day(matter: Matter, *, return_url: str, at: datetime) -> Job | None:
    """Have the day of ``matter`` counted by a worker, and kept; return ``None`` where it is there already.

    Counting goes through everybody due in the programme, whatever place is looked at: afterwards all of it is there.
    """
    day, programme = matter.key.as_of, matter.programme
    RollUp.objects.update_or_create(programme=programme, closed_on=day, defaults={"asked_at": at})
    if matter.is_counted or day is None:
        return None
    title = _("Figures of %(day)s: %(programme)s") % {"day": day, "programme": programme}
    asked = {"programme_id": programme.pk, "as_of": day.isoformat()}
    job = start(COUNT_DAY, title=title, owner=matter.viewer, at=at, return_url=return_url, **asked)
    record("coverage.rollup.asked", actor=matter.viewer, subject=programme, at=at, **asked)
    return job


def count_day(programme: Programme, day: date, *, at: datetime, progress: Progress | None = None) -> None:
    """Count the figures of ``programme`` at the end of ``day``, and let go of the days nobody has chosen for longest.

    Counting it again is safe, and changes nothing.

    :raises AlreadyCounting: another worker is at it.
    :raises Cancelled: the owner of the job asked to stop; nothing is left of the day.
    """
    try:
        counted = rebuild(programme, day=day, at=at, closed=True, progress=progress)
    except Cancelled:
        let_go(programme.roll_ups.get(closed_on=day).pk, at=at)
        raise
    if counted is None:
        raise AlreadyCounting
    chosen = programme.roll_ups.closed().filter(asked_at__isnull=False).order_by("-asked_at", "-pk")
    for roll_up_id in chosen.values_list("pk", flat=True)[MOST_DAYS:]:
        let_go(roll_up_id, at=at)


@transaction.atomic
def let_go(roll_up_id: int, *, at: datetime) -> None:
    """Forget the figures of a day, unless they are being counted at this moment; they can be counted again."""
    held = RollUp.objects.select_for_update().filter(pk=roll_up_id).first()
    if held is None or is_rebuilding(held, at):
        return
    Standing.objects.filter(roll_up=roll_up_id).delete()
    NodeFigure.objects.filter(roll_up=roll_up_id).delete()
    RollUp.objects.filter(pk=roll_up_id).delete()
