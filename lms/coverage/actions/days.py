"""Figures of days that are over: counted when somebody chooses the day, and kept while it is chosen."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.actions import record
from lms.coverage.actions.city_by_city import Wanted, have, have_everybody, have_outline, have_some
from lms.coverage.actions.keeping import forget_figures
from lms.coverage.actions.settling import is_rebuilding
from lms.coverage.models import Programme, RollUp
from lms.coverage.queries.in_order import Leaf
from lms.coverage.queries.inquiry import Inquiry
from lms.coverage.queries.matter import Key, Matter, matter_of
from lms.coverage.queries.place import LEVELS, Place, home
from lms.jobs.actions import start
from lms.jobs.models import Job
from lms.jobs.registry import Cancelled, Progress
from lms.people.models import Division
from lms.people.scopes import Scope

COUNT_DAY = "coverage.count_day"
# Chosen days kept of a programme: each has as many rows as the figures of now, and changes with them.
MOST_DAYS = 8


@transaction.atomic
def choose_day(matter: Matter, place: Place, *, people: bool | Leaf, return_url: str, at: datetime) -> Job | None:
    """Have the day of ``matter`` counted by a worker, and kept; return ``None`` where it is there already at ``place``.

    Who is placed there is counted first, for the viewer to go on; then everybody, so that all of it is there.

    :param people: who is behind the figures is asked for too, or who is on a page of the list.
    """
    day, programme = matter.key.as_of, matter.programme
    _ask(programme, day, at)
    if day is None or matter.seen_at(place, people=people):
        return None
    title = _("Figures of %(day)s: %(programme)s") % {"day": day, "programme": programme}
    asked = {"programme_id": programme.pk, "as_of": day.isoformat()}
    where = {"place": place.slug, "people": people if isinstance(people, bool) else asdict(people)}
    job = start(COUNT_DAY, title=title, owner=matter.viewer, at=at, return_url=return_url, **where, **asked)
    record("coverage.rollup.asked", actor=matter.viewer, subject=programme, at=at, **asked)
    return job


def count_day(
    programme: Programme,
    day: date,
    *,
    at: datetime,
    first: Division | None = None,
    people: bool = True,
    progress: Progress | None = None,
) -> None:
    """Count the figures of ``programme`` at the end of ``day``, and let go of the days nobody has chosen for longest.

    What is counted already is not counted again.

    :param first: what is needed first; the rest follows. ``None`` is all of the programme.
    :param people: who is behind the figures is needed too; of a province there is an outline before that.
    :raises AlreadyCounting: another worker is at it for too long.
    :raises Cancelled: the owner of the job asked to stop; nothing is left of a day that nobody was shown.
    """
    wanted = Wanted(programme, day, at, progress)
    try:
        if first:
            have(wanted, first)
        elif people:
            have_everybody(wanted)
        else:
            have_outline(wanted)
    except Cancelled:
        for roll_up in programme.roll_ups.filter(closed_on=day, day=None):
            let_go(roll_up.pk, at=at)
        raise
    _ask(programme, day, at)
    chosen = programme.roll_ups.closed().filter(asked_at__isnull=False).order_by("-asked_at", "-pk")
    for roll_up_id in chosen.values_list("pk", flat=True)[MOST_DAYS:]:
        let_go(roll_up_id, at=at)


def count_page(asked: Inquiry, place: Place, leaf: Leaf, *, at: datetime, progress: Progress | None = None) -> None:
    """Count who is on a page of the list of people of the whole programme: an outline says in which counties they are.

    Raises as :func:`count_day` does.
    """
    programme, day = asked.programme, asked.as_of
    count_day(programme, day, at=at, people=False, progress=progress)
    matter = matter_of(asked.viewer, Key(programme.pk, day), today=timezone.localdate(at))
    # Nothing where everybody is counted by now, or the rule has changed.
    seen = matter.seen_at(place, people=False)
    if seen and seen.begun:
        have_some(Wanted(programme, day, at, progress), seen.people_at(place, leaf).areas)


def _ask(programme: Programme, day: date | None, at: datetime) -> None:
    """Say that somebody has chosen a day, if it is there or being counted."""
    programme.roll_ups.closed().filter(closed_on=day).update(asked_at=at)


def needed_first(programme: Programme, scope: Scope, place: Place) -> Division | None:
    """Return the division of which whoever ``scope`` reaches needs the figures first; ``None`` if they need them all.

    It is all that they may see, or else the county or city they look at, if the programme is for more than that.
    """
    whole, area = programme.division, place.area and (place.area.county or place.area)
    wanted = (each for each in (home(scope).division, area) if each and each.level in LEVELS)
    return next((each for each in wanted if each != whole and each.lies_in(whole)), None)


@transaction.atomic
def let_go(roll_up_id: int, *, at: datetime) -> None:
    """Forget the figures of a day, unless they are being counted at this moment; they can be counted again."""
    held = RollUp.objects.select_for_update().filter(pk=roll_up_id).first()
    if held is None or is_rebuilding(held, at):
        return
    forget_figures(held)
    held.delete()
