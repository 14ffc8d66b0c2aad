"""Whatever comes in whatever order: the lines are what a reckoning from nothing gives."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.credits import actions
from certificates.credits.models import CreditLine, RuleSet
from certificates.credits.queries import Years, book, reckon
from lms.kit.queue import drain
from lms.records.actions import Deed, reverse, write
from tests.factories.credits import make_set
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime(2025, 12, 31, 14, 0, tzinfo=UTC)
RULES = st.fixed_dictionaries(
    {
        "earns": st.sampled_from(["minutes", "activity", "day"]),
        "category": st.sampled_from(["Ⅰ类", "Ⅱ类"]),
        "activity_kind": st.sampled_from(["lesson", "lecture"]),
        "unit_hundredths": st.integers(1, 150),
        "cap_per_activity_hundredths": st.none() | st.integers(1, 200),
        "cap_per_kind_hundredths": st.none() | st.integers(1, 300),
        "cap_per_year_hundredths": st.none() | st.integers(1, 400),
    }
)
# Who, which activity, hours from the evening before the new year, minutes; or which record is taken back.
DEEDS = st.tuples(st.integers(0, 1), st.integers(0, 3), st.integers(0, 40), st.integers(0, 200))
STEPS = st.lists(DEEDS | st.integers(0, 20), min_size=1, max_size=12)
keys = count()


def _whole(rule):
    return {**rule, "unit_minutes": 60 if rule["earns"] == "minutes" else None}


def standing():
    lines = CreditLine.objects.standing()
    return sorted(
        lines.values_list("person", "authority", "record", "rule", "hundredths", "uncapped_hundredths", "capped_by")
    )


def from_nothing(people):
    return sorted(
        (
            person,
            authority,
            award.claim.record,
            award.claim.terms.rule,
            award.hundredths,
            award.uncapped,
            award.capped_by,
        )
        for (person, authority, _year), awards in reckon(book(), people, Years(2000)).items()
        for award in awards
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rules=st.lists(RULES, min_size=1, max_size=3), steps=STEPS)
def test_increments_equal_a_reckoning_from_nothing(rules, steps):
    RuleSet.objects.filter(state="in_force").update(state="retired")
    make_set(*map(_whole, rules), valid_from="2025-01-01")
    people = [PersonFactory(), PersonFactory()]
    activities = [ActivityFactory(kind=kind) for kind in ("lesson", "lecture", "lesson", "exam")]
    written = []
    for step in steps:
        if isinstance(step, tuple):
            who, which, hours, minutes = step
            deed = Deed(
                person=people[who],
                activity=activities[which],
                outcome="completed",
                source_key=f"step:{next(keys)}",
                happened_at=NEW_YEAR + timedelta(hours=hours),
                minutes=minutes,
            )
            written.append(write(deed, at=NEW_YEAR))
        elif written:
            reverse(written.pop(step % len(written)), by=None, reason="误录", at=NEW_YEAR)
        drain()

    ids = [person.pk for person in people]
    lines = [line for line in standing() if line[0] in ids]
    assert lines == from_nothing(ids)
    assert actions.settle(ids, Years(2000), at=NEW_YEAR) == []
    # Reversals take back exactly what was given: what stands is the sum of everything.
    for person in ids:
        every = sum(CreditLine.objects.filter(person=person).values_list("hundredths", flat=True))
        assert every == sum(line[4] for line in lines if line[0] == person)


def test_years_of_days_and_of_sets():
    first = make_set({}, valid_from="2024-10-23", in_force=False)
    second = make_set({}, valid_from="2020-01-01", valid_to="2024-10-23", in_force=False)
    for each in (first, second):
        each.refresh_from_db()

    assert Years.touched_by([first, second]) == Years(2020, None)
    assert Years.touched_by([second]) == Years(2020, 2024)
    assert Years.of([NEW_YEAR.date()]) == Years(2025, 2025)
