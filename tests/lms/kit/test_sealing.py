"""Short secrets at rest."""

import pytest
from cryptography.exceptions import InvalidTag

from lms.kit.sealing import fingerprint, seal, unseal

NUMBER = "11010519491231002X"


def test_what_was_sealed_comes_back():
    assert unseal(seal(NUMBER)) == NUMBER
    assert unseal(seal("周𬭎")) == "周𬭎"
    assert unseal(None) == ""
    with pytest.raises(ValueError, match="Nonce"):
        unseal(b"")


def test_two_seals_never_agree_and_hide_the_text():
    first, second = seal(NUMBER), seal(NUMBER)

    assert first != second
    assert NUMBER.encode() not in first


@pytest.mark.parametrize("position", [0, 12, -1])
def test_altered_bytes_do_not_open(position):
    raw = bytearray(seal(NUMBER))
    raw[position] ^= 1

    with pytest.raises(InvalidTag):
        unseal(bytes(raw))


def test_another_key_does_not_open(settings):
    raw = seal(NUMBER)
    settings.ID_NUMBER_KEY = bytes(32)

    with pytest.raises(InvalidTag):
        unseal(raw)


def test_a_fingerprint_is_the_same_each_time_and_depends_on_the_key(settings):
    first = fingerprint(NUMBER)
    again = fingerprint(NUMBER)
    settings.ID_NUMBER_HASH_KEY = bytes(32)

    assert first == again
    assert first != fingerprint(NUMBER)
    assert len(first) == 64
