"""Keys that open what is on file."""

import os

import pytest

from lms.signin.actions import enrol_totp
from lms.signin.keys import keys_fit
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

KEYS = ["ID_NUMBER_KEY", "ID_NUMBER_HASH_KEY"]


def give_id_number(person, number="11010519491231002X"):
    person.set_id_number(number)
    person.save()


@pytest.mark.parametrize("key", KEYS)
def test_any_keys_fit_where_nothing_is_sealed(settings, key):
    PersonFactory()
    setattr(settings, key, os.urandom(32))

    assert keys_fit()


def test_the_keys_that_sealed_an_id_number_fit():
    give_id_number(PersonFactory())

    assert keys_fit()


@pytest.mark.parametrize("key", KEYS)
def test_other_keys_do_not_fit_an_id_number(settings, key):
    give_id_number(PersonFactory())
    setattr(settings, key, os.urandom(32))

    assert not keys_fit()


def test_another_key_does_not_fit_the_secret_of_an_authenticator_app(settings):
    enrol_totp(PersonFactory())
    assert keys_fit()
    settings.ID_NUMBER_KEY = os.urandom(32)

    assert not keys_fit()


def test_what_was_sealed_under_other_keys_by_mistake_does_not_make_them_fit(settings):
    first, second = PersonFactory(), PersonFactory()
    give_id_number(first)
    settings.ID_NUMBER_KEY, settings.ID_NUMBER_HASH_KEY = os.urandom(32), os.urandom(32)
    give_id_number(second, "110105194912310038")

    assert not keys_fit()
