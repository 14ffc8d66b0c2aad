"""The key certificates are signed with: from a PEM file, from a PKCS#11 token, or one made for trying things out.

EC P-256 only. Signatures are raw ES256 (RFC 7518): r and s, 32 bytes each.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from certificates.register.signing.trial import CERTIFICATES, KEY, make_key
from lms.kit.errors import Refusal

HALF = 32  # bytes of each of r and s


class NoIssuerKey(Refusal):
    """Nothing is issued unsigned."""

    code = "no_issuer_key"
    message = _(
        "No certificate can be issued: this installation has no key to sign it with. "
        "Ask its administrator to set ISSUER_KEY_FILE and ISSUER_CERTIFICATES_FILE."
    )


class BadIssuerKey(Refusal):
    """A key that is named but cannot be used."""

    code = "bad_issuer_key"
    message = _("No certificate can be issued: the key to sign it with cannot be used. Tell its administrator: %(why)s")


@dataclass(frozen=True)
class IssuerKey:
    """A private key that may stay in a token, and the certificates that say whose it is.

    :param certificates: DER; the one of the key first, then who vouches for it.
    :param sign: returns the raw ES256 signature of some bytes.
    :param trial: made by the product itself; proves nothing to anybody.
    """

    certificates: tuple[bytes, ...]
    sign: Callable[[bytes], bytes]
    trial: bool = False

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The public key as a JSON Web Key."""
        return jwk_of(_public_key(self.certificates[0]))

    @cached_property
    def key_id(self) -> str:
        """The name of the key: its thumbprint."""
        return thumbprint(self.jwk)

    @cached_property
    def pem(self) -> str:
        """The certificates as text."""
        return "".join(
            x509.load_der_x509_certificate(each).public_bytes(Encoding.PEM).decode() for each in self.certificates
        )


def issuer_key() -> IssuerKey:
    """Return the key in use; it is read once a process.

    :raises NoIssuerKey: none is set, and this is not for trying things out.
    :raises BadIssuerKey: what is set cannot be used; ``why`` says what is wrong.
    """
    if settings.ISSUER_PKCS11_MODULE:
        certificates = _certificates(Path(settings.ISSUER_CERTIFICATES_FILE))
        return _from_token(settings.ISSUER_PKCS11_MODULE, settings.ISSUER_PKCS11_TOKEN, certificates)
    if settings.ISSUER_KEY_FILE:
        return _from_files(Path(settings.ISSUER_KEY_FILE), Path(settings.ISSUER_CERTIFICATES_FILE))
    return trial_key(make=settings.DEBUG)


def trial_key(*, make: bool) -> IssuerKey:
    """Return the key for trying things out, made the first time if ``make``.

    :raises NoIssuerKey: there is none.
    """
    folder = settings.DATA_DIR / "issuer"
    if not (folder / KEY).exists():
        if not make:
            raise NoIssuerKey
        make_key(folder)
    return _from_files(folder / KEY, folder / CERTIFICATES, trial=True)


def key_id() -> str:
    """Return the name of the key in use; raises as :func:`issuer_key` does."""
    return issuer_key().key_id


def public_jwk() -> dict[str, str]:
    """Return the public part of the key in use; raises as :func:`issuer_key` does."""
    return issuer_key().jwk


def sign_bytes(data: bytes) -> bytes:
    """Return the raw ES256 signature of ``data``, 64 bytes; raises as :func:`issuer_key` does."""
    return issuer_key().sign(data)


def verify_bytes(data: bytes, signature: bytes, jwk: Mapping[str, Any]) -> bool:
    """Return whether ``signature`` is the raw ES256 signature of ``data`` by the key ``jwk``."""
    if len(signature) != 2 * HALF:
        return False
    x, y = (int.from_bytes(unpadded(str(jwk[name])), "big") for name in ("x", "y"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    try:
        public.verify(der_of(signature), data, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def jwk_of(public: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Return a public key as a JSON Web Key."""
    numbers = public.public_numbers()
    x, y = (base64url(part.to_bytes(HALF, "big")) for part in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def thumbprint(jwk: Mapping[str, str]) -> str:
    """Return the SHA-256 thumbprint of a public key. Source: RFC 7638."""
    canonical = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    return base64url(hashlib.sha256(canonical.encode()).digest())


def raw_of(der: bytes) -> bytes:
    """Return a signature as r and s, from the DER that OpenSSL writes."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")


def der_of(raw: bytes) -> bytes:
    """Return a signature as DER, from r and s."""
    return encode_dss_signature(int.from_bytes(raw[:HALF], "big"), int.from_bytes(raw[HALF:], "big"))


def base64url(content: bytes) -> str:
    """Return ``content`` as JOSE writes it: the URL alphabet, no padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unpadded(text: str) -> bytes:
    """Return what :func:`base64url` wrote."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@lru_cache(maxsize=4)
def _from_files(key_file: Path, certificates_file: Path, trial: bool = False) -> IssuerKey:
    certificates = _certificates(certificates_file)
    password = settings.ISSUER_KEY_PASSWORD.encode() or None
    try:
        private = load_pem_private_key(key_file.read_bytes(), password)
    except (OSError, ValueError, TypeError) as fault:
        raise BadIssuerKey(why=f"ISSUER_KEY_FILE: {fault}") from fault
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        raise BadIssuerKey(why="ISSUER_KEY_FILE: not an EC P-256 key")
    if private.public_key().public_numbers() != _public_key(certificates[0]).public_numbers():
        raise BadIssuerKey(why="ISSUER_CERTIFICATES_FILE: the first certificate is not of the key")
    algorithm = ec.ECDSA(SHA256())
    return IssuerKey(certificates, lambda data: raw_of(private.sign(data, algorithm)), trial)


@lru_cache(maxsize=1)
def _from_token(module: str, token: str, certificates: tuple[bytes, ...]) -> IssuerKey:
    # Only installations with a token load its driver.
    from certificates.register.signing.token import TokenFault, open_token  # noqa: PLC0415

    try:
        within = open_token(module, token, settings.ISSUER_PKCS11_PIN, settings.ISSUER_PKCS11_LABEL)
    except TokenFault as fault:
        raise BadIssuerKey(why=str(fault)) from fault

    def sign(data: bytes) -> bytes:
        try:
            return within(data)
        except TokenFault as fault:
            # A card that was pulled out may be back: the next one who asks opens it anew.
            _from_token.cache_clear()
            raise BadIssuerKey(why=str(fault)) from fault

    key = IssuerKey(certificates, sign)
    if not verify_bytes(b"xinglin", sign(b"xinglin"), key.jwk):
        raise BadIssuerKey(why="ISSUER_CERTIFICATES_FILE: the first certificate is not of the key in the token")
    return key


def _certificates(file: Path) -> tuple[bytes, ...]:
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as fault:
        raise BadIssuerKey(why=f"ISSUER_CERTIFICATES_FILE: {fault}") from fault
    certificates = tuple(each.public_bytes(Encoding.DER) for each in found)
    _public_key(certificates[0])
    return certificates


def _public_key(certificate: bytes) -> ec.EllipticCurvePublicKey:
    public = x509.load_der_x509_certificate(certificate).public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey) or public.curve.name != "secp256r1":
        raise BadIssuerKey(why="ISSUER_CERTIFICATES_FILE: the first certificate is not of an EC P-256 key")
    return public
