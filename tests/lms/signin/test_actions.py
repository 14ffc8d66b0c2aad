"""What signing in writes down."""

import pyotp
import pytest
from django.core.management import CommandError, call_command

from lms.audit.models import Entry
from lms.signin.actions import enrol_totp
from tests.factories.people import AppointmentFactory, PersonFactory
from tests.lms.signin.conftest import PHONE


def test_enrolling_gives_a_secret_that_signs_in(hand, db):
    person = PersonFactory(phone=PHONE)
    secret = enrol_totp(person)
    hand.by_password()

    hand.client.post("/account/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})

    assert hand.is_in


def test_enrolling_twice_keeps_the_secret(db):
    person = PersonFactory()

    assert enrol_totp(person) == enrol_totp(person)


def test_enrolling_with_a_secret_keeps_to_it(db):
    person, secret = PersonFactory(), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    enrol_totp(person)

    assert enrol_totp(person, secret) == secret
    assert enrol_totp(person) == secret
    assert person.authenticator_set.count() == 1


def test_who_has_lost_the_factor_sets_up_a_new_one(hand, db, at):
    person = AppointmentFactory(person=PersonFactory(phone=PHONE)).person
    enrol_totp(person)

    call_command("reset_second_step", PHONE)
    hand.by_password()

    assert hand.client.get("/notices/").url.startswith("/account/2fa/?next=")
    assert Entry.objects.get(verb="signin.factor.lost").data == {"removed": 1}


def test_nobody_with_the_number_is_said(db):
    with pytest.raises(CommandError):
        call_command("reset_second_step", PHONE)
