"""What the page of a sitting is given to prove itself with, and to keep shut: its token, and later stages of a case."""

import base64
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from courses.exams import keys
from courses.exams.models import Sitting
from courses.exams.rules.tokens import Claim, save_token, stage_key

_IV_BYTES = 12


def token_of(sitting: Sitting) -> str:
    """Return the token that saves answers of ``sitting``, and nothing else."""
    return save_token(keys.for_tokens(), Claim(sitting.pk, sitting.person_id, sitting.nonce))


def key_of(sitting: Sitting, version_id: int, stage: int) -> bytes:
    """Return the 32 bytes that open a stage; the phone is given them when it is reached."""
    return stage_key(keys.for_stages(), sitting.nonce, version_id, stage)


def seal(html: str, *, sitting: Sitting, version_id: int, stage: int) -> str:
    """Return ``html`` shut under the key of its stage, as base64 of IV and ciphertext (AES-256-GCM)."""
    iv = secrets.token_bytes(_IV_BYTES)
    shut = AESGCM(key_of(sitting, version_id, stage)).encrypt(iv, html.encode(), None)
    return base64.b64encode(iv + shut).decode()
