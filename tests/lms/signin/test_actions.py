"""What signing in writes down."""

import pyotp

from lms.signin.actions import enrol_totp
from tests.factories.people import PersonFactory
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
