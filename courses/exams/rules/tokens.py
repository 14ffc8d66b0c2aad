"""What proves something without a session: the token of a sitting, the receipt, the key of a sealed stage."""

import base64
import hmac
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

# Crockford's letters: none is taken for another when a receipt is read out on the telephone.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_LETTERS = 8

# What is held of one question: its number on the paper, the sequence, what is chosen, what is written.
HeldRow = tuple[int, int, list[int], str]


class Claim(NamedTuple):
    """What a token says: this sitting, of this person, begun with this nonce."""

    sitting_id: int
    person_id: int
    nonce: str


def purpose_key(secret: bytes, purpose: str) -> bytes:
    """Return the key for one purpose: what is signed for one is worth nothing for another."""
    return hmac.digest(secret, f"courses.exams:{purpose}".encode(), "sha256")


def save_token(key: bytes, claim: Claim) -> str:
    """Return the token that lets whoever has it save answers of one sitting, and nothing else.

    >>> read_token(b"k", save_token(b"k", Claim(7, 3, "ab"))) == Claim(7, 3, "ab")
    True
    """
    said = f"{claim.sitting_id}.{claim.person_id}.{claim.nonce}"
    return f"{said}.{_signature(key, said)}"


@lru_cache(maxsize=20_000)
def read_token(key: bytes, token: str) -> Claim | None:
    """Return what ``token`` says, or ``None`` if it was not made with ``key``. A phone sends the same one each time.

    >>> read_token(b"k", "7.3.ab.forged") is None
    True
    """
    said, _dot, signature = token.rpartition(".")
    if not token.isascii() or not hmac.compare_digest(signature, _signature(key, said)):
        return None
    sitting_id, person_id, nonce = said.split(".")
    return Claim(int(sitting_id), int(person_id), nonce)


def _signature(key: bytes, said: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, said.encode(), "sha256")).decode().rstrip("=")


def receipt(key: bytes, number: str, held: Iterable[HeldRow]) -> str:
    """Return the receipt of a sitting: its number, and letters that only these very answers give.

    >>> receipt(b"k", "0001-00000007", [(1, 2, [0], "")])
    '0001-00000007-A12FV6SP'
    """
    said = json.dumps([number, sorted(held)], ensure_ascii=True, separators=(",", ":"))
    digest = int.from_bytes(hmac.digest(key, said.encode(), "sha256"), "big")
    letters = [_LETTERS[digest >> 5 * place & 31] for place in range(_CHECK_LETTERS)]
    return f"{number}-{''.join(letters)}"


def stage_key(key: bytes, nonce: str, version_id: int, stage: int) -> bytes:
    """Return the 32 bytes under which a later stage of a case lies on the phone until it is reached."""
    return hmac.digest(key, f"{nonce}.{version_id}.{stage}".encode(), "sha256")
