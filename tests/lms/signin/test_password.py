"""Passwords: an alternative, never a must."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from lms.people.models import Person
from tests.factories.people import PersonFactory
from tests.lms.signin.conftest import PASSWORD, PHONE

NOON = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)
NEW = "another-long-password-9"


def test_a_doctor_signs_in_with_a_password_and_claims_the_account(hand, doctor):
    response = hand.by_password(next="/notices/")

    doctor.refresh_from_db()
    assert response.url == "/notices/"
    assert doctor.claimed_at is not None


def test_five_wrong_passwords_shut_one_number_and_no_other(hand, doctor):
    PersonFactory(phone="13900139000")
    for _ in range(5):
        hand.by_password(password="wrong-password")

    hand.by_password()
    assert not hand.is_in
    hand.by_password("13900139000")
    assert hand.is_in


def test_a_password_is_open_while_a_code_is_under_way(hand, doctor):
    hand.ask()

    assert hand.client.get("/account/login/password/").status_code == 200
    hand.by_password()

    assert hand.is_in


def test_who_has_no_password_may_set_one(hand, db):
    person = PersonFactory(phone=PHONE, password=None)
    Person.objects.filter(pk=person.pk).update(password="!")
    hand.sign_in()

    response = hand.client.post("/account/password/set/", {"password1": NEW, "password2": NEW})

    person.refresh_from_db()
    assert response.url == "/account/"
    assert person.check_password(NEW)
    assert hand.is_in


def test_who_signed_in_by_password_needs_it_to_change_it(hand, doctor):
    hand.by_password()

    page = hand.client.get("/account/password/change/")
    hand.client.post("/account/password/change/", {"password1": NEW, "password2": NEW})

    doctor.refresh_from_db()
    assert "oldpassword" in page.context["form"].fields
    assert doctor.check_password(PASSWORD)


@pytest.mark.parametrize(("minutes", "asked"), [(9, False), (11, True)])
def test_a_fresh_code_stands_for_a_forgotten_password(hand, doctor, minutes, asked):
    with time_machine.travel(NOON, tick=False) as clock:
        hand.sign_in()
        clock.shift(timedelta(minutes=minutes))
        page = hand.client.get("/account/password/change/")
        hand.client.post("/account/password/change/", {"password1": NEW, "password2": NEW})

    doctor.refresh_from_db()
    assert ("oldpassword" in page.context["form"].fields) is asked
    assert doctor.check_password(NEW) is not asked


def test_a_weak_password_is_refused(hand, doctor):
    hand.sign_in()

    page = hand.client.post("/account/password/change/", {"password1": "password12", "password2": "password12"})

    assert page.context["form"].errors["password1"]


def test_signing_out_asks_first(hand, doctor):
    hand.sign_in()

    assert hand.client.get("/account/logout/").status_code == 200
    assert hand.is_in
    hand.client.post("/account/logout/")
    assert not hand.is_in
