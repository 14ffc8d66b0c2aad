"""A person signing in, and the short messages they get."""

import re

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from lms.notices.channels import console
from lms.signin.actions import enrol_totp
from tests.factories.people import PersonFactory

PHONE = "13800138000"
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _console(settings):
    settings.SMS_CHANNEL = "console"
    settings.SMS_CHANNEL_CHOSEN = True


@pytest.fixture
def doctor(db):
    return PersonFactory(phone=PHONE)


class Hand:
    """A phone in somebody's hand: asks for codes, reads them, types them."""

    def __init__(self, client: Client, work) -> None:
        self.client, self.work = client, work

    def ask(self, phone=PHONE, **more):
        return self.client.post("/account/login/", {"phone": phone, **more})

    def read(self):
        self.work()
        return [message["code"] for message in console.shown()]

    def type(self, code, **more):
        return self.client.post("/account/login/code/confirm/", {"code": code, **more})

    def resend(self):
        return self.client.post("/account/login/code/confirm/", {"action": "resend"}, follow=True)

    def sign_in(self, phone=PHONE, **more):
        self.ask(phone, **more)
        return self.type(self.read()[0], **more)

    def by_password(self, phone=PHONE, password=PASSWORD, **more):
        return self.client.post("/account/login/password/", {"login": phone, "password": password, **more})

    def show_factor(self, secret):
        return self.client.post("/account/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})

    @property
    def is_in(self):
        return "_auth_user_id" in self.client.session


@pytest.fixture
def hand(client, work, db):
    return Hand(client, work)


@pytest.fixture
def halfway(client):
    """Sign somebody in without any second factor shown, as a forgotten side door would."""

    def sign_in(person):
        client.force_login(person)
        session = client.session
        session["account_authentication_methods"] = []
        session.save()
        return client

    return sign_in


@pytest.fixture
def with_app(db):
    """Give somebody an authenticator app; returns its secret."""

    def give(person):
        secret = enrol_totp(person)
        assert Authenticator.objects.filter(user=person).count() == 1
        return secret

    return give


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
