"""Badges on the phone and on the public check, and the addresses that badges name."""

import jwt
import pytest
from django.urls import reverse

from certificates.register import verification
from certificates.register.models import KnownKey
from certificates.register.signing import issuer_key
from tests.certificates.register.test_actions import issue, make_class
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.register import CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(at):
    (made,) = issue(make_class(at, complete=1), by=PersonFactory(), at=at)
    return made


def test_the_holder_downloads_the_badge_and_a_stranger_is_told_nothing(client, certificate):
    url = reverse("register:badge", args=[certificate.number])
    client.force_login(certificate.person)

    page, badge = client.get(reverse("register:index")), client.get(url)

    assert url in page.content.decode()
    assert badge["Content-Type"] == "text/plain"
    assert badge["Content-Disposition"] == f'attachment; filename="{certificate.number}.jwt"'
    assert jwt.decode(badge.content, jwt.PyJWK({**issuer_key().jwk, "alg": "ES256"}).key, ["ES256"])
    client.force_login(PersonFactory())
    assert client.get(url).status_code == 404


def test_the_public_page_tells_of_the_signature_and_offers_the_badge(client, certificate):
    page = client.get(reverse("verify:certificate", args=[certificate.uid])).content.decode()
    badge = client.get(reverse("verify:badge", args=[certificate.uid]))

    assert issuer_key().key_id in page
    assert reverse("verify:badge", args=[certificate.uid]) in page
    assert "试" not in page.split("<h2")[-1]
    assert badge.status_code == 200
    assert badge["X-Robots-Tag"] == "noindex"


def test_the_public_page_warns_of_a_trial_key(client, certificate, monkeypatch):
    key_id = issuer_key().key_id
    monkeypatch.setattr(verification, "_KNOWN", {key_id[:8]: (key_id, True)})

    page = client.get(reverse("verify:certificate", args=[certificate.uid])).content.decode()

    assert "notice--warning" in page


def test_a_certificate_from_before_is_valid_and_says_so(client):
    old = CertificateFactory()

    page = client.get(reverse("verify:certificate", args=[old.uid])).content.decode()

    assert "notice--success" in page
    assert reverse("verify:badge", args=[old.uid]) not in page
    assert client.get(reverse("verify:badge", args=[old.uid])).status_code == 404


def test_keys_are_published_for_programs_anywhere(client, certificate):
    answer = client.get(reverse("verify:keys"))
    (key,) = answer.json()["keys"]

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert key == {**issuer_key().jwk, "kid": issuer_key().key_id, "alg": "ES256", "use": "sig"}
    assert "d" not in key
    assert client.get(reverse("verify:key", args=[key["kid"]])).json() == key
    assert client.get(reverse("verify:key", args=["x"])).status_code == 404
    assert KnownKey.objects.get().certificates.count("BEGIN CERTIFICATE") == 2


def test_the_profile_is_of_who_has_issued_something(client, certificate):
    answer = client.get(reverse("verify:issuer", args=[certificate.issuer_id]))

    assert answer.json()["name"] == certificate.issuer.name
    assert answer.json()["id"].endswith(reverse("verify:issuer", args=[certificate.issuer_id]))
    assert client.get(reverse("verify:issuer", args=[OrganisationFactory().pk])).status_code == 404


def test_the_status_list_is_a_signed_credential(client, certificate):
    answer = client.get(reverse("verify:status", args=[certificate.signature.status_list_id]))
    said = jwt.decode(answer.content, jwt.PyJWK({**issuer_key().jwk, "alg": "ES256"}).key, ["ES256"])

    assert answer["Content-Type"] == "application/vc+jwt"
    assert said["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert client.get(reverse("verify:status", args=[0])).status_code == 404
