"""The admin's pages for extracts and stores."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from lms.feeds.models import Store
from lms.jobs.models import Job
from tests.factories.coverage import auditor_of
from tests.factories.outward import StoreFactory
from tests.factories.people import PersonFactory
from tests.lms.coverage.land import Land

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def land():
    return Land()


@pytest.fixture
def office(land):
    person = auditor_of(land.counties[0])
    land.person(land.towns[0])
    person.user_permissions.set(Permission.objects.filter(codename__in=["make_extract", "view_learningrecord"]))
    return signed_in(person)


@pytest.fixture
def administrator():
    return signed_in(PersonFactory(is_superuser=True))


def ask(client, **given):
    return client.post(reverse("feeds:extract"), given)


def test_records_of_some_days(office):
    answer = ask(office, what="records", form="csv", since="2026-01-01", until="2026-06-30")
    job = Job.objects.get()
    assert answer.url == reverse("jobs:job", args=[job.pk])
    assert job.arguments["asked"] == {"since": "2026-01-01", "until": "2026-06-30"}


def test_people_of_a_roster_as_of_today(office, land):
    ask(office, what="people", form="xlsx", scheme=land.scheme.pk, roster=land.roster.pk)
    asked = {"scheme_id": land.scheme.pk, "roster_id": land.roster.pk, "as_of": "2026-11-19"}
    assert Job.objects.get().arguments == {"what": "people", "form": "xlsx", "asked": asked}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"what": "people", "form": "xlsx"}, "scheme"),
        ({"what": "coverage", "form": "xlsx", "scheme": "0", "roster": "0"}, "roster"),
        ({"what": "records", "form": "doc"}, "form"),
        ({"what": "everything", "form": "csv"}, "what"),
        ({"what": "records", "form": "csv", "since": "2026-02-01", "until": "2026-01-01"}, "until"),
        ({"what": "records", "form": "csv", "as_of": "2026-11-20"}, "as_of"),
    ],
)
def test_what_cannot_be_taken_is_said(office, given, field):
    answer = ask(office, **given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Job.objects.exists()


def test_a_permission_lost_meanwhile_is_said(office, monkeypatch):
    from lms.feeds.actions import extracts

    office.get(reverse("feeds:extract"))
    monkeypatch.setattr(extracts, "may_take", lambda *_asked: False)
    assert ask(office, what="records", form="csv").status_code == 422


def test_auditors_see_no_stores(office):
    StoreFactory(name="省平台")
    assert office.get(reverse("feeds:stores")).status_code == 302


def test_an_administrator_adds_sends_and_stops(administrator, settings):
    settings.LRS_ALLOW_PRIVATE = True
    given = {"name": "省平台", "url": "http://127.0.0.1:9/xapi", "username": "a", "secret": "b"}
    assert administrator.get(reverse("feeds:add")).status_code == 200
    assert administrator.post(reverse("feeds:add"), given).status_code == 302
    store = Store.objects.get()
    assert "127.0.0.1" in administrator.get(reverse("feeds:stores")).content.decode()

    answer = administrator.post(reverse("feeds:send", args=[store.pk]))
    assert answer.url == reverse("jobs:job", args=[Job.objects.get().pk])
    administrator.post(reverse("feeds:stop", args=[store.pk]))
    assert Store.objects.get().stopped_at == NOW
    assert administrator.post(reverse("feeds:send", args=[store.pk])).status_code == 404


def test_an_address_inside_is_refused_on_the_form(administrator):
    given = {"name": "省平台", "url": "https://127.0.0.1/xapi", "username": "a", "secret": "b"}
    assert administrator.post(reverse("feeds:add"), given).status_code == 422
    assert not Store.objects.exists()
