"""Pure rules of tokens: what one looks like, what it may read, how long it may live."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zlib import crc32

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What a secret scanner looks for: this beginning, 40 hexadecimal digits, and eight that check them.
BEGINNING = "xinglin_"
_WHOLE = re.compile(rf"{BEGINNING}([0-9a-f]{{40}})([0-9a-f]{{8}})")
RANDOM_BYTES = 20
LONGEST_DAYS = 366


@dataclass(frozen=True)
class Ability:
    """Something a token may read: in words, and the permission its person must hold at every call."""

    label: Promise | str
    permission: str


ABILITIES = {
    "places": Ability(_("divisions and institutions"), "people.view_organisation"),
    "people": Ability(_("people, numbers masked"), "people.view_person"),
    "records": Ability(_("learning records"), "records.view_learningrecord"),
    "coverage": Ability(_("training coverage, with the names behind it"), "coverage.view_coverage"),
    "certificates": Ability(_("certificates"), "register.view_certificate"),
}


def token_of(random: bytes) -> str:
    """Return the token made of 20 ``random`` bytes.

    >>> token_of(bytes(20))
    'xinglin_0000000000000000000000000000000000000000963fbb8e'
    """
    body = random.hex()
    return f"{BEGINNING}{body}{_check(body)}"


def is_whole(text: str) -> bool:
    """Whether ``text`` can be a token at all: a slip of the pen asks no database."""
    match = _WHOLE.fullmatch(text)
    return match is not None and _check(match[1]) == match[2]


def digest_of(token: str) -> str:
    """Return what is kept of ``token``. It is random enough that a plain SHA-256 gives nothing away."""
    return sha256(token.encode()).hexdigest()


def head_of(token: str) -> str:
    """Return the beginning by which its owner knows a token again."""
    return token[: len(BEGINNING) + 6]


def hour_of(at: datetime) -> datetime:
    """Return the full hour that ``at`` lies in."""
    return at.replace(minute=0, second=0, microsecond=0)


def _check(body: str) -> str:
    return f"{crc32(body.encode()):08x}"
