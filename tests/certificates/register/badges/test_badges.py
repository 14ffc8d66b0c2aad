"""Badges from issue to revocation, judged by a library that is not ours."""

import gzip
import json
import re
from base64 import urlsafe_b64decode
from io import BytesIO

import jwt
import pypdf
import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.status_list import encode_bitstring

from certificates.register import actions
from certificates.register.badges import publishing
from certificates.register.badges.credentials import encoded
from certificates.register.badges.reading import badge_of
from certificates.register.models import Certificate, KnownKey, Signature, StatusList
from certificates.register.signing import NoIssuerKey, issuer_key
from certificates.register.signing.trial import make_key
from tests.certificates.register.test_actions import issue, make_class
from tests.factories.people import PersonFactory
from tests.factories.register import CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return PersonFactory(name="王主任")


@pytest.fixture
def issued(at, manager, settings):
    settings.BASE_URL = "https://xinglin.example"
    return issue(make_class(at, complete=2), by=manager, at=at)


@pytest.fixture
def verifier(issued):
    """What somebody has who holds the issuer's public key and nothing else."""
    return OB3Verifier(jwt.PyJWK({**issuer_key().jwk, "alg": "ES256"}).key)


@pytest.fixture
def web(client):
    """Fetch a public address as a stranger's program would."""
    return lambda url: client.get(url.removeprefix("https://xinglin.example")).content


def claims(badge):
    return jwt.decode(badge, options={"verify_signature": False})


def test_a_badge_is_verified_offline_by_another_library(issued, verifier):
    certificate = issued[0]

    credential = verifier.verify(badge_of(certificate).decode())

    assert credential.id == certificate.uid.urn
    assert credential.issuer.name == certificate.facts["issuer"]
    assert credential.achievement.name == f"{certificate.title} {certificate.facts['kind_title']}"


def test_the_badge_lies_in_the_pdf_that_was_issued(issued):
    with issued[0].open() as file:
        attachments = pypdf.PdfReader(BytesIO(file.read())).attachments

    assert attachments == {"open-badge.jwt": [badge_of(issued[0])]}


def test_the_token_follows_open_badges_3(issued):
    """Open Badges 3.0, 8.2.4.1: these headers and no others; these claims, equal to what they mirror."""
    certificate, badge = issued[0], badge_of(issued[0]).decode()
    said, head = claims(badge), jwt.get_unverified_header(badge)

    assert head == {
        "alg": "ES256",
        "typ": "JWT",
        "jwk": issuer_key().jwk,
        "kid": f"https://xinglin.example/verify/keys/{issuer_key().key_id}/",
    }
    assert said["iss"] == said["issuer"]["id"]
    assert said["sub"] == said["credentialSubject"]["id"]
    assert said["jti"] == said["id"]
    assert said["validFrom"] == "2026-11-19T02:00:00Z"
    assert said["nbf"] == 1795053600
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["credentialSubject"]["licenseNumber"] == certificate.number
    (holder,) = said["credentialSubject"]["identifier"]
    assert (holder["identityType"], holder["identityHash"]) == ("name", certificate.name)


def test_a_badge_says_nothing_by_which_two_of_one_person_are_known(issued):
    person = issued[0].person
    text = json.dumps(claims(badge_of(issued[0])), ensure_ascii=False)

    for private in (person.id_number, issued[0].facts["id_number_masked"], person.id_number[-4:], person.phone):
        # Four digits may well stand within something drawn at random.
        assert not re.search(rf"(?<![0-9a-zA-Z]){re.escape(private)}(?![0-9a-zA-Z])", text)
    assert len({claims(badge_of(each))["sub"] for each in issued}) == 2


def test_an_altered_badge_is_refused(issued, verifier):
    head, _own, signature = badge_of(issued[0]).decode().split(".")
    other = badge_of(issued[1]).decode().split(".")[1]

    with pytest.raises(OB3VerificationError):
        verifier.verify(f"{head}.{other}.{signature}")


def test_a_revoked_badge_is_seen_in_the_published_list(at, issued, manager, verifier, web, work):
    first, second = (badge_of(each).decode() for each in issued)
    verifier.verify(first, check_status=True, download=web)

    actions.revoke(issued[0], by=manager, reason="误发", at=at)
    work()

    with pytest.raises(OB3VerificationError, match="'revocation' is set at index 0"):
        verifier.verify(first, check_status=True, download=web)
    verifier.verify(second, check_status=True, download=web)


