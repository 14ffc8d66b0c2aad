"""Pure rules of the codes that change every 30 seconds, and of when check-in is open."""

import hmac
import re
from base64 import b32encode
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp

STEP_SECONDS = 30
# A wrong code costs an attempt; so many in so long are enough for thick fingers and far too few for guessing.
MOST_ATTEMPTS = 10
ATTEMPTS_WITHIN = timedelta(minutes=5)
# How far back a code is recognized as old rather than wrong: a lecture and its opening time, generously.
_OLDEST_STEPS = 480
_DEVICE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Reading(StrEnum):
    """What a typed code turns out to be."""

    GOOD = "good"
    OLD = "old"
    WRONG = "wrong"


def step_of(at: datetime) -> int:
    """Return the number of the 30-second step that ``at`` lies in."""
    return int(at.timestamp()) // STEP_SECONDS


def seconds_left(at: datetime) -> int:
    """Return the seconds until the code changes, 1 to 30.

    >>> from datetime import UTC
    >>> seconds_left(datetime(2026, 11, 19, 2, 0, 1, tzinfo=UTC))
    29
    """
    return STEP_SECONDS - int(at.timestamp()) % STEP_SECONDS


def secret_of(secret: str, mode: str) -> str:
    """Return the secret of one way to be at a lecture, so that a code tells how somebody is there.

    :param secret: the lecture's own secret in base 32.
    :param mode: ``"onsite"`` or ``"online"``.
    """
    return b32encode(hmac.digest(secret.encode(), mode.encode(), "sha256")).decode()


def code_at(secret: str, at: datetime) -> str:
    """Return the six digits on the screen at ``at``.

    Source: RFC 6238 with steps of 30 seconds, as in authenticator apps.

    :param secret: in base 32; see :func:`secret_of`.
    """
    return pyotp.TOTP(secret, interval=STEP_SECONDS).at(at)


def is_good(secret: str, code: str, *, at: datetime) -> bool:
    """Return whether ``code`` is that of the step ``at`` lies in, or of the one before."""
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    now = step_of(at)
    return code in (totp.generate_otp(now), totp.generate_otp(now - 1))


def read_code(secret: str, code: str, *, at: datetime) -> Reading:
    """Return what ``code`` is at ``at``: good in its own step and the next, old afterwards, else wrong.

    :param code: as typed; anything but six digits is wrong.
    """
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return Reading.WRONG
    if is_good(secret, code, at=at):
        return Reading.GOOD
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    now = step_of(at)
    was_good = any(code == totp.generate_otp(now - age) for age in range(2, _OLDEST_STEPS))
    return Reading.OLD if was_good else Reading.WRONG


def device_mark(text: str) -> str:
    """Return the mark a device says it has, or nothing where that is none: it only helps to see, so it stops nobody.

    >>> device_mark("6a1f0c1e-90d4-4c6b-8b5e-0f3a2b1c4d5e"), device_mark("my phone")
    ('6a1f0c1e-90d4-4c6b-8b5e-0f3a2b1c4d5e', '')
    """
    return text if _DEVICE.fullmatch(text) else ""


def free_number(taken: Collection[int], *, capacity: int) -> int | None:
    """Return the lowest seat number from one to ``capacity`` that is not ``taken``, or ``None``.

    >>> free_number({1, 3}, capacity=3), free_number({1, 2, 3}, capacity=3) is None
    (2, True)
    """
    return next((number for number in range(1, capacity + 1) if number not in taken), None)
