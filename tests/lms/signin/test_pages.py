"""Every page of signing in can be seen, without inline scripts or styles."""

import re

import pytest
from django.urls import reverse

from tests.factories.people import PersonFactory

INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|<style|\son(?:click|submit|load)=")


@pytest.mark.parametrize("name", ["account_login", "signin:password", "signin:help", "account_inactive"])
def test_pages_before_signing_in(client, db, name):
    page = client.get(reverse(name))

    assert page.status_code == 200
    assert not INLINE.search(page.content.decode())
    assert "unsafe-inline" not in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name",
    ["signin:account", "account_change_password", "account_logout", "account_reauthenticate", "mfa_index",
     "mfa_deactivate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate"],
)  # fmt: skip
def test_pages_of_the_account(client, doctor, with_app, name):
    with_app(doctor)
    client.force_login(doctor)

    page = client.get(reverse(name))

    assert page.status_code == 200
    assert not INLINE.search(page.content.decode())


def test_the_app_is_set_up_by_a_picture_or_by_its_secret(client, doctor):
    client.force_login(doctor)

    page = client.get("/account/2fa/totp/activate/")

    assert page.context["form"].secret in page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()


def test_recovery_codes_are_shown_made_anew_and_downloaded(client, doctor, with_app):
    with_app(doctor)
    client.force_login(doctor)
    assert client.get("/account/2fa/recovery-codes/generate/").status_code == 200
    client.post("/account/2fa/recovery-codes/generate/")

    page = client.get("/account/2fa/recovery-codes/")
    file = client.get("/account/2fa/recovery-codes/download/")

    assert len(page.context["unused_codes"]) == 10
    assert all(code in file.content.decode() for code in page.context["unused_codes"])


def test_the_sign_in_page_has_the_keypads_of_a_phone(client, db):
    page = client.get("/account/login/").content.decode()

    assert 'type="tel"' in page
    assert 'inputmode="tel"' in page
    assert 'autocomplete="tel"' in page


def test_the_code_page_lets_the_phone_fill_it_in(client, db):
    page = client.post("/account/login/", {"phone": "13800138000"}, follow=True).content.decode()

    assert 'inputmode="numeric"' in page
    assert 'autocomplete="one-time-code"' in page
    assert "138****8000" in page
    assert "13800138000" not in page


def test_a_passkey_page_of_another_is_not_found(client, doctor, with_app):
    from allauth.mfa.models import Authenticator

    other = PersonFactory()
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "x", "credential": {}})
    client.force_login(doctor)

    assert client.get(f"/account/2fa/webauthn/keys/{key.pk}/edit/").status_code == 404
    assert client.post(f"/account/2fa/webauthn/keys/{key.pk}/remove/").status_code == 404
