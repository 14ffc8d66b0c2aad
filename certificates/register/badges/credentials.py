"""What a badge says: the certificate's frozen text as an OpenBadgeCredential. No ID number is in it.

Source: Open Badges 3.0; W3C Verifiable Credentials Data Model 2.0; W3C Bitstring Status List 1.0.
"""

import gzip
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from certificates.register.printing import CertificateFacts
from certificates.register.signing.keys import base64url

VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
# Defines the type of the schema below, which the two others leave without a meaning.
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
ANYTHING_ELSE = "Certificate"
ACHIEVEMENT_TYPES = {"completion": "CertificateOfCompletion", "honor": "Award"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One certificate as its badge sees it.

    :param issuer: the address of the issuer's profile.
    :param status_list: the address of the list, and ``status_index`` the place on it, that says whether it stands.
    """

    facts: CertificateFacts
    uid: uuid.UUID
    kind: str
    issuer: str
    at: datetime
    status_list: str
    status_index: int


def open_badge(award: Award) -> dict[str, Any]:
    """Return the credential with the registered claims that mirror it.

    It names the holder as the certificate does, and by nothing else that another badge of theirs would share.
    """
    facts, at = award.facts, award.at.astimezone(UTC).replace(microsecond=0)
    holder = uuid.uuid5(award.uid, "holder").urn
    name = f"{facts.scheme_title} {facts.kind_title}".strip()
    return {
        "@context": [VC, OPEN_BADGES, EXTENSIONS],
        "id": award.uid.urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": {"id": award.issuer, "type": ["Profile"], "name": facts.issuer},
        "validFrom": instant(at),
        "credentialSubject": {
            "id": holder,
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": facts.name, "identityType": "name"}
            ],
            "licenseNumber": facts.number,
            "achievement": {
                # Whoever has done the same has the same achievement.
                "id": uuid.uuid5(uuid.NAMESPACE_URL, f"{award.issuer}#{name}#{facts.body}").urn,
                "type": ["Achievement"],
                "achievementType": ACHIEVEMENT_TYPES.get(award.kind, ANYTHING_ELSE),
                "name": name,
                "description": name,
                "criteria": {"narrative": facts.body or name},
            },
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {
            "id": f"{award.status_list}#{award.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(award.status_index),
            "statusListCredential": award.status_list,
        },
        **_claims(iss=award.issuer, sub=holder, jti=award.uid.urn, at=at),
    }


def status_list(address: str, *, issuer: str, revoked: Iterable[int], size: int, at: datetime) -> dict[str, Any]:
    """Return the credential that tells which entries of a list of ``size`` are ``revoked``, as it was ``at``."""
    at, subject = at.astimezone(UTC).replace(microsecond=0), f"{address}#list"
    return {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant(at),
        "credentialSubject": {
            "id": subject,
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(revoked, size),
        },
        **_claims(iss=issuer, sub=subject, jti=address, at=at),
    }


def encoded(indices: Iterable[int], size: int) -> str:
    """Return a bit string of ``size`` bits with those at ``indices`` set, as the standard packs it: the first bit left.

    >>> encoded([0], 16)[0]
    'u'
    """
    bits = bytearray(size // 8)
    for index in indices:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + base64url(gzip.compress(bytes(bits), mtime=0))


def profile(address: str, name: str) -> dict[str, Any]:
    """Return the public profile of an issuer."""
    return {"@context": [VC, OPEN_BADGES], "id": address, "type": ["Profile"], "name": name}


def instant(at: datetime) -> str:
    """Return an instant in UTC, whole seconds, as XML Schema writes it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _claims(*, iss: str, sub: str, jti: str, at: datetime) -> dict[str, Any]:
    return {"iss": iss, "sub": sub, "jti": jti, "nbf": int(at.timestamp())}
