from contextlib import nullcontext
from datetime import date

import pytest

from lms.audit.models import Entry
from lms.people.actions import edit_contacts
from lms.people.actions.people import PhoneTaken, RoleHolder
from tests.factories.people import AppointmentFactory, PersonFactory

pytestmark = pytest.mark.django_db


def edit(person, at, by=None, **given):
    wanted = {"name": person.name, "phone": person.phone, "is_active": person.is_active, **given}
    return edit_contacts(person_id=person.pk, by=by or PersonFactory(), at=at, **wanted)


def test_a_correction_is_written_down_by_field_and_never_by_value(at):
    person = PersonFactory(name="李明", phone="13800138000")

    edit(person, at, phone="13900139000", name="李鸣")

    person.refresh_from_db()
    assert (person.name, person.phone) == ("李鸣", "13900139000")
    assert Entry.objects.get().data == {"fields": ["name", "phone"]}


def test_no_change_leaves_no_trace(at):
    edit(PersonFactory(), at)

    assert not Entry.objects.exists()


def test_a_number_of_somebody_else_is_refused(at):
    other = PersonFactory()

    with pytest.raises(PhoneTaken):
        edit(PersonFactory(), at, phone=other.phone)


@pytest.mark.parametrize("given", [{"phone": "13900139000"}, {"is_active": False}], ids=["phone", "sign-in"])
def test_the_account_of_a_role_holder_is_changed_by_administrators_only(given, at):
    holder = AppointmentFactory().person

    with pytest.raises(RoleHolder):
        edit(holder, at, **given)
    edit(holder, at, by=PersonFactory(is_superuser=True), **given)

    holder.refresh_from_db()
    assert {name: getattr(holder, name) for name in given} == given


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_guarded"),
    [
        pytest.param(date(2026, 1, 1), date(2026, 11, 20), True, id="last-day"),
        pytest.param(date(2026, 1, 1), date(2026, 11, 19), False, id="ended-today"),
        pytest.param(date(2027, 1, 1), None, True, id="to-come"),
    ],
)
@pytest.mark.parametrize("given", [{"phone": "13900139000"}, {"is_active": False}], ids=["phone", "sign-in"])
def test_an_account_is_guarded_until_the_role_has_ended(at, given, starts_on, ends_on, is_guarded):
    holder = AppointmentFactory(starts_on=starts_on, ends_on=ends_on).person

    with pytest.raises(RoleHolder) if is_guarded else nullcontext():
        edit(holder, at, **given)

    holder.refresh_from_db()
    assert {name: getattr(holder, name) == value for name, value in given.items()} == dict.fromkeys(
        given, not is_guarded
    )


def test_a_phone_can_be_taken_away_from_two_people(at):
    for person in (PersonFactory(), PersonFactory()):
        assert edit(person, at, phone="").phone is None
