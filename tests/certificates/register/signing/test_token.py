"""A key in a PKCS#11 token: SoftHSM stands in for the card, and is reached as any card is."""

import shutil
import subprocess
from pathlib import Path

import pytest

from certificates.register.signing import BadIssuerKey, issuer_key, keys, token, verify_bytes
from certificates.register.signing.trial import make_key

DRIVERS = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
DRIVER = next((path for path in DRIVERS if Path(path).exists()), None)


@pytest.fixture(scope="module")
def slot(tmp_path_factory):
    """A token with room for keys."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\n")
    return folder


@pytest.fixture
def card(settings, slot, issuer_folder, monkeypatch):
    if not (DRIVER and shutil.which("softhsm2-util")):
        pytest.skip("needs Debian's softhsm2")
    monkeypatch.setenv("SOFTHSM2_CONF", str(slot / "softhsm2.conf"))
    if not (slot / "ready").exists():
        _run("--init-token", "--free", "--label", "cards", "--pin", "1234", "--so-pin", "5678")
        _run(
            "--import",
            str(issuer_folder / "key.pem"),
            "--token",
            "cards",
            "--label",
            "issuer",
            "--id",
            "01",
            "--pin",
            "1234",
        )
        (slot / "ready").touch()
    settings.ISSUER_KEY_FILE = ""
    settings.ISSUER_PKCS11_MODULE, settings.ISSUER_PKCS11_TOKEN = DRIVER, "cards"
    settings.ISSUER_PKCS11_PIN, settings.ISSUER_PKCS11_LABEL = "1234", "issuer"
    return settings


def _run(*arguments):
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


def test_the_token_signs(card):
    key = issuer_key()
    signature = key.sign(b"x")

    assert verify_bytes(b"x", signature, key.jwk)
    assert not key.trial


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISSUER_PKCS11_TOKEN", "others"),
        ("ISSUER_PKCS11_MODULE", "/nowhere.so"),
        ("ISSUER_CERTIFICATES_FILE", "/nowhere"),
    ],
)
def test_what_is_wrong_with_the_token_is_said(card, name, value):
    setattr(card, name, value)

    with pytest.raises(BadIssuerKey):
        issuer_key()


def test_a_certificate_of_another_key_is_refused(card, tmp_path):
    make_key(tmp_path / "other")
    card.ISSUER_CERTIFICATES_FILE = str(tmp_path / "other/certificates.pem")

    with pytest.raises(BadIssuerKey) as refused:
        issuer_key()

    assert "not of the key in the token" in str(refused.value)


def test_a_card_that_was_pulled_out_and_is_back_signs_again(card, monkeypatch):
    key, pulled = issuer_key(), {"out": False}
    opened = token.open_token

    def loose(*arguments):
        within = opened(*arguments)

        def sign(data):
            if pulled["out"]:
                raise token.TokenFault("PKCS#11: DeviceRemoved")
            return within(data)

        return sign

    monkeypatch.setattr(token, "open_token", loose)
    keys._from_token.cache_clear()
    key = issuer_key()
    pulled["out"] = True
    with pytest.raises(BadIssuerKey, match="DeviceRemoved"):
        key.sign(b"x")
    pulled["out"] = False

    assert len(issuer_key().sign(b"x")) == 64
    keys._from_token.cache_clear()


def test_a_fault_of_the_driver_while_signing_is_a_fault_of_the_token(monkeypatch):
    class Broken:
        def get_token(self, **_):
            return self

        def open(self, **_):
            return self

        def get_key(self, **_):
            return self

        def sign(self, *_, **__):
            raise token.pkcs11.exceptions.DeviceError

    monkeypatch.setattr(token.pkcs11, "lib", lambda _path: Broken())

    with pytest.raises(token.TokenFault, match="DeviceError"):
        token.open_token("x", "x", "x", "x")(b"x")
