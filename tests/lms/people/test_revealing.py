"""Whole ID numbers: for a purpose, so many a day, and told to the person concerned."""

from datetime import timedelta

import pytest

from lms.audit.looks import EXPORTED, REVEALED, looks_at
from lms.audit.models import Entry
from lms.people.actions import note_exported, reveal_id_number, sync_roles
from lms.people.actions.revealing import NoIdNumber, NotYours, PurposeMissing, RevealsUsedUp, look_at_person
from lms.people.models import Person
from lms.people.purposes import Purpose
from lms.people.roles import Role
from tests.factories.people import OrganisationFactory, PostFactory
from tests.lms.people.officials import official

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"
WHY = {"purpose": Purpose.AUDIT, "why": "核对2026年度培训档案"}


@pytest.fixture
def home():
    sync_roles()
    return OrganisationFactory()


def doctor_at(place, number=NUMBER):
    person = PostFactory(workplace=place).person
    person.set_id_number(number)
    person.save()
    return person


def test_a_number_is_shown_and_the_person_sees_who_saw_it_and_why(home, at):
    doctor, auditor = doctor_at(home), official(Role.COUNTY_AUDITOR, home.division)

    assert reveal_id_number(person_id=doctor.pk, by=auditor, at=at, **WHY) == NUMBER

    entry = looks_at(doctor).get()
    assert (entry.verb, entry.actor_name, entry.data) == (
        REVEALED,
        auditor.name,
        {"purpose": "audit", "why": WHY["why"]},
    )
    assert NUMBER not in str(entry.data)


@pytest.mark.parametrize(
    "said",
    [
        {"purpose": "", "why": "核对2026年度培训档案"},
        {"purpose": "curiosity", "why": "核对2026年度培训档案"},
        {"purpose": Purpose.AUDIT, "why": "核对档案"},
        {"purpose": Purpose.AUDIT, "why": "查    档    案    "},
    ],
    ids=["none", "not-of-the-list", "too-short", "blanks"],
)
def test_without_a_purpose_nothing_is_shown(home, at, said):
    doctor, auditor = doctor_at(home), official(Role.COUNTY_AUDITOR, home.division)

    with pytest.raises(PurposeMissing):
        reveal_id_number(person_id=doctor.pk, by=auditor, at=at, **said)

    assert not Entry.objects.exists()


def test_who_lacks_the_permission_or_the_scope_sees_none(home, at):
    doctor = doctor_at(home)
    for stranger in (
        official(Role.COUNTY_AUDITOR, OrganisationFactory().division),
        official(Role.COURSE_EDITOR, home),
        official(Role.LINE_AUDITOR, home.division),
        doctor,
    ):
        with pytest.raises(NotYours):
            reveal_id_number(person_id=doctor.pk, by=stranger, at=at, **WHY)


def test_a_person_without_a_number_is_said_so(home, at):
    person = PostFactory(workplace=home).person

    with pytest.raises(NoIdNumber):
        reveal_id_number(person_id=person.pk, by=official(Role.COUNTY_AUDITOR, home.division), at=at, **WHY)


def test_so_many_a_day_and_again_after_midnight_in_shanghai(home, at, settings):
    settings.ID_NUMBERS_A_DAY = 2
    doctor, auditor = doctor_at(home), official(Role.COUNTY_AUDITOR, home.division)
    other = official(Role.COUNTY_AUDITOR, home.division)
    for _time in range(2):
        reveal_id_number(person_id=doctor.pk, by=auditor, at=at, **WHY)

    with pytest.raises(RevealsUsedUp):
        reveal_id_number(person_id=doctor.pk, by=auditor, at=at + timedelta(hours=13, minutes=59), **WHY)
    assert reveal_id_number(person_id=doctor.pk, by=other, at=at, **WHY) == NUMBER
    assert reveal_id_number(person_id=doctor.pk, by=auditor, at=at + timedelta(hours=14), **WHY) == NUMBER


def test_an_export_with_numbers_is_written_down_with_each_person(home, at):
    doctors, auditor = (
        [doctor_at(home), doctor_at(home, "34052419800101001X")],
        official(Role.CITY_AUDITOR, home.division),
    )
    others = [PostFactory(workplace=home).person, doctor_at(OrganisationFactory(), "110105194912310101")]

    whole = note_exported(ids_of(*doctors, *others), job=1, by=auditor, at=at, **WHY)

    assert whole == {each.pk for each in doctors}
    assert [looks_at(each).get().verb for each in doctors] == [EXPORTED, EXPORTED]
    assert not any(looks_at(each).exists() for each in others)


def test_a_job_that_runs_again_tells_and_counts_nobody_twice(home, at, settings):
    settings.ID_NUMBERS_EXPORTED_A_DAY = 2
    first, auditor = doctor_at(home), official(Role.CITY_AUDITOR, home.division)
    note_exported(ids_of(first), job=1, by=auditor, at=at, **WHY)
    later = doctor_at(home, "34052419800101001X")

    whole = note_exported(ids_of(first, later), job=1, by=auditor, at=at, **WHY)

    assert whole == {first.pk, later.pk}
    assert [looks_at(each).count() for each in (first, later)] == [1, 1]
    with pytest.raises(RevealsUsedUp):
        note_exported(ids_of(first), job=2, by=auditor, at=at, **WHY)


def test_an_export_keeps_to_the_permission_the_day_and_the_purpose(home, at, settings):
    doctors, auditor = (
        [doctor_at(home), doctor_at(home, "34052419800101001X")],
        official(Role.CITY_AUDITOR, home.division),
    )
    settings.ID_NUMBERS_EXPORTED_A_DAY = 1

    with pytest.raises(RevealsUsedUp):
        note_exported(ids_of(*doctors), job=1, by=auditor, at=at, **WHY)
    with pytest.raises(NotYours):
        note_exported(ids_of(*doctors), job=1, by=official(Role.COURSE_EDITOR, home), at=at, **WHY)
    with pytest.raises(PurposeMissing):
        note_exported(ids_of(*doctors), job=1, by=auditor, at=at, purpose="", why="")
    assert not Entry.objects.exists()


def ids_of(*people):
    return Person.objects.filter(pk__in=[each.pk for each in people]).values("pk")


def test_of_ones_own_page_nothing_is_said(home, at):
    doctor, auditor = doctor_at(home), official(Role.COUNTY_AUDITOR, home.division)

    look_at_person(doctor, by=doctor, at=at)
    look_at_person(doctor, by=auditor, at=at)

    assert [each.actor_name for each in looks_at(doctor)] == [auditor.name]
