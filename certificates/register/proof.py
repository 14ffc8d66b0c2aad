"""What the QR code of a certificate carries beside its address: its chief facts, signed, for phones without a network.

The bytes are one version byte, six of the key's name, two of the day of issue (days since 2000), the texts in GB18030
with a line each (number, name, kind, scheme, issuer), and the raw ES256 signature over the certificate's uid and all of
these. They are written as one decimal number: a QR code packs digits almost as tightly as bytes, and an address takes
them after its ``#``, where no server and no log sees them. ``offline.js`` reads the same.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import date, timedelta

from certificates.register.printing import CertificateFacts
from certificates.register.signing.keys import issuer_key, unpadded

VERSION = 1
EPOCH = date(2000, 1, 1)
KEY_LETTERS, KEY_BYTES = 8, 6
HEAD = 1 + KEY_BYTES + 2
SIGNATURE = 64
# Bits of the largest code whose modules are 0.4 mm at the printed size: version 12, error correction L.
MOST_BITS = 2960
ELLIPSIS = "…"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a proof says, and what there is to check."""

    key: bytes
    day: date
    number: str
    name: str
    kind: str
    scheme: str
    issuer: str
    signed: bytes
    signature: bytes


def with_proof(facts: CertificateFacts, uid: uuid.UUID) -> CertificateFacts:
    """Return ``facts`` with the digits that prove them.

    :raises NoIssuerKey: there is no key to sign with.
    """
    key = issuer_key()
    head = bytes([VERSION]) + unpadded(key.key_id[:KEY_LETTERS]) + (facts.issued_on - EPOCH).days.to_bytes(2, "big")
    said = head + _texts(facts, _room(facts.verify_url))
    return replace(facts, proof=str(int.from_bytes(said + key.sign(uid.bytes + said), "big")))


def read_proof(digits: str, uid: uuid.UUID) -> Proof:
    """Return what ``digits`` say of the certificate ``uid``; whether it is true is for the signature to show.

    :raises ValueError: they say nothing.
    """
    number = int(digits)
    content = number.to_bytes((number.bit_length() + 7) // 8, "big")
    said, signature = content[:-SIGNATURE], content[-SIGNATURE:]
    if len(said) <= HEAD or said[0] != VERSION:
        raise ValueError("not a proof")
    words = said[HEAD:].decode("gb18030").split("\n")
    number_, name, kind, scheme, issuer = words
    return Proof(
        key=said[1 : 1 + KEY_BYTES],
        day=EPOCH + timedelta(days=int.from_bytes(said[1 + KEY_BYTES : HEAD], "big")),
        number=number_,
        name=name,
        kind=kind,
        scheme=scheme,
        issuer=issuer,
        signed=uid.bytes + said,
        signature=signature,
    )


def key_in(digits: str) -> bytes:
    """Return what ``digits`` say of the key, without reading the rest.

    >>> key_in(str(int.from_bytes(b"1keykey" + bytes(100), "big")))
    b'keykey'
    """
    number = int(digits)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")[1 : 1 + KEY_BYTES]


def _room(address: str) -> int:
    """Return how many bytes of text fit a code beside ``address`` and the signature."""
    # Ten bits for three digits; each part begins with its kind and length.
    digits = (MOST_BITS - 8 * len(f"{address}#") - (4 + 16) - (4 + 14)) * 3 // 10
    return int(digits / 2.40824) - HEAD - SIGNATURE - 1


def _texts(facts: CertificateFacts, room: int) -> bytes:
    """Return the texts, the scheme and then the issuer cut short where all of them do not fit."""
    texts = [facts.number, facts.name, facts.kind_title, facts.scheme_title, facts.issuer]
    texts = [text.replace("\n", " ") for text in texts]
    for place in (3, 4):
        while len(_packed(texts)) > room and len(texts[place]) > 2:
            texts[place] = texts[place].removesuffix(ELLIPSIS)[:-1] + ELLIPSIS
    return _packed(texts)


def _packed(texts: list[str]) -> bytes:
    return "\n".join(texts).encode("gb18030")
