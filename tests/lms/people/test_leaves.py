"""Leaves are written down once, and told to whoever reckons with them."""

from datetime import date

import pytest

from lms.audit.models import Entry
from lms.people.actions import end_leave, keep_leave
from lms.people.models import Leave
from lms.people.signals import people_changed
from tests.factories.coverage import make_city, manager_of
from tests.factories.people import LeaveFactory, OrganisationFactory, PersonFactory, PostFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 19)


@pytest.fixture
def heard():
    told = []

    def hear(person_ids, **_more):
        told.append(person_ids)

    people_changed.connect(hear)
    yield told
    people_changed.disconnect(hear)


def test_a_leave_is_kept_once(at, heard):
    person = PersonFactory()
    for _ in range(2):
        kept = keep_leave(Leave(person=person, starts_on=DAY, source_key="人事:1"), by=None, at=at)

    assert list(Leave.objects.all()) == [kept]
    assert heard == [[person.pk]]
    assert Entry.objects.filter(verb="people.leave.kept").count() == 1


def test_its_end_is_written_into_it(at, heard):
    leave = LeaveFactory()

    end_leave(leave, back_on=DAY, by=None, at=at)

    assert Leave.objects.get().ends_on == DAY
    assert heard == [[leave.person_id]]


def test_a_leave_holds_from_its_first_day_to_the_day_before_the_return():
    leave = LeaveFactory(starts_on=date(2026, 11, 1), ends_on=DAY)

    def held(day):
        return list(Leave.objects.on(day)) == [leave]

    assert [held(day) for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 18), DAY)] == [
        False,
        True,
        True,
        False,
    ]
    assert str(leave).startswith(leave.person.name)


def test_leaves_are_seen_by_who_sees_the_person():
    own, other = OrganisationFactory(division=make_city()), OrganisationFactory()
    leave = LeaveFactory(person=PostFactory(workplace=own).person)
    LeaveFactory(person=PostFactory(workplace=other).person)

    assert list(Leave.objects.visible_to(manager_of(own))) == [leave]
    assert Leave.objects.visible_to(PersonFactory(is_superuser=True)).count() == 2
