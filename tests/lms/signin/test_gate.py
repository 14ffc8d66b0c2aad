"""Nobody with an admin role goes further without a second factor."""

from datetime import UTC, date, datetime, timedelta

import pyotp
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from lms.audit.models import Entry
from lms.people.models import Appointment
from lms.people.roles import Role
from tests.factories.people import AppointmentFactory, DivisionFactory, PersonFactory
from tests.lms.signin.conftest import PHONE

NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)
ELSEWHERE = ["/", "/notices/", "/admin/", "/admin/pages/", "/account/", "/account/password/change/", "/no/such/page/"]
SET_UP, SHOW = "/account/2fa/", "/account/2fa/reauthenticate/"


def appointed(role, **more):
    person = PersonFactory(phone=PHONE)
    if role in {Role.COUNTY_AUDITOR, Role.CITY_AUDITOR}:
        more |= {"organisation": None, "division": DivisionFactory()}
    if role == Role.ADMINISTRATOR:
        more |= {"organisation": None, "division": None}
    AppointmentFactory(person=person, role=role, **more)
    return person


@pytest.fixture
def manager(db):
    return appointed(Role.INSTITUTION_MANAGER)


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("role", Role.values)
def test_every_role_is_held_until_a_factor_is_set_up(halfway, db, role, address):
    response = halfway(appointed(role)).get(address)

    assert response.status_code == 302
    assert response.url.startswith(f"{SET_UP}?next=")


def test_a_superuser_is_held_too(halfway, db):
    assert halfway(PersonFactory(is_superuser=True)).get("/admin/").url.startswith(SET_UP)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_no_method_slips_through(halfway, manager, method):
    response = getattr(halfway(manager), method)("/notices/read/")

    assert response.url == f"{SET_UP}?next=%2F"


def test_a_part_of_a_page_is_held_too(halfway, manager):
    response = halfway(manager).get("/notices/", headers={"HX-Request": "true"})

    assert response["HX-Redirect"].startswith(SET_UP)


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_logout"])
def test_what_sets_a_factor_up_is_open(halfway, manager, name):
    manager.set_unusable_password()
    manager.save()

    assert halfway(manager).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("address", ELSEWHERE)
def test_who_has_a_factor_must_show_it(halfway, manager, with_app, address):
    with_app(manager)

    assert halfway(manager).get(address).url.startswith(f"{SHOW}?next=")


@pytest.mark.parametrize(
    "name", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_deactivate_totp", "mfa_view_recovery_codes"]
)
def test_who_has_a_factor_cannot_set_up_another_in_its_stead(halfway, manager, with_app, name):
    with_app(manager)

    assert halfway(manager).get(reverse(name)).url.startswith(SHOW)


def test_showing_the_factor_opens_the_way_back(halfway, manager, with_app):
    secret, client = with_app(manager), halfway(manager)

    response = client.post(SHOW, {"code": pyotp.TOTP(secret).now(), "next": "/notices/"})

    assert response.url == "/notices/"
    assert client.get("/notices/").status_code == 200


def test_a_password_again_is_no_second_factor(halfway, manager, with_app):
    with_app(manager)
    client = halfway(manager)

    client.post("/account/reauthenticate/", {"password": "correct-horse-battery"})

    assert client.get("/notices/").url.startswith(SHOW)


def test_a_doctor_is_not_asked(halfway, db):
    assert halfway(PersonFactory()).get("/notices/").status_code == 200


@pytest.mark.parametrize(
    ("term", "held"),
    [
        pytest.param({"starts_on": date(2026, 11, 20)}, False, id="not-begun"),
        pytest.param({"starts_on": date(2026, 11, 19)}, True, id="begins-today"),
        pytest.param({"ends_on": date(2026, 11, 20)}, True, id="ends-tomorrow"),
        pytest.param({"ends_on": date(2026, 11, 19)}, False, id="ended-today"),
    ],
)
def test_the_gate_follows_the_appointment_by_the_day(halfway, db, term, held):
    with time_machine.travel(NOON, tick=False):
        response = halfway(appointed(Role.COURSE_EDITOR, **term)).get("/notices/")

    assert (response.status_code == 302) is held


def test_an_appointment_counts_in_a_session_that_is_open(halfway, db):
    person = PersonFactory()
    client = halfway(person)
    assert client.get("/notices/").status_code == 200

    AppointmentFactory(person=person)

    assert client.get("/notices/").url.startswith(SET_UP)


def test_the_gate_costs_a_doctor_no_query(halfway, db, django_assert_num_queries):
    client = halfway(PersonFactory())

    # The session, the person, and the page's own.
    with django_assert_num_queries(3):
        client.get("/notices/")


def test_the_admin_asks_whoever_may_open_it(halfway, db):
    from django.contrib.auth.models import Permission

    person = PersonFactory()
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))

    client = halfway(person)

    assert client.get("/admin/").url.startswith(SET_UP)
    assert client.get("/notices/").status_code == 200


