"""``check --deploy`` about the key certificates are signed with."""

import pytest

from certificates.register.checks import certificates_can_be_signed
from certificates.register.signing import issuer_key


def ids():
    return [message.id for message in certificates_can_be_signed()]


def test_a_key_that_was_given_is_fine():
    assert ids() == []


@pytest.mark.parametrize(("file", "said"), [("", "register.E001"), ("/nowhere.pem", "register.E001")])
def test_no_key_and_a_bad_one_are_faults(settings, tmp_path, file, said):
    settings.ISSUER_KEY_FILE, settings.DATA_DIR = file, tmp_path / "data"

    assert ids() == [said]


def test_the_key_of_the_demo_is_a_fault(settings, tmp_path):
    settings.ISSUER_KEY_FILE, settings.DATA_DIR, settings.DEBUG = "", tmp_path / "data", True
    assert issuer_key().trial
    settings.DEBUG = False

    assert ids() == ["register.E002"]
