"""Short secrets at rest: encrypted with AES-256-GCM, found again by a keyed hash."""

import hmac
import os
from collections.abc import Sequence
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(text: str) -> bytes:
    """Return ``text`` encrypted under the installation's key, as nonce and ciphertext; two calls never agree."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(settings.ID_NUMBER_KEY).encrypt(nonce, text.encode(), None)


def seal_many(texts: Sequence[str]) -> list[bytes]:
    """Return each of ``texts`` as :func:`seal` would; the random bytes of all nonces are drawn at once."""
    drawn, encrypt = os.urandom(_NONCE * len(texts)), _cipher(settings.ID_NUMBER_KEY).encrypt
    nonces = (drawn[start : start + _NONCE] for start in range(0, len(drawn), _NONCE))
    return [nonce + encrypt(nonce, text.encode(), None) for nonce, text in zip(nonces, texts, strict=True)]


def seal_bytes(content: bytes) -> bytes:
    """Return a file's ``content`` encrypted like :func:`seal`: an uploaded roster is full of ID numbers."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(settings.ID_NUMBER_KEY).encrypt(nonce, content, None)


def unseal_bytes(sealed: bytes) -> bytes:
    """Return the content that :func:`seal_bytes` hid."""
    return _cipher(settings.ID_NUMBER_KEY).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)


def unseal(sealed: bytes | memoryview | None) -> str:
    """Return the text that :func:`seal` hid; ``""`` where nothing was sealed, which is ``None``.

    :raises cryptography.exceptions.InvalidTag: another key, or altered bytes.
    :raises ValueError: bytes too few to be sealed text, such as none at all.
    """
    if sealed is None:
        return ""
    raw = bytes(sealed)
    return _cipher(settings.ID_NUMBER_KEY).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()


def fingerprint(text: str) -> str:
    """Return the keyed SHA-256 of ``text`` as 64 hexadecimal digits, for look-ups that must not reveal it."""
    return hmac.digest(settings.ID_NUMBER_HASH_KEY, text.encode(), "sha256").hex()


def fingerprints(texts: Sequence[str]) -> list[str]:
    """Return the fingerprint of each of ``texts``."""
    key, digest = settings.ID_NUMBER_HASH_KEY, hmac.digest
    return [digest(key, text.encode(), "sha256").hex() for text in texts]