def test_a_corrected_certificate_takes_the_next_entry_and_the_old_one_is_marked(
    at, issued, manager, verifier, web, work
):
    new = actions.reissue(issued[1], by=manager, reason="姓名有误", at=at)
    work()

    assert new.signature.status_index == 2
    with pytest.raises(OB3VerificationError, match="index 1"):
        verifier.verify(badge_of(issued[1]).decode(), check_status=True, download=web)
    verifier.verify(badge_of(new).decode(), check_status=True, download=web)


@pytest.mark.parametrize("indices", [[], [0], [7, 8, 131_071]])
def test_the_list_is_packed_as_another_library_packs_it(indices):
    ours, theirs = (_unpacked(text) for text in (encoded(indices, 131_072), encode_bitstring(indices)))

    assert ours == theirs
    assert len(ours) == 16_384


def _unpacked(text):
    return gzip.decompress(urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))


def test_every_certificate_has_its_own_entry_without_gaps(at, issued, manager):
    issue(make_class(at, complete=1, code="WF-OTHER"), by=manager, at=at)

    entries = Signature.objects.order_by("certificate__number").values_list(
        "certificate__number", "status_list", "status_index"
    )
    numbers = [number for number, _list, _index in entries]
    assert len(numbers) == 3
    assert len({(listed, index) for _number, listed, index in entries}) == 3
    for listed in StatusList.objects.all():
        taken = sorted(Signature.objects.filter(status_list=listed).values_list("status_index", flat=True))
        assert taken == list(range(listed.next))


def test_a_full_list_is_followed_by_the_next_volume(at, manager, monkeypatch):
    monkeypatch.setattr("certificates.register.sealing.LIST_SIZE", 2)

    issue(make_class(at, complete=5), by=manager, at=at)

    volumes = StatusList.objects.order_by("volume").values_list("volume", "next")
    assert [*volumes] == [(1, 2), (2, 2), (3, 1)]
    assert not StatusList.objects.filter(credential="").exists()
    assert Signature.objects.count() == 5


def test_after_the_key_was_changed_old_certificates_still_verify(at, issued, manager, settings, tmp_path, web):
    make_key(tmp_path / "next", name="Next")
    settings.ISSUER_KEY_FILE = str(tmp_path / "next/key.pem")
    settings.ISSUER_CERTIFICATES_FILE = str(tmp_path / "next/certificates.pem")
    (newer,) = issue(make_class(at, complete=1, code="WF-NEXT"), by=manager, at=at)

    assert publishing.publish_lists(at=at) == 2

    published = {each["kid"]: each for each in json.loads(web("/verify/keys/"))["keys"]}
    assert len(published) == KnownKey.objects.count() == 2
    for certificate in (issued[0], newer):
        badge = badge_of(certificate).decode()
        kid = jwt.get_unverified_header(badge)["kid"]
        key = jwt.PyJWK(published[certificate.signature.key.key_id]).key
        assert json.loads(web(kid)) == published[certificate.signature.key.key_id]
        OB3Verifier(key).verify(badge, check_status=True, verify_status_list=False, download=web)
    listed = StatusList.objects.get(signatures=newer.signature).credential
    assert jwt.get_unverified_header(listed)["kid"].endswith(f"{issuer_key().key_id}/")


def test_without_a_key_nothing_is_issued_and_nothing_is_left(at, manager, settings):
    settings.ISSUER_KEY_FILE = ""
    settings.DATA_DIR /= "nowhere"

    with pytest.raises(NoIssuerKey):
        issue(make_class(at, complete=1), by=manager, at=at)

    assert not Certificate.objects.exists()
    assert not StatusList.objects.exists()


def test_a_certificate_from_before_has_no_badge_and_can_be_revoked(at, manager):
    old = CertificateFactory()

    assert badge_of(old) is None
    actions.revoke(old, by=manager, reason="误发", at=at)
    assert not Signature.objects.exists()


def test_lists_are_published_anew_every_night(at, issued, work):
    from celery import current_app

    before = StatusList.objects.get().credential

    current_app.tasks["register.publish_lists"]()

    assert StatusList.objects.get().credential != before
