"""The admin of people: three people walk every page, and nothing shows a whole number."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.people.actions import appoint, sync_roles
from lms.people.models import Appointment, Organisation
from lms.people.roles import AUDITORS, Role
from tests.factories.exchange import id_number
from tests.factories.people import (
    DivisionFactory,
    LicenceFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    RosterEntryFactory,
    RosterFactory,
)

pytestmark = pytest.mark.django_db
PHONE, ID_NUMBER = "13812345678", id_number(7)


class Place:
    """An institution with one doctor, a manager, and a manager of another one."""

    def __init__(self, at):
        sync_roles()
        self.home, self.other = OrganisationFactory(name="甲院"), OrganisationFactory(name="乙院")
        self.doctor = PersonFactory(name="李明", phone=PHONE)
        self.doctor.set_id_number(ID_NUMBER)
        self.doctor.save()
        PostFactory(person=self.doctor, workplace=self.home)
        LicenceFactory(person=self.doctor)
        self.roster = RosterFactory(name="名册甲", keeper=self.home)
        RosterEntryFactory(roster=self.roster, person=self.doctor, workplace=self.home)
        self.manager = self.role(Role.INSTITUTION_MANAGER, self.home, at)
        self.stranger = self.role(Role.INSTITUTION_MANAGER, self.other, at)
        self.chief = self.role(Role.ADMINISTRATOR, None, at)

    @staticmethod
    def role(role, over, at):
        person = PersonFactory()
        term = {"starts_on": date(2026, 1, 1), "ends_on": date(2099, 1, 1) if role in AUDITORS else None}
        appoint(person=person, role=role, over=over, by=None, at=at, **term)
        person.refresh_from_db()
        return person


@pytest.fixture
def place(at):
    return Place(at)


def get(person, address):
    client = Client()
    client.force_login(person)
    return client.get(address)


def post(person, address, fields):
    client = Client()
    client.force_login(person)
    return client.post(address, fields)


PAGES = [
    ("people:index", None),
    ("people:inspect", "doctor"),
    ("people:edit", "doctor"),
    ("institutions:index", None),
    ("institutions:inspect", "home"),
    ("rosters:index", None),
    ("rosters:inspect", "roster"),
]


def address_of(place, name, what):
    return reverse(name, args=[getattr(place, what).pk] if what else [])


@pytest.mark.parametrize(("name", "what"), PAGES)
def test_a_manager_sees_their_own_and_a_stranger_nothing(place, name, what):
    address = address_of(place, name, what)

    mine, foreign = get(place.manager, address), get(place.stranger, address)

    seen = {"people": "李明", "institutions": "甲院", "rosters": "名册甲"}[name.split(":")[0]]
    assert seen in mine.content.decode()
    assert foreign.status_code == (404 if what else 200)
    assert seen not in foreign.content.decode()


@pytest.mark.parametrize(("name", "what"), PAGES)
def test_a_doctor_has_no_admin(place, name, what):
    assert get(place.doctor, address_of(place, name, what)).status_code in (302, 403)


@pytest.mark.parametrize(("name", "what"), PAGES)
def test_no_page_shows_a_whole_number(place, name, what):
    for person in (place.manager, place.chief):
        text = get(person, address_of(place, name, what)).content.decode()
        assert PHONE not in text
        assert ID_NUMBER not in text


def test_a_person_is_shown_masked_with_posts_and_rosters(place):
    text = get(place.manager, reverse("people:inspect", args=[place.doctor.pk])).content.decode()

    for shown in ("138****5678", f"370799********{ID_NUMBER[-4:]}", "甲院", "名册甲"):
        assert shown in text


@pytest.mark.parametrize(
    ("typed", "found"), [("李", True), (PHONE, False), (ID_NUMBER, False), (PHONE[:7], False), ("370799", False)]
)
def test_the_list_finds_people_by_name_only(place, typed, found):
    text = get(place.manager, f"{reverse('people:index')}?q={typed}").content.decode()

    assert ("李明" in text) is found
    assert reverse("people:find") in text


@pytest.mark.parametrize("typed", [PHONE, ID_NUMBER, f" {ID_NUMBER[:6]} {ID_NUMBER[6:].lower()} "])
def test_a_whole_number_leads_to_the_page_of_its_person(place, typed):
    answer = post(place.manager, reverse("people:find"), {"number": typed})

    assert answer.url == reverse("people:inspect", args=[place.doctor.pk])


@pytest.mark.parametrize(
    ("who", "typed"),
    [
        *(("manager", typed) for typed in (PHONE[:7], ID_NUMBER[:17], "李明", "")),
        *(("stranger", typed) for typed in (PHONE, ID_NUMBER)),
    ],
)
def test_neither_a_part_of_a_number_nor_somebody_elses_finds_anybody(place, who, typed):
    answer = post(getattr(place, who), reverse("people:find"), {"number": typed})

    assert answer.status_code == 422
    assert answer.context["form"].errors["number"]
    assert f"/people/{place.doctor.pk}" not in answer.content.decode()


def test_who_may_not_look_at_people_finds_nobody_by_number(place, at):
    editor = place.role(Role.COURSE_EDITOR, place.home, at)

    assert get(place.chief, reverse("people:find")).status_code == 200
    for answer in (get(editor, reverse("people:find")), post(editor, reverse("people:find"), {"number": PHONE})):
        assert answer.url == reverse("wagtailadmin_home")


def test_the_list_of_people_costs_the_same_for_one_and_for_three(place):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            get(place.manager, reverse("people:index"))
        return len(queries)

    cost()
    one = cost()
    for _ in range(2):
        PostFactory(workplace=place.home)

    assert cost() == one


def test_a_manager_corrects_a_name_and_the_number_stays(place):
    address = reverse("people:edit", args=[place.doctor.pk])

    post(place.manager, address, {"name": "李鸣", "new_phone": "", "is_active": "on"})

    place.doctor.refresh_from_db()
    assert (place.doctor.name, place.doctor.phone, place.doctor.id_number) == ("李鸣", PHONE, ID_NUMBER)


def test_a_manager_corrects_a_number(place):
    address = reverse("people:edit", args=[place.doctor.pk])

    post(place.manager, address, {"name": "李明", "new_phone": "13900139000", "is_active": "on"})

    place.doctor.refresh_from_db()
    assert place.doctor.phone == "13900139000"


@pytest.mark.parametrize("phone", ["12", "taken"])
def test_a_bad_number_is_said_on_the_form(place, phone):
    phone = PersonFactory().phone if phone == "taken" else phone
    address = reverse("people:edit", args=[place.doctor.pk])

    answer = post(place.manager, address, {"name": "李明", "new_phone": phone, "is_active": "on"})

    place.doctor.refresh_from_db()
    assert (answer.status_code, place.doctor.phone) == (200, PHONE)


def test_a_manager_cannot_take_over_a_colleague_with_a_role(place, at):
    colleague = place.role(Role.COURSE_EDITOR, place.home, at)
    PostFactory(person=colleague, workplace=place.home)
    before = colleague.phone

    post(
        place.manager,
        reverse("people:edit", args=[colleague.pk]),
        {"name": colleague.name, "new_phone": "13900139000", "is_active": "on"},
    )

    colleague.refresh_from_db()
    assert colleague.phone == before


@pytest.mark.parametrize(
    "address",
    ["/admin/users/", "/admin/groups/", "/admin/users/new/", "/admin/users/{doctor}/", "/admin/users/{chief}/"],
)
def test_wagtails_own_users_and_groups_are_for_administrators(place, address):
    address = address.format(doctor=place.doctor.pk, chief=place.chief.pk)

    assert get(place.manager, address).status_code in (302, 403, 404)
    menu = get(place.manager, "/admin/").content.decode()
    assert 'href="/admin/users/"' not in menu
    assert get(place.chief, "/admin/users/").status_code == 200


@pytest.mark.parametrize("name", ["appointments:index", "appointments:add", "institutions:add"])
def test_roles_and_new_institutions_are_for_administrators(place, name):
    assert get(place.manager, reverse(name)).status_code in (302, 403)
    assert get(place.chief, reverse(name)).status_code == 200


def test_an_administrator_appoints_and_ends(place):
    fields = {
        "person": place.doctor.pk,
        "role": Role.COUNTY_AUDITOR,
        "division": place.home.division_id,
        "organisation": "",
        "starts_on": "2026-01-01",
        "ends_on": "2027-01-01",
    }

    post(place.chief, reverse("appointments:add"), fields)

    appointment = Appointment.objects.get(person=place.doctor)
    assert set(place.doctor.groups.values_list("name", flat=True)) == {"county_auditor"}
    post(place.chief, reverse("appointments:edit", args=[appointment.pk]), {"ends_on": "2026-02-01"})
    appointment.refresh_from_db()
    assert (appointment.ends_on, place.doctor.groups.count()) == (date(2026, 2, 1), 0)


def test_a_role_without_a_place_is_said_on_the_form(place):
    fields = {
        "person": place.doctor.pk,
        "role": Role.COUNTY_AUDITOR,
        "starts_on": "2026-01-01",
        "ends_on": "2027-01-01",
    }

    answer = post(place.chief, reverse("appointments:add"), fields)

    assert (answer.status_code, Appointment.objects.filter(person=place.doctor).exists()) == (200, False)


def test_an_administrator_adds_and_changes_an_institution(place):
    fields = {"code": "N1", "name": "新院", "kind": "township", "grade": "", "division": place.home.division_id}
    post(place.chief, reverse("institutions:add"), fields)
    new = Organisation.objects.get(code="N1")

    post(place.chief, reverse("institutions:edit", args=[new.pk]), {**fields, "name": "新院二"})

    new.refresh_from_db()
    assert new.name == "新院二"


def test_divisions_are_read_within_scope(place, at):
    county = DivisionFactory(name="奎文区")
    auditor = place.role(Role.COUNTY_AUDITOR, county, at)
    place.chief.refresh_from_db()

    assert "奎文区" in get(place.chief, reverse("divisions:index")).content.decode()
    assert get(auditor, reverse("divisions:index")).status_code in (200, 302)


@pytest.mark.parametrize("chooser", ["person_chooser", "organisation_chooser", "roster_chooser", "division_chooser"])
def test_choosers_offer_only_what_is_in_scope(place, chooser):
    address = reverse(f"{chooser}:choose_results")
    named = {"person_chooser": "李明", "organisation_chooser": "甲院", "roster_chooser": "名册甲"}.get(chooser, "县")

    assert named not in get(place.stranger, address).content.decode()
    assert named in get(place.chief, address).content.decode()
