"""How many places a class has, and for which counties."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.schemes.actions.deciding import move_up
from certificates.schemes.actions.life import lock_class
from certificates.schemes.models import Cohort, CountyShare
from certificates.schemes.queries.places import fair_shares, places_of
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class NothingToShare(Refusal):
    """Places are shared out once they are counted."""

    code = "nothing_to_share"
    message = _("Say first, in the form of the class, how many places it has and which roster names those due.")


class SharesExceed(Refusal):
    """The counties' places are those of the class."""

    code = "shares_exceed"
    message = _("The counties have %(shares)s places together, but the class has %(places)s. Change one of the two.")


class ShareTaken(Refusal):
    """A place that somebody holds is not taken away."""

    code = "share_taken"
    message = _("%(used)s people of %(county)s hold places already, so it keeps at least as many.")


class PlacesTaken(Refusal):
    """As above, for the whole class."""

    code = "places_taken"
    message = _("%(used)s people hold places in this class already, so it keeps at least as many.")


class PlanExceeded(Refusal):
    """The classes of a plan have no more places than the plan."""

    code = "plan_exceeded"
    message = _("The plan %(plan)s has %(places)s places, but its classes together would have %(number)s.")


def share_fairly(cohort: Cohort, *, by: Person | None, at: datetime) -> None:
    """Share the places of ``cohort`` out by the number of people due in each county.

    :raises NothingToShare: the class has no number of places, or nobody is due.
    :raises PlacesTaken: more places are held than there are.
    """
    today = timezone.localdate(at)
    if cohort.places is None or cohort.due_roster_id is None:
        raise NothingToShare
    if (used := places_of(cohort, today).used) > cohort.places:
        raise PlacesTaken(used=used)
    set_shares(cohort, fair_shares(cohort, today), by=by, at=at)


@transaction.atomic
def set_shares(cohort: Cohort, shares: Mapping[int, int], *, by: Person | None, at: datetime) -> None:
    """Give each county (by id) so many places; counties not named get none. Who waits moves up into what is free.

    :raises SharesExceed: they add up to more than the class has.
    :raises ShareTaken: a county would have fewer than its people hold.
    """
    locked = lock_class(cohort)
    if locked.places is not None and (number := sum(shares.values())) > locked.places:
        raise SharesExceed(shares=number, places=locked.places)
    for each in places_of(locked, timezone.localdate(at)).counties:
        if shares and each.used > shares.get(each.county_id or 0, 0) and each.county_id:
            raise ShareTaken(used=each.used, county=each.name)
    CountyShare.objects.filter(cohort=locked).exclude(county__in=shares).delete()
    CountyShare.objects.bulk_create(
        [
            CountyShare(cohort=locked, county_id=county, places=number, shared_at=at, shared_by=by)
            for county, number in shares.items()
        ],
        update_conflicts=True,
        unique_fields=["cohort", "county"],
        update_fields=["places", "shared_at", "shared_by"],
    )
    record("schemes.cohort.shared_out", actor=by, subject=locked, at=at, count=sum(shares.values()))
    move_up(locked, at=at)


def refuse_wrong_places(cohort: Cohort, at: datetime) -> None:
    """Refuse a number of places that is too small for who holds them, or too large for the plan.

    :raises PlacesTaken: more people hold places.
    :raises SharesExceed: the counties were given more.
    :raises PlanExceeded: the plan has fewer for all its classes.
    """
    if cohort.places is None:
        return
    places = places_of(cohort, timezone.localdate(at))
    if places.used > cohort.places:
        raise PlacesTaken(used=places.used)
    if places.shares > cohort.places:
        raise SharesExceed(shares=places.shares, places=cohort.places)
    if cohort.plan:
        number = cohort.plan.cohorts.aggregate(number=Sum("places"))["number"] or 0
        if number > cohort.plan.places:
            raise PlanExceeded(plan=cohort.plan.name, places=cohort.plan.places, number=number)
