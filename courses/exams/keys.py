"""The keys of exams, each for its purpose."""

import base64
import os
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from courses.exams.models import Sitting
from courses.exams.rules import tokens


@cache
def _of(secret: bytes, purpose: str) -> bytes:
    return tokens.purpose_key(secret, purpose)


def for_tokens() -> bytes:
    """Return the key that signs tokens."""
    return _of(settings.SECRET_KEY.encode(), "token")


def for_stages() -> bytes:
    """Return the key from which those of sealed stages come."""
    return _of(settings.SECRET_KEY.encode(), "stage")


def for_receipts() -> bytes:
    """Return the key of receipts. It outlives a change of SECRET_KEY, as receipts do."""
    return _of(settings.ID_NUMBER_HASH_KEY, "receipt")


def token_of(sitting: Sitting) -> str:
    """Return the token that lets the page of ``sitting`` save its answers."""
    return tokens.save_token(for_tokens(), tokens.Claim(sitting.pk, sitting.person_id, sitting.nonce))


def sealed(sitting: Sitting, version_id: int, stage: int, html: str) -> str:
    """Return what is shown of a later stage so that only who has reached it can read it: for the page to hold.

    :return: 12 bytes of chance and the AES-256-GCM of ``html``, in base64.
    """
    nonce = os.urandom(12)
    key = tokens.stage_key(for_stages(), sitting.nonce, version_id, stage)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, html.encode(), None)).decode()
