"""Short secrets at rest: encrypted with AES-256-GCM, found again by a keyed hash."""

import hmac
import os
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


def unseal(sealed: bytes) -> str:
    """Return the text that :func:`seal` hid.

    :raises cryptography.exceptions.InvalidTag: another key, or altered bytes.
    """
    raw = bytes(sealed)
    return _cipher(settings.ID_NUMBER_KEY).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()


def fingerprint(text: str) -> str:
    """Return the keyed SHA-256 of ``text`` as 64 hexadecimal digits, for look-ups that must not reveal it."""
    return hmac.digest(settings.ID_NUMBER_HASH_KEY, text.encode(), "sha256").hex()
