"""Who sets the thresholds of anomalies, within what, and what they change."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.coverage import anomaly_words, verbs
from lms.coverage.actions import anomalies
from lms.coverage.actions.limits import (
    LimitsAsBefore,
    LimitsOutOfBounds,
    LimitsWithoutReason,
    MayNotSetLimits,
    set_limits,
)
from lms.coverage.models import Anomaly, AnomalyLimits
from lms.coverage.queries.limits import changes, limits_now, may_set_limits
from lms.coverage.rules.anomalies import THRESHOLDS
from lms.coverage.rules.limits import LIMITS, Turn, complete, out_of_bounds
from lms.people.roles import Role
from tests.factories.inspection import WHEN, AnomalyLimitsFactory, empowered, inspector_of
from tests.factories.people import OrganisationFactory, PersonFactory, PostFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.lms.coverage.land import Land
from tests.lms.coverage.test_views import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]
URL = "/admin/coverage/anomalies/thresholds/"


@pytest.fixture
def land():
    land = Land()
    land.institution(land.towns[0])
    return land


@pytest.fixture
def commission(land):
    return inspector_of(land.city, Role.CITY_AUDITOR)


def changed(**limits):
    return complete({rule: {name: value} for rule, (name, value) in limits.items()})


def test_without_a_word_the_usual_thresholds_hold():
    assert limits_now() == THRESHOLDS
    assert changes() == []


def test_the_newest_hold_and_what_they_do_not_name_is_as_usual():
    AnomalyLimitsFactory()
    AnomalyLimitsFactory(limits={"left": {"days": 30}})

    now = limits_now()
    assert (now["left"], now["device"]) == ({"days": 30}, THRESHOLDS["device"])
    assert [each.turns for each in changes()] == [
        [Turn("device.people", 4, 3), Turn("left.days", 1, 30)],
        [Turn("device.people", 3, 4)],
    ]


def test_setting_them_is_written_down(commission):
    made = set_limits(changed(device=("people", 5)), " 合用手机。 ", by=commission, at=WHEN)

    assert (made.limits["device"], made.reason, made.set_by, made.set_at) == (
        {"people": 5},
        "合用手机。",
        commission,
        WHEN,
    )
    entry = Entry.objects.get(verb="coverage.limits.changed")
    assert entry.data == {"changed": ["device.people 3 → 5"]}
    assert "3 → 5" in verbs.details(entry.data)
    assert verbs.in_words(entry.verb) != entry.verb


@pytest.mark.parametrize(
    ("limits", "reason", "refusal"),
    [
        pytest.param(changed(device=("people", 5)), " ", LimitsWithoutReason, id="no-reason"),
        pytest.param(changed(device=("people", 1)), "x", LimitsOutOfBounds, id="nobody-is-many"),
        pytest.param(changed(minutes=("minutes_a_day", 1441)), "x", LimitsOutOfBounds, id="more-than-a-day"),
        pytest.param({"device": {"people": 5}}, "x", LimitsOutOfBounds, id="missing"),
        pytest.param(THRESHOLDS, "x", LimitsAsBefore, id="as-before"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_no_trace(commission, limits, reason, refusal):
    with pytest.raises(refusal):
        set_limits(limits, reason, by=commission, at=WHEN)

    assert not AnomalyLimits.objects.exists()
    assert not Entry.objects.exists()


def test_every_threshold_has_bounds_that_hold_its_usual_value():
    assert out_of_bounds(THRESHOLDS) == []
    assert set(anomaly_words.LIMITS) == {each.key for each in LIMITS}
    assert out_of_bounds({}) == [each.key for each in LIMITS]


def test_only_who_audits_the_whole_installation_sets_them(land, commission):
    county = empowered(inspector_of(land.counties[0], Role.CITY_AUDITOR), Role.CITY_AUDITOR)
    nowhere = empowered(PersonFactory(), Role.CITY_AUDITOR)
    assert may_set_limits(commission)
    assert may_set_limits(PersonFactory(is_superuser=True))
    assert not may_set_limits(inspector_of(land.city))
    assert not may_set_limits(nowhere)

    OrganisationFactory()

    for each in (commission, county, nowhere):
        assert not may_set_limits(each)
        with pytest.raises(MayNotSetLimits):
            set_limits(changed(device=("people", 5)), "x", by=each, at=WHEN)


def test_the_next_look_goes_by_them_and_what_was_noticed_stays(commission):
    def attended(person, minutes):
        LearningRecordFactory(
            person=person, activity=ActivityFactory(kind="lecture"), minutes=minutes, happened_at=WHEN, recorded_at=WHEN
        )

    since, one, other = WHEN - timedelta(days=9), PostFactory().person, PostFactory().person
    attended(one, 800)
    attended(other, 650)
    assert anomalies.sweep(since=since, at=WHEN) == 1

    AnomalyLimitsFactory(limits={"minutes": {"minutes_a_day": 600}})

    assert anomalies.sweep(since=since, at=WHEN) == 1
    found = Anomaly.objects.order_by("pk").values_list("thresholds", flat=True)
    assert list(found) == [{"minutes_a_day": 720}, {"minutes_a_day": 600}]
    assert "600" in anomaly_words.why(Anomaly.objects.last())


def test_the_page_sets_them_and_tells_what_held_before(client, land, commission, settings):
    settings.LANGUAGE_CODE = "en"
    client = sign_in(commission)
    assert URL in client.get(reverse("coverage:anomalies:index")).content.decode()
    typed = {each.key: each.usual for each in LIMITS}

    answer = client.post(URL, {**typed, "device.people": 6, "reason": "一村一机。"})

    assert (answer.status_code, answer["Location"]) == (302, URL)
    assert limits_now()["device"] == {"people": 6}
    page = client.get(URL).content.decode()
    assert "一村一机。" in page
    assert "people on one device, at least: 3 → 6" in page
    for wrong in ({**typed, "device.people": 6}, {**typed, "device.people": 1, "reason": "x"}):
        assert client.post(URL, wrong).status_code == 422
    same = client.post(URL, {**typed, "device.people": 6, "reason": "x"})
    assert "These thresholds hold already." in same.content.decode()


def test_others_find_no_page_and_no_way_to_it(land):
    client = sign_in(inspector_of(land.counties[0]))

    assert client.get(URL).status_code == 404
    assert URL not in client.get(reverse("coverage:anomalies:index")).content.decode()
