"""A tree head as text: short enough to print, signed so that it proves itself.

The form is a checkpoint (https://c2sp.org/tlog-checkpoint) in a signed note (https://c2sp.org/signed-note) under
Ed25519, so programs we did not write can check it too. One line more than a checkpoint needs tells the time.
"""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_FORM = re.compile(
    r"^(?P<origin>\S+)\n(?P<size>[1-9]\d{0,17})\n(?P<root>[A-Za-z0-9+/]{43}=)\ntime (?P<at>\S+)\n\n?"
    r"— (?P<name>\S+) (?P<signature>[A-Za-z0-9+/]{91}=)$",
    re.MULTILINE,
)


class Unreadable(ValueError):
    """What somebody brought is not a head."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """How many records there were, the root over them, and when that was said by whom."""

    origin: str
    size: int
    root: bytes
    at: datetime

    @property
    def text(self) -> str:
        """What is signed."""
        said = self.at.astimezone(UTC).strftime(_TIME)
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\ntime {said}\n"


@dataclass(frozen=True, kw_only=True)
class Note:
    """A head with its signature.

    :param key_id: 8 hexadecimal digits that name the key.
    """

    head: Head
    name: str
    key_id: str
    signature: bytes

    @property
    def text(self) -> str:
        """The whole as it is printed and mailed."""
        mark = b64encode(bytes.fromhex(self.key_id) + self.signature).decode()
        return f"{self.head.text}\n— {self.name} {mark}\n"

    def is_signed_by(self, public: bytes) -> bool:
        """Return whether the signature is that of a public key of 32 bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(self.signature, self.head.text.encode())
        except InvalidSignature:
            return False
        return True


def read(text: str) -> Note:
    """Return the head in ``text``: a file, or what was copied from a mail with its marks and blanks.

    :raises Unreadable: there is none.
    """
    lines = "\n".join(line.strip(" \t>\ufeff\xa0") for line in text.splitlines())
    found = _FORM.search(lines)
    if not found:
        raise Unreadable
    try:
        mark, at = b64decode(found["signature"]), datetime.strptime(found["at"], _TIME).replace(tzinfo=UTC)
        head = Head(origin=found["origin"], size=int(found["size"]), root=b64decode(found["root"]), at=at)
    except ValueError as fault:
        raise Unreadable from fault
    return Note(head=head, name=found["name"], key_id=mark[:4].hex(), signature=mark[4:])


def key_id_of(name: str, public: bytes) -> str:
    """Return what names a key: the beginning of a hash of its name and itself."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4].hex()


def published(name: str, public: bytes) -> str:
    """Return a public key as verifiers want it: in one line with its name."""
    return f"{name}+{key_id_of(name, public)}+{b64encode(ED25519 + public).decode()}"


def public_in(line: str) -> tuple[str, bytes]:
    """Return the name and the 32 bytes of a key from the line that :func:`published` wrote.

    :raises Unreadable: it is none, or not whole.
    """
    name, _plus, rest = line.strip().partition("+")
    key_id, _plus, encoded = rest.partition("+")
    try:
        raw = b64decode(encoded, validate=True)
    except ValueError as fault:
        raise Unreadable from fault
    if len(raw) != 33 or raw[:1] != ED25519 or key_id != key_id_of(name, raw[1:]):
        raise Unreadable
    return name, raw[1:]
