"""Stores that are sent a part of the records: those of a division, of a scheme, or of both."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse as address

from lms.audit.models import Entry
from lms.coverage import verbs
from lms.feeds import actions, queries
from lms.feeds.models import Store
from lms.feeds.rules import statement_id
from lms.people.models import Appointment
from lms.people.roles import Role
from lms.records.actions import reverse
from lms.records.models import LearningRecord
from tests.factories.coverage import auditor_of
from tests.factories.outward import StoreFactory
from tests.factories.people import AppointmentFactory, PersonFactory
from tests.factories.records import LearningRecordFactory
from tests.factories.schemes import SchemeFactory, TraineeshipFactory
from tests.lms.coverage.land import Land
from tests.lms.feeds.test_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
GIVEN = {"name": "县平台", "url": "http://127.0.0.1:9/xapi", "username": "a", "secret": "b"}


@pytest.fixture(autouse=True)
def _now(settings):
    settings.LRS_ALLOW_PRIVATE = True
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def land():
    return Land()


@pytest.fixture
def keeper(land):
    person = auditor_of(land.counties[0])
    person.user_permissions.add(*Permission.objects.filter(codename="change_store"))
    return type(person).objects.get(pk=person.pk)


def deed(land, division=None, **fields):
    return LearningRecordFactory(workplace=land.institution(division) if division else None, **fields)


def sent(lrs, store):
    """Send what there is, and return the numbers of the records of the statements that arrived."""
    while actions.send_next(store.pk, at=NOW):
        pass
    by_id = {
        statement_id("https://xinglin.example", key): pk
        for pk, key in LearningRecord.objects.values_list("pk", "source_key")
    }
    return [by_id[each] for each in lrs.statements]


def cursor(store):
    return Store.objects.get(pk=store.pk).cursor


def test_a_division_is_sent_what_is_done_in_it_and_below(lrs, land):
    store = StoreFactory(url=lrs.url, division=land.counties[0], made_by=PersonFactory(is_superuser=True))
    places = [land.counties[0], land.towns[0], land.villages[1], land.counties[1], land.city, None]
    records = [deed(land, each) for each in places]
    taken_back = [reverse(each, by=None, reason="重复", at=NOW - timedelta(minutes=5)) for each in records[2:4]]

    assert sent(lrs, store) == [each.pk for each in (*records[:3], taken_back[0])]
    assert cursor(store) == queries.newest()


def test_a_scheme_is_sent_what_its_trainees_do_once_they_are_enrolled(lrs, land):
    trainee = TraineeshipFactory(cohort=land.cohort, enrolled_at=NOW - timedelta(days=9)).person
    other = TraineeshipFactory(enrolled_at=NOW - timedelta(days=9)).person
    asking = TraineeshipFactory(cohort=land.cohort, state="applied", enrolled_at=None).person
    store = StoreFactory(url=lrs.url, scheme=land.scheme)
    here = StoreFactory(
        url=lrs.url, scheme=land.scheme, division=land.towns[0], made_by=PersonFactory(is_superuser=True)
    )
    deed(land, person=trainee, happened_at=NOW - timedelta(days=10))
    for person in (other, asking):
        deed(land, person=person, happened_at=NOW - timedelta(days=1))
    done = [deed(land, each, person=trainee, happened_at=NOW - timedelta(days=1)) for each in (None, land.towns[0])]

    assert sent(lrs, here) == [done[1].pk]
    lrs.statements.clear()
    assert sent(lrs, store) == [each.pk for each in done]


def test_what_is_not_for_a_store_is_passed_by_once(lrs, land):
    store = StoreFactory(url=lrs.url, division=land.counties[0], made_by=PersonFactory(is_superuser=True))
    old, own = deed(land, land.counties[1]), deed(land, land.counties[0])
    passed = deed(land, land.counties[1])

    assert sent(lrs, store) == [own.pk]
    assert cursor(store) == passed.pk > old.pk

    later = [deed(land, land.counties[1]) for _ in range(2)]

    assert actions.sweep(at=NOW) == 1
    assert actions.send_next(store.pk, at=NOW) == 0
    assert (cursor(store), Store.objects.get().sent_at) == (later[1].pk, NOW)
    assert actions.sweep(at=NOW) == 0


@pytest.mark.parametrize("where", [0, 1, 2])
def test_what_may_still_come_holds_up_what_follows_whomever_it_is_for(lrs, land, monkeypatch, where):
    store = StoreFactory(url=lrs.url, division=land.counties[0], made_by=PersonFactory(is_superuser=True))
    first = deed(land, land.counties[0])
    monkeypatch.setattr(queries, "settled", lambda: first.pk)
    deed(land, where and land.counties[where - 1])
    deed(land, land.counties[0])

    assert sent(lrs, store) == [first.pk]
    assert cursor(store) == first.pk


def test_full_batches_follow_each_other(lrs, land, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 2)
    store = StoreFactory(url=lrs.url, division=land.counties[0], made_by=PersonFactory(is_superuser=True))
    records = [deed(land, land.counties[n % 2]) for n in range(8)]

    assert sent(lrs, store) == [each.pk for each in records[::2]]
    assert lrs.batches == [2, 2]
    assert queries.how_many_wait(Store.objects.get()) == 0


def test_a_keeper_has_sent_what_lies_in_their_own_area(land, keeper):
    wish = {**GIVEN, "division": land.towns[0]}
    store = actions.add_store(actions.StoreWish(**wish), by=keeper, at=NOW)

    assert (store.division, store.scheme, store.is_limited) == (land.towns[0], None, True)
    said = Entry.objects.get(verb="feeds.store.added").data
    assert said == {"url": GIVEN["url"], "over": land.towns[0].name}
    assert land.towns[0].name in verbs.details(said)


@pytest.mark.parametrize(
    "too_wide",
    [
        pytest.param(lambda land: {}, id="everything"),
        pytest.param(lambda land: {"division": land.city}, id="above"),
        pytest.param(lambda land: {"division": land.counties[1]}, id="beside"),
        pytest.param(lambda land: {"scheme": land.scheme}, id="a-scheme-everywhere"),
        pytest.param(lambda land: {"division": land.counties[0], "scheme": SchemeFactory()}, id="a-foreign-scheme"),
    ],
)
def test_more_than_that_is_refused_and_leaves_no_trace(land, keeper, too_wide):
    with pytest.raises(actions.StoreTooWide):
        actions.add_store(actions.StoreWish(**GIVEN, **too_wide(land)), by=keeper, at=NOW)

    assert not Store.objects.exists()
    assert not Entry.objects.exists()


def test_with_a_scheme_of_their_own_too(land, keeper):
    scheme = SchemeFactory(organiser=land.institution(land.counties[0]))
    wish = actions.StoreWish(**GIVEN, division=land.counties[0], scheme=scheme)

    assert actions.add_store(wish, by=keeper, at=NOW).scheme == scheme


@pytest.mark.parametrize("lost", ["appointment", "permission", "account"])
def test_a_store_stands_still_when_its_keeper_has_lost_the_area(lrs, land, keeper, lost):
    store = StoreFactory(url=lrs.url, division=land.counties[0], made_by=keeper)
    deed(land, land.counties[0])
    if lost == "appointment":
        Appointment.objects.filter(person=keeper).update(starts_on=date(2020, 1, 1), ends_on=NOW.date())
    elif lost == "permission":
        keeper.user_permissions.clear()
    else:
        type(keeper).objects.filter(pk=keeper.pk).update(is_active=False)

    with pytest.raises(actions.KeeperGone):
        actions.send_next(store.pk, at=NOW)

    assert lrs.statements == {}
    found = Store.objects.get()
    assert (found.cursor, found.failed_at) == (0, NOW)
    assert found.fault


def test_a_store_stands_still_from_the_midnight_its_administrators_role_ends(lrs, land):
    role = AppointmentFactory(
        role=Role.ADMINISTRATOR, organisation=None, person__is_superuser=True, ends_on=date(2026, 11, 20)
    )
    store = StoreFactory(url=lrs.url, division=land.counties[0], made_by=role.person)
    assert queries.is_kept(store)

    with time_machine.travel(datetime(2026, 11, 19, 16, 0, tzinfo=UTC), tick=False):
        assert not queries.is_kept(store)


def test_a_store_that_is_sent_everything_outlives_its_administrator(lrs, land):
    store = StoreFactory(url=lrs.url, made_by=PersonFactory(is_active=False))
    record = deed(land)

    assert sent(lrs, store) == [record.pk]


def test_a_keeper_sees_the_stores_of_their_area_only(land, keeper):
    own = StoreFactory(division=land.towns[0], made_by=keeper)
    others = [StoreFactory(division=each) for each in (None, land.city, land.counties[1])]
    client = signed_in(keeper)

    page = client.get(address("feeds:stores")).content.decode()

    assert own.name in page
    assert land.towns[0].name in page
    for each in others:
        assert each.name not in page
        assert client.post(address("feeds:stop", args=[each.pk])).status_code == 404
    assert client.post(address("feeds:stop", args=[own.pk])).status_code == 302


def test_the_form_offers_what_the_keeper_may_see(land, keeper):
    scheme = SchemeFactory(organiser=land.institution(land.counties[0]))
    client = signed_in(keeper)
    form = client.get(address("feeds:add")).context["form"]
    assert list(form.fields["scheme"].queryset) == [scheme]

    foreign = client.post(address("feeds:add"), {**GIVEN, "division": land.counties[1].pk})
    nothing = client.post(address("feeds:add"), GIVEN)
    assert (foreign.status_code, nothing.status_code) == (422, 422)
    assert not Store.objects.exists()

    answer = client.post(address("feeds:add"), {**GIVEN, "division": land.counties[0].pk, "scheme": scheme.pk})

    assert answer.status_code == 302
    assert (Store.objects.get().division, Store.objects.get().scheme) == (land.counties[0], scheme)
