"""The key that heads are signed with."""

import stat

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from lms.records import keys
from lms.records.checks import heads_leave_the_house, records_can_be_sealed
from lms.records.rules.note import public_in


@pytest.fixture
def without(settings, tmp_path):
    """An installation that was given no key."""
    settings.SEAL_KEY_FILE, settings.DATA_DIR, settings.DEBUG = "", tmp_path, False
    return settings


def test_without_a_key_there_is_none(without):
    with pytest.raises(keys.NoSealKey):
        keys.seal_key()
    assert keys.trusted_keys() == []
    assert [fault.id for fault in records_can_be_sealed()] == ["records.E001"]


def test_for_trying_things_out_one_is_made_once(without):
    without.DEBUG = True

    first = keys.seal_key()
    without.DEBUG = False

    assert first.trial
    assert keys.seal_key().public == first.public
    assert stat.S_IMODE((without.DATA_DIR / "seal" / "key.pem").stat().st_mode) == 0o600
    assert [fault.id for fault in records_can_be_sealed()] == ["records.E002"]


def test_a_key_of_ones_own_is_right(settings):
    assert records_can_be_sealed() == []
    assert public_in(keys.seal_key().line) == (settings.SEAL_ORIGIN, keys.seal_key().public)


def test_somebody_outside_is_to_get_the_heads(settings):
    assert [warning.id for warning in heads_leave_the_house()] == ["records.W001"]

    settings.SEAL_MAIL_TO = ["auditor@example.org"]

    assert heads_leave_the_house() == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"nothing", "SEAL_KEY_FILE"),
        (
            ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            "not an Ed25519 key",
        ),
    ],
)
def test_what_is_no_key_is_refused(settings, tmp_path, content, why):
    file = tmp_path / "key.pem"
    file.write_bytes(content)
    settings.SEAL_KEY_FILE = str(file)

    with pytest.raises(keys.BadSealKey, match=why):
        keys.seal_key()
    assert keys.trusted_keys() == []


def test_an_old_key_that_is_not_whole_is_said(settings):
    settings.SEAL_OLD_KEYS = [keys.seal_key().line[:-2]]

    with pytest.raises(ImproperlyConfigured):
        keys.trusted_keys()


def test_the_command_makes_a_key_and_overwrites_none(tmp_path, capsys):
    file = tmp_path / "new" / "key.pem"

    call_command("make_seal_key", str(file))
    with pytest.raises(CommandError, match="already there"):
        call_command("make_seal_key", str(file))

    assert f"SEAL_KEY_FILE={file}" in capsys.readouterr().out
