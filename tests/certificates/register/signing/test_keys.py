"""The issuer's key: where it comes from, what it refuses, and that others can check what it signs."""

import subprocess
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.core.management import CommandError, call_command
from jwt import PyJWK

from certificates.register.signing import BadIssuerKey, NoIssuerKey, issuer_key, keys, verify_bytes
from certificates.register.signing.trial import make_key


@pytest.fixture
def bare(settings, tmp_path):
    """An installation that was given no key."""
    settings.ISSUER_KEY_FILE = settings.ISSUER_CERTIFICATES_FILE = ""
    settings.DATA_DIR = tmp_path / "data"
    return settings


def written(path, key, encryption=None):
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()))
    return str(path)


def test_what_the_key_signs_can_be_verified_with_what_is_published():
    signature = keys.sign_bytes("王秀兰".encode())

    assert len(signature) == 64
    assert verify_bytes("王秀兰".encode(), signature, keys.public_jwk())
    assert not verify_bytes("王秀英".encode(), signature, keys.public_jwk())
    assert not verify_bytes("王秀兰".encode(), signature[:-1], keys.public_jwk())
    assert PyJWK({**keys.public_jwk(), "alg": "ES256"}).Algorithm.verify("王秀兰".encode(), *_for_jwt(signature))


def _for_jwt(signature):
    return PyJWK({**keys.public_jwk(), "alg": "ES256"}).key, signature


def test_a_key_is_known_by_its_thumbprint():
    # The example of RFC 7638 is RSA; this one was computed with another program.
    jwk = {
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }

    assert keys.thumbprint(jwk) == "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"
    assert keys.key_id() == keys.thumbprint(keys.public_jwk())


def test_without_a_key_nothing_is_signed(bare):
    with pytest.raises(NoIssuerKey) as refused:
        issuer_key()

    assert "ISSUER_KEY_FILE" in str(refused.value)
    assert not bare.DATA_DIR.exists()


def test_in_development_a_key_is_made_once_and_says_what_it_is(bare):
    bare.DEBUG = True

    first = issuer_key()

    assert first.trial
    assert issuer_key() is first
    assert sorted(path.name for path in bare.DATA_DIR.iterdir()) == ["issuer"]
    assert {path.stat().st_mode & 0o777 for path in (bare.DATA_DIR / "issuer").iterdir()} == {0o600}
    bare.DEBUG = False
    assert issuer_key() is first, "the demo's key stays the demo's key"


def test_two_processes_make_one_key(tmp_path):
    make_key(tmp_path / "issuer")
    first = (tmp_path / "issuer/key.pem").read_bytes()

    make_key(tmp_path / "issuer")

    assert (tmp_path / "issuer/key.pem").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["issuer"]


def test_the_certificate_is_vouched_for_and_good_for_signing_documents(issuer_folder):
    own, above = x509.load_pem_x509_certificates((issuer_folder / "certificates.pem").read_bytes())

    own.verify_directly_issued_by(above)
    usage = own.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert own.not_valid_before_utc < datetime(2026, 1, 1, tzinfo=UTC) < own.not_valid_after_utc
    asked = ["openssl", "verify", "-CAfile", "certificates.pem", "certificates.pem"]
    assert subprocess.run(asked, cwd=issuer_folder, capture_output=True, check=False).returncode == 0


def test_a_key_with_a_password(settings, issuer_folder, tmp_path):
    plain = load_pem_private_key((issuer_folder / "key.pem").read_bytes(), None)
    settings.ISSUER_KEY_FILE = written(tmp_path / "key.pem", plain, BestAvailableEncryption(b"secret"))

    with pytest.raises(BadIssuerKey):
        issuer_key()
    settings.ISSUER_KEY_PASSWORD = "secret"
    assert issuer_key().jwk == keys.jwk_of(plain.public_key())


@pytest.mark.parametrize(
    ("make", "why"),
    [
        pytest.param(lambda: rsa.generate_private_key(65537, 2048), "not an EC P-256 key", id="rsa"),
        pytest.param(lambda: ec.generate_private_key(ec.SECP384R1()), "not an EC P-256 key", id="p384"),
        pytest.param(lambda: ec.generate_private_key(ec.SECP256R1()), "not of the key", id="another"),
    ],
)
def test_a_key_that_does_not_do_is_refused(settings, tmp_path, make, why):
    settings.ISSUER_KEY_FILE = written(tmp_path / "key.pem", make())

    with pytest.raises(BadIssuerKey) as refused:
        issuer_key()

    assert why in str(refused.value)


@pytest.mark.parametrize("content", [None, "", "nonsense"], ids=["missing", "empty", "nonsense"])
@pytest.mark.parametrize("name", ["ISSUER_KEY_FILE", "ISSUER_CERTIFICATES_FILE"])
def test_a_file_that_cannot_be_read_is_named(settings, tmp_path, name, content):
    if content is not None:
        (tmp_path / "x.pem").write_text(content)
    setattr(settings, name, str(tmp_path / "x.pem"))

    with pytest.raises(BadIssuerKey) as refused:
        issuer_key()

    assert name in str(refused.value)


def test_a_certificate_of_another_kind_of_key_is_refused(settings, tmp_path):
    key = rsa.generate_private_key(65537, 2048)
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    asked = ["openssl", "req", "-x509", "-key", "key.pem", "-subj", "/CN=x", "-out", "certificates.pem"]
    subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True)
    settings.ISSUER_CERTIFICATES_FILE = str(tmp_path / "certificates.pem")

    with pytest.raises(BadIssuerKey):
        issuer_key()


def test_the_command_makes_a_key_and_overwrites_none(settings, tmp_path, capsys):
    call_command("make_issuer_key", str(tmp_path / "keys"), "--name", "潍坊市第二人民医院")
    settings.ISSUER_KEY_FILE = str(tmp_path / "keys/key.pem")
    settings.ISSUER_CERTIFICATES_FILE = str(tmp_path / "keys/certificates.pem")

    assert f"ISSUER_KEY_FILE={settings.ISSUER_KEY_FILE}" in capsys.readouterr().out
    assert not issuer_key().trial
    with pytest.raises(CommandError, match="already there"):
        call_command("make_issuer_key", str(tmp_path / "keys"), "--name", "x")
