"""What a phone keeps for the time without a network."""

import hashlib
import json

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.urls import reverse

from certificates.register import actions
from certificates.register.proof import read_proof
from certificates.register.signing import issuer_key, verify_bytes
from certificates.register.signing.keys import base64url, unpadded
from certificates.register.verification import offline_list
from tests.certificates.register.test_actions import issue, make_class
from tests.factories.people import PersonFactory
from tests.factories.register import CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(at):
    return issue(make_class(at, complete=3), by=PersonFactory(), at=at)


def mark(certificate):
    return base64url(hashlib.sha256(certificate.uid.bytes).digest()[:8])


def opened(known):
    head, body, signature = known["list"].split(".")
    assert verify_bytes(f"{head}.{body}".encode(), unpadded(signature), issuer_key().jwk)
    assert json.loads(unpadded(head)) == {"alg": "ES256", "kid": issuer_key().key_id}
    return json.loads(unpadded(body))


def test_the_code_is_proved_by_a_key_on_the_list(client, made):
    known = client.get(reverse("verify:list")).json()
    proof = read_proof(made[0].facts["proof"], made[0].uid)

    (key,) = [each for each in known["keys"] if unpadded(each["kid"][:8]) == proof.key]

    assert verify_bytes(proof.signed, proof.signature, key)
    assert proof.name == made[0].name


def test_the_signed_list_holds_what_ended_and_names_nobody(made, at):
    actions.revoke(made[0], by=PersonFactory(), reason="误发", at=at)
    new = actions.reissue(made[1], by=PersonFactory(), reason="更正", at=at)

    said = opened(offline_list(at=at))

    assert said == {"at": "2026-11-19 10:00", "revoked": [mark(made[0])], "superseded": [mark(made[1])]}
    assert mark(new) not in str(said)


def test_the_list_is_made_anew_after_a_while_only(made, at, django_assert_num_queries):
    first = offline_list(at=at)

    with django_assert_num_queries(0):
        assert offline_list(at=at) == first
    cache.clear()
    assert opened(offline_list(at=at))["revoked"] == []


def test_without_a_key_there_is_nothing_to_check_with(settings, at, tmp_path):
    CertificateFactory()

    assert offline_list(at=at) == {"keys": [], "list": ""}


def test_a_key_that_is_gone_leaves_the_list_unsigned(made, settings, at):
    settings.ISSUER_KEY_FILE, settings.DATA_DIR = "", settings.DATA_DIR / "elsewhere"

    known = offline_list(at=at)

    assert (len(known["keys"]), known["list"]) == (1, "")


def test_the_worker_keeps_files_that_are_there_and_rules_over_the_check_alone(client):
    answer = client.get(reverse("verify:worker"))
    told = json.loads(answer.content.decode().partition("const KEPT = ")[2].partition(";\n")[0])

    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert reverse("verify:worker").rpartition("/")[0] == "/verify"
    assert told["page"] == reverse("verify:offline")
    for path in told["files"]:
        assert client.get(path).status_code == 200 or finders.find(path.removeprefix("/static/"))


def test_the_page_for_the_time_without_a_network_is_the_same_for_everybody(client):
    nobody = client.get(reverse("verify:offline"))
    client.force_login(PersonFactory())

    assert client.get(reverse("verify:offline")).content == nobody.content
    assert nobody.status_code == 200


@pytest.mark.parametrize("name", ["verify:form", "verify:offline", "verify:worker", "verify:list"])
def test_the_policy_stays_strict(client, name):
    policy = client.get(reverse(name))["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
