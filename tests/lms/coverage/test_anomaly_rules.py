"""What each rule notices, and on the threshold what not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.coverage.rules import anomalies
from lms.coverage.rules.anomalies import Away, DayOf, Late, Moment, Seen, Stay

DAY = date(2026, 11, 18)
NINE = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("minutes", "noticed"), [(720, 0), (721, 1)])
def test_a_day_has_only_so_many_minutes(minutes, noticed):
    found = list(anomalies.too_many_minutes([DayOf(7, DAY, minutes, 9)], {"minutes_a_day": 720}))

    assert len(found) == noticed
    if found:
        assert (found[0].people, found[0].figures) == ((7,), {"minutes": 721, "records": 9})


def test_a_device_of_many_is_told_by_its_end():
    events = [(1, "exam", 1), (2, "exam", 1), (2, "exam", 2), (2, "lecture", 1), (3, "lecture", 1)]
    seen = [Seen("0000-abcdef", person, (kind, number), DAY) for person, kind, number in events]
    seen += [Seen("other", 1, ("exam", 1), DAY), Seen("other", 2, ("exam", 1), DAY)]

    (found,) = anomalies.shared_devices(seen, {"people": 3})

    assert found.people == (1, 2, 3)
    assert found.figures == {"device": "abcdef", "people": 3, "exams": 2, "checked_in_to": 1}


def moments(*people, event=1, second=0, family=5):
    return [
        Moment(event, NINE + timedelta(seconds=second, milliseconds=n), each, family) for n, each in enumerate(people)
    ]


def test_many_in_one_second_are_noticed_within_an_institution():
    some = [*moments(1, 2, 3), *moments(4, 5, 6, second=1), *moments(7, 8, family=6), *moments(9, family=5, second=0)]

    found = list(anomalies.same_second(some, {"people": 4}))

    assert [(each.people, each.figures["people"]) for each in found] == [((1, 2, 3, 9), 4)]


@pytest.mark.parametrize(("times", "noticed"), [(2, 0), (3, 1)])
def test_two_who_are_always_together_are_noticed(times, noticed):
    some = [each for event in range(times) for each in moments(1, 2, event=event, second=60 * event)]

    found = list(anomalies.always_together(some, {"lectures": 3}, what="lectures"))

    assert len(found) == noticed
    if found:
        assert found[0].figures["lectures"] == 3
        assert found[0].people == (1, 2)


def stay(event, begins=0, lasts=60, person=7):
    start = NINE + timedelta(minutes=begins)
    return Stay(person, start, start + timedelta(minutes=lasts), event)


@pytest.mark.parametrize(
    ("stays", "minutes"),
    [
        pytest.param([stay("a"), stay("b", begins=30)], [30], id="overlap"),
        pytest.param([stay("a"), stay("b", begins=60)], [], id="one after the other"),
        pytest.param([stay("a"), stay("b", begins=56)], [], id="four minutes are a walk"),
        pytest.param([stay("a"), stay("a", lasts=30)], [], id="several mentees, one occasion"),
        pytest.param([stay("a"), stay("b", person=8)], [], id="two people"),
        pytest.param([stay("a"), stay("b", 10, 20), stay("c", 20, 5)], [20, 5, 5], id="three at once"),
    ],
)
def test_nobody_is_in_two_places(stays, minutes):
    found = list(anomalies.two_places(stays, {"minutes": 5}))

    assert [each.figures["minutes"] for each in found] == minutes


@pytest.mark.parametrize(("left_on", "noticed"), [(DAY, 0), (DAY - timedelta(days=1), 1)])
def test_who_has_left_attends_no_more(left_on, noticed):
    found = list(anomalies.after_leaving([Late(7, 3, DAY, left_on)], {"days": 1}))

    assert len(found) == noticed


def test_the_same_facts_have_the_same_key_and_new_facts_another():
    def key(minutes):
        (found,) = anomalies.too_many_minutes([DayOf(7, DAY, minutes, 9)], {"minutes_a_day": 720})
        return found.key

    assert key(900) == key(900) != key(901)


@pytest.mark.parametrize(("since", "noticed"), [(DAY, 0), (DAY - timedelta(days=1), 1)])
def test_the_first_day_of_a_leave_may_still_be_a_working_day(since, noticed):
    found = list(anomalies.while_on_leave([Away(7, 3, DAY, since)], {"days": 2}))

    assert len(found) == noticed
