"""Every rule of the tables: the database itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lms.people.models import Division, Organisation, Person
from tests.factories.people import (
    AppointmentFactory,
    DivisionFactory,
    LicenceFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    RosterEntryFactory,
    RosterFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
EARLY, LATE = date(2026, 1, 1), date(2026, 2, 1)


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_a_code_begins_once_a_day():
    DivisionFactory(code="1" * 12, valid_to=LATE)
    refused(lambda: DivisionFactory(code="1" * 12, valid_to=LATE))


def test_a_code_is_current_once():
    DivisionFactory(code="1" * 12)
    refused(lambda: DivisionFactory(code="1" * 12, valid_from=LATE))


def test_a_division_ends_after_it_begins():
    refused(lambda: DivisionFactory(valid_from=LATE, valid_to=LATE))


def test_an_institution_has_a_code_of_its_own():
    OrganisationFactory(code="A")
    refused(lambda: OrganisationFactory(code="A"))
    refused(lambda: OrganisationFactory(code=""))


def test_an_institution_is_not_its_own_parent():
    one = OrganisationFactory()
    refused(lambda: Organisation.objects.filter(pk=one.pk).update(parent=one))


def test_a_phone_and_an_id_number_belong_to_one_person():
    one = PersonFactory(phone="13800138000")
    one.set_id_number("11010519491231002X")
    one.save()
    other = PersonFactory()
    refused(lambda: Person.objects.filter(pk=other.pk).update(phone="13800138000"))
    refused(lambda: Person.objects.filter(pk=other.pk).update(id_number_sealed=b"x", id_number_hash=one.id_number_hash))
    refused(lambda: Person.objects.filter(pk=other.pk).update(uid=one.uid))


@pytest.mark.parametrize("half", [{"id_number_sealed": b"x"}, {"id_number_hash": "x"}])
def test_an_id_number_is_kept_whole(half):
    refused(lambda: PersonFactory(**half))


def test_a_person_has_a_name():
    refused(lambda: PersonFactory(name=""))


def test_a_post_is_held_once_at_a_time():
    post = PostFactory(ends_on=LATE, starts_on=EARLY)
    again = {"person": post.person, "workplace": post.workplace, "kind": post.kind}
    PostFactory(**again)
    refused(lambda: PostFactory(**again))


def test_a_post_ends_after_it_begins():
    refused(lambda: PostFactory(starts_on=LATE, ends_on=EARLY))


def test_a_licence_is_on_file_once():
    licence = LicenceFactory()
    refused(lambda: LicenceFactory(person=licence.person, kind=licence.kind, number=licence.number))


def test_a_licence_ends_after_it_begins():
    refused(lambda: LicenceFactory(valid_from=LATE, valid_to=EARLY))


@pytest.mark.parametrize("both", [True, False])
def test_a_role_covers_one_place(both):
    division = DivisionFactory() if both else None
    refused(lambda: AppointmentFactory(division=division, **({} if both else {"organisation": None})))


def test_an_appointment_ends_after_it_begins():
    refused(lambda: AppointmentFactory(starts_on=LATE, ends_on=EARLY))


def test_a_keeper_has_one_roster_of_a_name():
    roster = RosterFactory()
    refused(lambda: RosterFactory(keeper=roster.keeper, name=roster.name))


def test_a_roster_names_a_person_once():
    entry = RosterEntryFactory()
    refused(lambda: RosterEntryFactory(roster=entry.roster, person=entry.person))


def test_a_roster_entry_ends_after_it_begins():
    refused(lambda: RosterEntryFactory(joined_on=LATE, left_on=EARLY))


def test_a_division_reaches_itself_and_what_lies_inside():
    county = DivisionFactory(level=Division.Level.COUNTY)
    town = DivisionFactory(level=Division.Level.TOWN, county=county)
    village = DivisionFactory(level=Division.Level.VILLAGE, county=county, town=town)
    DivisionFactory(level=Division.Level.TOWN)

    assert set(Division.objects.inside(county)) == {county, town, village}
    assert set(Division.objects.inside(village)) == {village}
