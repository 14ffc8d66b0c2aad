"""Records in the admin: who sees which, and who takes one back."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.people.roles import Role
from lms.records.models import LearningRecord
from tests.certificates.people import manager_of
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def record():
    return LearningRecordFactory(
        person__name="王秀兰",
        activity__kind="exam",
        activity__title="结业考试",
        workplace=OrganisationFactory(),
        outcome="passed",
        evidence={"receipt": "K-77"},
    )


@pytest.fixture
def manager(record):
    return manager_of(record.workplace, Role.INSTITUTION_MANAGER)


def text(response):
    return " ".join(response.content.decode().split())


def listed(client, **asked):
    return text(client.get(reverse("learning_record:index"), asked))


def page_of(record):
    return reverse("learning_record:inspect", args=[record.pk])


def form_of(record):
    return reverse("learning_record:take_back", args=[record.pk])


def test_the_list_shows_what_was_done_in_ones_own_scope(client, record, manager):
    elsewhere = LearningRecordFactory(workplace=OrganisationFactory(), activity__title="别处的课")
    client.force_login(manager)

    page = listed(client)

    assert page_of(record) in page
    assert "别处的课" not in page
    for name in (page_of, form_of):
        assert client.get(name(elsewhere)).status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"number": "{pk}"}, True),
        ({"number": "0"}, False),
        ({"name": " 秀兰 "}, True),
        ({"name": "张三"}, False),
        ({"kind": "exam"}, True),
        ({"kind": "lesson"}, False),
        ({"happened_at_from": "2026-11-18", "happened_at_to": "2026-11-18"}, True),
        ({"happened_at_from": "2026-11-19"}, False),
    ],
)
def test_the_list_narrows(client, record, manager, asked, found):
    client.force_login(manager)

    page = listed(client, **{name: value.format(pk=record.pk) for name, value in asked.items()})

    assert (page_of(record) in page) is found


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(client, size, django_assert_num_queries):
    place = OrganisationFactory()
    for _ in range(size):
        LearningRecordFactory(workplace=place)
    client.force_login(manager_of(place, Role.INSTITUTION_MANAGER))
    listed(client)

    with django_assert_num_queries(11):
        listed(client)


def test_a_record_is_shown_with_its_proof(client, record, manager):
    client.force_login(manager)

    page = text(client.get(page_of(record)))

    for said in ("王秀兰", "结业考试", "K-77", record.source_key, record.workplace.name, form_of(record)):
        assert said in page


def test_taking_back_asks_for_a_reason_and_a_tick_and_is_said_everywhere(client, record, manager):
    client.force_login(manager)

    assert client.post(form_of(record), {"reason": "替考"}).status_code == 422
    assert client.post(form_of(record), {"sure": "on"}).status_code == 422
    page = text(client.post(form_of(record), {"reason": "替考", "sure": "on"}, follow=True))
    again = client.post(form_of(record), {"reason": "再来", "sure": "on"})

    assert f"Record {record.pk} no longer counts." in page
    assert "替考" in page
    assert form_of(record) not in page
    assert (again.status_code, "has already been reversed" in text(again)) == (422, True)
    assert Entry.objects.get(verb="records.record.reversed").actor_name == manager.name
    assert "taken back" in listed(client)
    reversal = LearningRecord.objects.get(reverses=record)
    assert page_of(reversal) not in listed(client)
    assert client.get(page_of(reversal)).status_code == 404


def test_who_may_look_may_not_always_take_back(client, record):
    auditor = manager_of(record.workplace, Role.COUNTY_AUDITOR)
    for person, looks, takes in (
        (auditor, 200, 302),
        (record.person, 302, 302),
        (PersonFactory(), 302, 302),
        (manager_of(OrganisationFactory(), Role.INSTITUTION_MANAGER), 404, 404),
        (PersonFactory(is_superuser=True), 200, 200),
    ):
        client.force_login(person)
        assert (client.get(page_of(record)).status_code, client.get(form_of(record)).status_code) == (looks, takes)
    client.force_login(auditor)
    assert form_of(record) not in text(client.get(page_of(record)))


def test_nothing_can_be_added_edited_or_deleted(client, record):
    client.force_login(PersonFactory(is_superuser=True))

    for address in ("new/", f"edit/{record.pk}/", f"delete/{record.pk}/"):
        assert client.get(f"/admin/learning_record/{address}").status_code == 404


def test_a_record_of_the_late_evening_is_found_on_its_own_day(client, manager, record):
    late = LearningRecordFactory(
        workplace=record.workplace,
        activity=ActivityFactory(),
        happened_at=datetime(2026, 11, 20, 15, 30, tzinfo=UTC),
    )
    client.force_login(manager)

    assert page_of(late) in listed(client, happened_at_from="2026-11-20", happened_at_to="2026-11-20")
    assert page_of(late) not in listed(client, happened_at_from="2026-11-21")