def test_sign_in_by_code_asks_for_the_factor_each_time(hand, manager, with_app):
    secret = with_app(manager)
    for day in range(2):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            assert hand.sign_in(next="/admin/").url == "/account/2fa/authenticate/"
            assert not hand.is_in
            assert hand.show_factor(secret).url == "/admin/"
            assert hand.is_in
            hand.client.logout()

    assert Entry.objects.filter(verb="signin.session.opened").last().data == {"how": ["code", "mfa"]}


def test_sign_in_by_password_asks_for_the_factor(hand, manager, with_app):
    secret = with_app(manager)

    assert hand.by_password().url == "/account/2fa/authenticate/"
    assert not hand.is_in
    hand.show_factor(secret)

    assert hand.is_in
    assert hand.client.get("/notices/").status_code == 200


def test_a_wrong_second_factor_keeps_the_door_shut(hand, manager, with_app):
    with_app(manager)
    hand.by_password()

    response = hand.client.post("/account/2fa/authenticate/", {"code": "000000"})

    assert response.status_code == 200
    assert not hand.is_in


def test_the_second_factor_has_five_attempts(hand, manager, with_app):
    secret = with_app(manager)
    hand.by_password()
    for _ in range(5):
        hand.client.post("/account/2fa/authenticate/", {"code": "000000"})

    hand.show_factor(secret)

    assert not hand.is_in


@pytest.mark.parametrize("seconds", [0, 31, 59])
def test_a_second_factor_works_once(manager, with_app, work, seconds):
    from tests.lms.signin.conftest import Hand

    secret = with_app(manager)
    # Ten seconds into a step, so that the code is still accepted, one step later, after 59 seconds at the latest.
    with time_machine.travel(NOON, tick=False) as clock:
        code = pyotp.TOTP(secret).at(NOON + timedelta(seconds=30))
        hands = [Hand(Client(), work) for _ in range(2)]
        for hand in hands:
            hand.by_password()
            hand.client.post("/account/2fa/authenticate/", {"code": code})
            clock.shift(timedelta(seconds=seconds))

        assert [hand.is_in for hand in hands] == [True, False]


def test_a_role_signs_in_for_a_working_day(hand, manager, with_app, settings):
    secret = with_app(manager)
    with time_machine.travel(NOON, tick=False):
        hand.by_password()
        hand.show_factor(secret)
        age = hand.client.session.get_expiry_age()

    assert age == settings.ADMIN_SESSION_AGE.total_seconds()


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_app_opens_the_way(hand, manager):
    hand.sign_in()
    page = hand.client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret

    response = hand.client.post("/account/2fa/totp/activate/", {"code": pyotp.TOTP(secret).now()})

    assert response.url == "/account/2fa/recovery-codes/"
    assert hand.client.get(response.url).status_code == 200
    assert hand.client.get("/notices/").status_code == 200
    assert Entry.objects.filter(verb="signin.factor.added").count() == 2


def test_the_secret_of_the_app_is_sealed(manager, with_app):
    secret = with_app(manager)

    assert secret not in str(Authenticator.objects.get().data)


def test_the_last_factor_of_a_role_stays(client, manager, with_app):
    with_app(manager)
    client.force_login(manager)

    response = client.post("/account/2fa/totp/deactivate/")

    assert response.status_code == 200
    assert Authenticator.objects.count() == 1


def test_who_has_lost_the_role_may_remove_the_factor(client, manager, with_app):
    with_app(manager)
    Appointment.objects.all().delete()
    client.force_login(manager)

    client.post("/account/2fa/totp/deactivate/")

    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize(
    ("door", "target"),
    [
        ("/admin/login/", "/account/login/?next=%2Fadmin%2F"),
        ("/admin/login/?next=/admin/pages/", "/account/login/?next=%2Fadmin%2Fpages%2F"),
        ("/_util/login/?next=/x/", "/account/login/?next=%2Fx%2F"),
        ("/admin/password_reset/", "/account/login/?next=%2Fadmin%2F"),
        ("/account/login/code/?next=/x/", "/account/login/?next=%2Fx%2F"),
    ],
)
def test_every_other_door_leads_to_the_one(client, db, door, target):
    assert client.get(door).url == target
    assert client.post(door, {"username": "x", "password": "y"}).status_code == 302


def test_the_admin_leads_to_the_one_door(client, db):
    assert client.get("/admin/").url == "/account/login/?next=/admin/"


@pytest.mark.parametrize("address", ["/account/signup/", "/account/password/reset/"])
def test_nobody_signs_up_or_resets_by_mail(client, db, address):
    for answer in (client.get(address), client.post(address, {"phone": PHONE})):
        assert answer.status_code == 200
        assert next(template.name for template in answer.templates) == "lms/signin/help.html"


@pytest.mark.parametrize(
    "address",
    ["/account/email/", "/account/confirm-email/", "/account/confirm-email/x/", "/account/phone/change/",
     "/account/phone/verify/", "/account/password/reset/done/", "/account/password/reset/key/1-set-password/"],
)  # fmt: skip
def test_pages_that_have_no_use_are_gone(client, doctor, address):
    assert client.get(address).status_code == 404
    client.force_login(doctor)
    assert client.get(address).status_code == 404
