"""Badges and status lists held against Open Badges 3.0 and the Verifiable Credentials data model 2.0.

What the terms of a credential mean is worked out by a JSON-LD processor under the published contexts: a term, type or
address they do not know is lost on the way, and is missed when the credential is put together again.
"""

import jwt
import pytest
from openbadgeslib.ob3 import OpenBadgeCredential
from openbadgeslib.ob3.contexts import document_loader
from pyld import jsonld

from certificates.register.actions import issue_some
from certificates.register.badges.credentials import EXTENSIONS, OPEN_BADGES, VC, profile
from certificates.register.badges.reading import badge_of
from certificates.register.models import Certificate, Kind, StatusList
from certificates.register.signing import issuer_key
from tests.certificates.register.test_actions import approved, issue, make_class
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
# The registered claims mirror the credential for those who read tokens (Open Badges 3.0, 8.2.4.1).
MIRRORED = {"iss", "sub", "jti", "nbf"}
LOADED = {"documentLoader": document_loader()}


@pytest.fixture
def certificate(at, settings):
    settings.BASE_URL = "https://xinglin.example"
    (made,) = issue(make_class(at, complete=1), by=PersonFactory(), at=at)
    return made


def said(token):
    """What a token says, its signature checked with nothing but the key in its header."""
    key = jwt.PyJWK({**jwt.get_unverified_header(token)["jwk"], "alg": "ES256"})
    claims = jwt.decode(token, key, algorithms=["ES256"], options={"verify_aud": False, "verify_nbf": False})
    return {name: value for name, value in claims.items() if name not in MIRRORED}


def plain(value):
    """``value`` as JSON-LD has it: a list of one is its member."""
    if isinstance(value, list):
        return plain(value[0]) if len(value) == 1 else [plain(each) for each in value]
    return {name: plain(each) for name, each in value.items()} if isinstance(value, dict) else value


def understood(document):
    """``document`` taken apart into what it means and put together again."""
    return jsonld.compact(jsonld.expand(document, LOADED), document["@context"], LOADED)


def test_every_term_of_a_badge_has_a_meaning(certificate):
    credential = said(badge_of(certificate).decode())

    assert plain(understood(credential)) == plain(credential)


def test_every_term_of_a_list_has_a_meaning(certificate):
    credential = said(StatusList.objects.get().credential)

    assert plain(understood(credential)) == plain(credential)


def test_every_term_of_a_profile_has_a_meaning():
    shown = profile("https://xinglin.example/verify/issuers/1/", "卫生院")

    assert plain(understood(shown)) == plain(shown)


def test_a_term_without_a_meaning_would_be_missed(certificate):
    credential = said(badge_of(certificate).decode())
    without = {**credential, "@context": [VC, OPEN_BADGES]}
    more = {**credential, "credentialSubject": {**credential["credentialSubject"], "grade": "A"}}

    assert plain(understood(without)) != plain(without)
    assert plain(understood(more)) != plain(more)


def test_a_badge_has_what_the_standard_requires(certificate):
    """Open Badges 3.0, B.1: required properties, and those of which one is required."""
    credential = said(badge_of(certificate).decode())
    subject, achievement = credential["credentialSubject"], credential["credentialSubject"]["achievement"]

    assert credential["@context"] == [VC, OPEN_BADGES, EXTENSIONS]
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(credential["type"])
    assert {"id", "name", "issuer", "validFrom", "credentialSubject"} <= credential.keys()
    assert {"id", "type", "name"} <= credential["issuer"].keys()
    assert subject["type"] == ["AchievementSubject"]
    assert {"id", "type", "criteria", "description", "name"} <= achievement.keys()
    assert achievement["criteria"]["narrative"] == certificate.facts["body"]
    (identity,) = subject["identifier"]
    assert identity.keys() == {"type", "hashed", "identityHash", "identityType"}
    status = credential["credentialStatus"]
    assert status["type"] == "BitstringStatusListEntry"
    assert status["id"] == f"{status['statusListCredential']}#{status['statusListIndex']}"


def test_another_library_reads_all_of_it(certificate):
    credential = said(badge_of(certificate).decode())

    read = OpenBadgeCredential.from_vc_document(credential)

    assert read.to_vc()["credentialSubject"]["achievement"]["criteria"] == {"narrative": certificate.facts["body"]}
    assert read.id == certificate.uid.urn
    assert read.issuer.name == certificate.facts["issuer"]


def test_the_list_is_a_credential_of_the_issuer_of_the_badge(certificate):
    """Bitstring Status List 1.0, 3.1: the purpose of the list is that of the entry; at least 131,072 bits."""
    badge, listed = (said(token) for token in (badge_of(certificate).decode(), StatusList.objects.get().credential))

    assert listed["issuer"] == badge["issuer"]["id"]
    assert listed["id"] == badge["credentialStatus"]["statusListCredential"]
    assert set(listed["type"]) == {"VerifiableCredential", "BitstringStatusListCredential"}
    assert listed["credentialSubject"]["statusPurpose"] == badge["credentialStatus"]["statusPurpose"] == "revocation"


def test_what_was_done_is_one_achievement_for_all_who_did_it(at, settings):
    settings.BASE_URL = "https://xinglin.example"
    made = issue(make_class(at, complete=2), by=PersonFactory(), at=at)
    achievements = [said(badge_of(each).decode())["credentialSubject"]["achievement"] for each in made]

    assert achievements[0] == achievements[1]


def test_the_key_is_the_issuers(certificate):
    assert jwt.get_unverified_header(badge_of(certificate).decode())["jwk"] == issuer_key().jwk


def test_an_honor_is_an_award(at):
    cohort = make_class(at, complete=1)
    terms = {"people": [cohort.traineeships.get().person_id]}
    batch = approved(cohort, by=PersonFactory(), at=at, kind=Kind.HONOR, reason="优秀。", terms=terms)
    issue_some(batch, list(batch.recipients.values_list("pk", flat=True)), at=at)

    achievement = said(badge_of(Certificate.objects.get()).decode())["credentialSubject"]["achievement"]

    assert achievement["achievementType"] == "Award"
    assert "优秀。" in achievement["criteria"]["narrative"]
