"""What anybody may learn about a certificate, and what a phone needs to check one without a network."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.utils.timezone import localtime

from certificates.register.limits import may_be_guessed, note_wrong_name
from certificates.register.models import Certificate, KnownKey
from certificates.register.proof import KEY_LETTERS, key_in
from certificates.register.queries import find
from certificates.register.rules import typed_number
from certificates.register.signing import BadIssuerKey, NoIssuerKey, issuer_key
from certificates.register.signing.keys import base64url

# What the page of a certificate reads; the rest of the row is long.
SHOWN = ("uid", "number", "facts", "sha256", "state", "revoked_at", "revoked_reason", "supersedes_id")
# In the order of the model, as it reads them back.
_READ = [field.attname for field in Certificate._meta.concrete_fields if field.attname in {"id", *SHOWN}]
_ONE = f"SELECT {', '.join(_READ)} FROM register_certificate WHERE uid = %s"  # noqa: S608 - names of columns
FINGERPRINT = 8  # bytes of the hash that stands for a certificate on the list of those that ended
KEPT = 300  # seconds the list is kept before it is made and signed anew
_LIST = "register.verify.list"
_NO_KEY = ("", False)
_KNOWN: dict[str, tuple[str, bool]] = {}


@dataclass(frozen=True)
class Answer:
    """One certificate, and its neighbors in the chain of corrections where it has any."""

    certificate: Certificate
    older: Certificate | None = None
    newer: Certificate | None = None
    newest: Certificate | None = None


def by_uid(uid: UUID) -> Answer | None:
    """Return the certificate with ``uid``: one row, and more only where it belongs to a chain."""
    certificate = _row(uid)
    if certificate is None:
        return None
    if certificate.is_valid and not certificate.supersedes_id:
        return Answer(certificate)
    older = Certificate.objects.only(*SHOWN).filter(superseded_by=certificate.pk).first()
    following = _following(certificate)
    return Answer(certificate, older, following[0] if following else None, following[-1] if following else None)


def _row(uid: UUID) -> Certificate | None:
    """Return one certificate without what its page does not show.

    The statement is written out: putting it together anew would cost more than all the rest of the page.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [uid if connection.features.has_native_uuid_field else uid.hex])
        row = cursor.fetchone()
    if row is None:
        return None
    values = dict(zip(_READ, row, strict=True))
    if values["state"] != Certificate.State.ISSUED:
        # Its end has a date, which each database writes in its own way.
        return Certificate.objects.only(*SHOWN).get(pk=values["id"])
    values |= {"uid": uid, "facts": json.loads(values["facts"])}
    return Certificate.from_db(connection.alias, _READ, list(values.values()))


def _following(certificate: Certificate) -> list[Certificate]:
    following: list[Certificate] = []
    last = certificate
    # A certificate is superseded once at most, by a younger one: the chain ends.
    while newer := Certificate.objects.only(*SHOWN).filter(supersedes=last.pk).first():
        following.append(newer)
        last = newer
    return following


def by_hash(sha256: str) -> Certificate | None:
    """Return the certificate whose file has this SHA-256, 64 hexadecimal digits, as it was issued."""
    return Certificate.objects.only("uid").filter(sha256=sha256.lower()).first()


def by_name(*, number: str, name: str) -> Certificate | None:
    """Return the certificate with ``number`` if it was made out to ``name``.

    An unknown number, a wrong name, and a number for which too many names were tried get the same answer.
    """
    wanted = typed_number(number)
    found = find(number=number, name=name)
    if not may_be_guessed(wanted):
        return None
    if found is None:
        note_wrong_name(wanted)
    return found


def key_of(certificate: Certificate) -> tuple[str, bool]:
    """Return the id of the key that signed ``certificate``, and whether it is one for trying things out.

    The id is empty where a certificate is from before signing.
    """
    digits = str(certificate.facts.get("proof", ""))
    if not digits:
        return _NO_KEY
    letters = base64url(key_in(digits))
    if letters not in _KNOWN:
        # Keys are few and never change, so that hardly any page asks for them.
        known = KnownKey.objects.values_list("key_id", "trial")
        _KNOWN.update({key_id[:KEY_LETTERS]: (key_id, trial) for key_id, trial in known})
    return _KNOWN.get(letters, _NO_KEY)


def offline_list(*, at: datetime) -> dict[str, Any]:
    """Return all public keys, and the signed list of the certificates that do not stand any more, as JSON values.

    The list names nobody: a certificate stands on it as the first bytes of the SHA-256 of its uid, and only who has
    the certificate knows that.
    """
    kept: dict[str, Any] | None = cache.get(_LIST)
    if kept is None:
        keys = [{**each.jwk, "kid": each.key_id} for each in KnownKey.objects.order_by("pk")]
        kept = {"keys": keys, "list": _signed_list(at) if keys else ""}
        cache.set(_LIST, kept, KEPT)
    return kept


def _signed_list(at: datetime) -> str:
    ended = Certificate.objects.exclude(state=Certificate.State.ISSUED).order_by("pk")
    marks: dict[str, list[str]] = {Certificate.State.REVOKED.value: [], Certificate.State.SUPERSEDED.value: []}
    for uid, state in ended.values_list("uid", "state").iterator():
        marks[state].append(base64url(hashlib.sha256(uid.bytes).digest()[:FINGERPRINT]))
    try:
        key = issuer_key()
    except (NoIssuerKey, BadIssuerKey):
        return ""
    head = _part({"alg": "ES256", "kid": key.key_id})
    body = _part({"at": f"{localtime(at):%Y-%m-%d %H:%M}", **marks})
    return f"{head}.{body}.{base64url(key.sign(f'{head}.{body}'.encode()))}"


def _part(values: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).rstrip(b"=").decode()
