"""The key that tree heads are signed with: Ed25519 from a PEM file, or one made for trying things out."""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lms.kit.errors import Refusal
from lms.records.rules.note import Head, Note, Unreadable, key_id_of, public_in, published

FILE = "key.pem"


class NoSealKey(Refusal):
    """Nothing is sealed unsigned."""

    code = "no_seal_key"
    message = _(
        "The records cannot be sealed: this installation has no key to sign with. "
        "Ask its administrator to set SEAL_KEY_FILE."
    )


class BadSealKey(Refusal):
    """A key that is named but cannot be used."""

    code = "bad_seal_key"
    message = _("The records cannot be sealed: the key cannot be used. Tell the administrator: %(why)s")


@dataclass(frozen=True)
class SealKey:
    """A private key; ``trial`` ones are made by the product itself and prove nothing to anybody."""

    private: Ed25519PrivateKey
    trial: bool = False

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self.private.public_key().public_bytes_raw()

    @property
    def line(self) -> str:
        """The public key in one line, to print and to give to whoever checks."""
        return published(settings.SEAL_ORIGIN, self.public)

    def sign(self, head: Head) -> Note:
        """Return the head with this key's signature."""
        signature = self.private.sign(head.text.encode())
        return Note(head=head, name=head.origin, key_id=key_id_of(head.origin, self.public), signature=signature)


def seal_key() -> SealKey:
    """Return the key in use.

    :raises NoSealKey: none is set, and this is not for trying things out.
    :raises BadSealKey: what is set cannot be used.
    """
    if settings.SEAL_KEY_FILE:
        return SealKey(_private(Path(settings.SEAL_KEY_FILE), settings.SEAL_KEY_PASSWORD))
    return trial_key(make=settings.DEBUG)


def trial_key(*, make: bool) -> SealKey:
    """Return the key for trying things out, made the first time if ``make``.

    :raises NoSealKey: there is none.
    """
    file = settings.DATA_DIR / "seal" / FILE
    if not file.exists():
        if not make:
            raise NoSealKey
        with suppress(FileExistsError):
            make_key(file)
    return SealKey(_private(file, ""), trial=True)


def trusted_keys() -> list[bytes]:
    """Return the public keys whose heads count here: the one in use, and those that were.

    :raises ImproperlyConfigured: a line of SEAL_OLD_KEYS is not whole.
    """
    try:
        old = [public_in(line)[1] for line in settings.SEAL_OLD_KEYS]
    except Unreadable as fault:
        raise ImproperlyConfigured("SEAL_OLD_KEYS: a key is not whole; copy each line as it was printed.") from fault
    with suppress(NoSealKey, BadSealKey):
        return [seal_key().public, *old]
    return old


def is_ours(note: Note) -> bool:
    """Return whether a head was signed by a key of this installation."""
    return any(note.is_signed_by(each) for each in trusted_keys())


def make_key(file: Path) -> None:
    """Make a key, readable by its owner only; the file appears whole.

    :raises FileExistsError: there is one.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".key-") as whole:
        whole.write(made)
        whole.flush()
        os.link(whole.name, file)


@lru_cache(maxsize=8)
def _private(file: Path, password: str) -> Ed25519PrivateKey:
    try:
        private = load_pem_private_key(file.read_bytes(), password.encode() or None)
    except (OSError, ValueError, TypeError) as fault:
        raise BadSealKey(why=f"SEAL_KEY_FILE: {fault}") from fault
    if not isinstance(private, Ed25519PrivateKey):
        raise BadSealKey(why="SEAL_KEY_FILE: not an Ed25519 key")
    return private
