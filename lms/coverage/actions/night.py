"""What the night does: all figures anew, those that go on and those of days that are over."""

import logging
from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils import timezone

from lms.coverage.actions.days import let_go
from lms.coverage.actions.rebuilding import rebuild, rebuild_day
from lms.coverage.actions.settling import settle
from lms.coverage.models import Programme, ProgrammeVersion, RollUp
from lms.coverage.rules.days import usual_days

log = logging.getLogger(__name__)


def rebuild_all(*, at: datetime, programme_id: int | None = None) -> None:
    """Compute programmes anew: those that have figures first as of the day these are of, to compare.

    Where one of all fails the others are computed all the same.

    :param programme_id: only this one, since it has changed; ``None`` is all of them, and has the days at hand that are
        usually asked for.
    """
    settle(at=at)
    # At New Year the year changes where the product's clocks are, not in Greenwich.
    today = timezone.localdate(at)
    wanted = {} if programme_id is None else {"pk": programme_id}
    for programme in Programme.objects.filter(**wanted).select_related("division").order_by("pk"):
        try:
            _rebuild_one(programme, today, at, usual_days_too=programme_id is None)
        except Exception:
            if programme_id is not None:
                raise
            log.exception("the figures of programme %s could not be computed anew", programme.pk)


def _rebuild_one(programme: Programme, today: date, at: datetime, *, usual_days_too: bool) -> None:
    roll_up = programme.roll_ups.living().select_related("version").first()
    if roll_up and roll_up.day and roll_up.day != today:
        rebuild(programme, day=roll_up.day, version=roll_up.version, at=at)
    rebuild(programme, day=today, at=at)
    if usual_days_too:
        _have_usual_days(programme, today, at)
    for each in programme.roll_ups.closed():
        rebuild_day(programme, cast("date", each.closed_on), at=at)


@transaction.atomic
def _have_usual_days(programme: Programme, today: date, at: datetime) -> None:
    """Have a roll-up for each usual day that has a rule; none of days that nobody has chosen, and no outlines."""
    usual = usual_days(programme.starts_on, programme.ends_on, today)
    for day in usual:
        if ProgrammeVersion.objects.in_force(programme, day):
            RollUp.objects.get_or_create(programme=programme, closed_on=day, is_outline=False)
    unasked = programme.roll_ups.closed().filter(asked_at=None).exclude(closed_on__in=usual)
    for roll_up in [*unasked, *programme.roll_ups.outlines()]:
        let_go(roll_up.pk, at=at)
