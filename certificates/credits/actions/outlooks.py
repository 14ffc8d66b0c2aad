"""Keeping the outlooks that the desk shows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max, Sum

from certificates.credits.models import Outlook, RuleSet
from certificates.credits.queries.outlooks import Forecast, Way, forecasts
from lms.kit.queue import later
from lms.people.models import Person
from lms.records.models import Activity

# People worked out in one go: the queries for them are shared.
PEOPLE_AT_ONCE = 200
# The desk shows this many of the things that would close a gap.
WAYS_KEPT = 3
_FIELDS = [
    *("year", "required_hundredths", "earned_hundredths", "carried_hundredths", "missing_hundredths"),
    *("missing_kinds", "missing_hours_hundredths", "confirmed", "ways", "ways_count", "ways_by_kind", "closes"),
    "computed_at",
]
_SEEN = "credits.offers.seen"


def refresh_outlooks(*, person_ids: Sequence[int], at: datetime) -> int:
    """Work out anew where ``person_ids`` stand and what would close their gaps; return how many rows that makes.

    Whoever may not sign in has no desk, and no outlook. Safe to repeat.
    """
    people = list(Person.objects.filter(pk__in=person_ids, is_active=True).order_by("pk"))
    made = 0
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        made += _keep(people[start : start + PEOPLE_AT_ONCE], at)
    return made


@transaction.atomic
def _keep(people: Sequence[Person], at: datetime) -> int:
    rows = [_row(person, each, at) for person, all_ in forecasts(people, at).items() for each in all_]
    said = {(row.person_id, row.authority) for row in rows}
    held = Outlook.objects.filter(person__in=people).values_list("pk", "person", "authority")
    Outlook.objects.filter(pk__in=[pk for pk, *key in held if tuple(key) not in said]).delete()
    Outlook.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["person", "authority"], update_fields=_FIELDS
    )
    return len(rows)


def _row(person: int, said: Forecast, at: datetime) -> Outlook:
    return Outlook(
        person_id=person,
        authority=said.authority,
        year=said.year,
        required_hundredths=said.required,
        earned_hundredths=said.earned,
        carried_hundredths=said.carried,
        missing_hundredths=said.missing,
        missing_kinds=dict(said.gap.kinds),
        missing_hours_hundredths=said.missing_hours,
        confirmed=said.confirmed,
        ways=[_way(each) for each in said.ways[:WAYS_KEPT]],
        ways_count=len(said.ways),
        ways_by_kind=said.by_kind,
        closes=said.closes,
        computed_at=at,
    )


def _way(way: Way) -> dict[str, Any]:
    offer = way.offer
    return {
        "title": offer.title,
        "kind": offer.kind,
        "url": offer.url,
        "hundredths": way.hundredths,
        "hours": way.hours,
        "starts_at": offer.starts_at.isoformat() if offer.starts_at else None,
        "until": offer.until.isoformat() if offer.until else None,
    }


def sweep_outlooks(*, at: datetime) -> int:
    """Have everybody's outlook worked out anew, in parcels; return how many people that is."""
    ids = list(Person.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), PEOPLE_AT_ONCE):
        later("credits.refresh_outlooks", person_ids=ids[start : start + PEOPLE_AT_ONCE])
    cache.set(_SEEN, _offered(), None)
    return len(ids)


def watch_offers(*, at: datetime) -> int:
    """Sweep if there is something new to do, or other rules, since the last sweep; return for how many people."""
    return 0 if cache.get(_SEEN) == _offered() else sweep_outlooks(at=at)


def _offered() -> list[int | None]:
    """Return figures that differ once an activity or a set of rules was added or an activity lasts longer."""
    own = Activity.objects.exclude(source_key__startswith="credits:").exclude(kind=Activity.Kind.TEACHING)
    activities = own.aggregate(last=Max("pk"), minutes=Sum("planned_minutes"))
    sets = RuleSet.objects.in_force().aggregate(last=Max("pk"), required=Sum("required_hundredths"))
    return [*activities.values(), *sets.values(), RuleSet.objects.in_force().count()]
