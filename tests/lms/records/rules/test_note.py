"""Heads as text: printed, copied, altered."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.records.rules import note

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
HEAD = note.Head(
    origin="xinglin.example/records",
    size=5_200_000,
    root=sha256(b"root").digest(),
    at=datetime(2026, 11, 19, 2, 0, 0, 7, tzinfo=UTC),
)
SIGNED = note.Note(
    head=HEAD,
    name=HEAD.origin,
    key_id=note.key_id_of(HEAD.origin, PUBLIC),
    signature=KEY.sign(HEAD.text.encode()),
)


def test_a_head_is_a_checkpoint_in_a_signed_note():
    lines = SIGNED.text.split("\n")

    assert lines[:5] == [
        "xinglin.example/records",
        "5200000",
        b64encode(HEAD.root).decode(),
        "time 2026-11-19T02:00:00.000007Z",
        "",
    ]
    dash, name, mark = lines[5].split(" ")
    assert (dash, name, lines[6:]) == ("—", HEAD.origin, [""])
    key_hash = sha256(HEAD.origin.encode() + b"\n\x01" + PUBLIC).digest()[:4]
    assert b64decode(mark) == key_hash + SIGNED.signature
    KEY.public_key().verify(SIGNED.signature, "\n".join([*lines[:4], ""]).encode())


@pytest.mark.parametrize(
    "copied",
    [
        pytest.param(lambda text: text, id="file"),
        pytest.param(lambda text: "\ufeff" + text.replace("\n", "\r\n"), id="windows"),
        pytest.param(lambda text: "您好：\n\n" + text.replace("\n", "\n> ") + "\n此致", id="quoted"),
        pytest.param(lambda text: "  " + text.replace("\n\n", "\n").replace("\n", "  \n  "), id="no-empty-line"),
    ],
)
def test_a_head_is_read_however_it_was_copied(copied):
    assert note.read(copied(SIGNED.text)) == SIGNED


@pytest.mark.parametrize(
    ("old", "new"),
    [("5200000", "5199999"), ("T02", "T03"), ("xinglin.example/records\n5", "other.example/records\n5")],
)
def test_an_altered_head_is_no_longer_signed(old, new):
    assert note.read(SIGNED.text).is_signed_by(PUBLIC)
    assert not note.read(SIGNED.text.replace(old, new)).is_signed_by(PUBLIC)


@pytest.mark.parametrize("text", ["", "树头", SIGNED.text[:60], SIGNED.text.replace("-11-", "-13-")])
def test_what_is_no_head_is_not_read(text):
    with pytest.raises(note.Unreadable):
        note.read(text)


def test_a_public_key_is_one_line():
    line = note.published("xinglin.example/records", PUBLIC)

    assert note.public_in(f" {line}\n") == ("xinglin.example/records", PUBLIC)


@pytest.mark.parametrize(
    "spoil", [lambda line: line[:-4], lambda line: line + "!", lambda line: "y" + line, lambda _l: ""]
)
def test_a_spoilt_public_key_is_refused(spoil):
    with pytest.raises(note.Unreadable):
        note.public_in(spoil(note.published("x/records", PUBLIC)))
