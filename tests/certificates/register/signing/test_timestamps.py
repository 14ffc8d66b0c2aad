"""Time stamps: asked for over HTTP, checked before they are believed, and what happens when nobody answers."""

from io import BytesIO

import pytest
from asn1crypto import cms, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.register.printing import DEFAULT_LAYOUT, Extras, Room, render
from certificates.register.signing import issuer_key, timestamps
from certificates.register.signing.cms import envelope
from certificates.register.signing.pdf import fill
from certificates.register.signing.timestamps import ROOM, Fault, NoTimeStamp, ask, stamper
from tests.certificates.register.signing.authority import authority, certificate_of, late, make_clock, stamper_from
from tests.certificates.register.signing.test_pdf import AT
from tests.factories.printing import FACTS


@pytest.fixture(scope="module")
def clock_folder(tmp_path_factory):
    return make_clock(tmp_path_factory.mktemp("clock"))


@pytest.fixture(autouse=True)
def _no_memory():
    timestamps._stamper.cache_clear()


def signed_with(stamps):
    seals = envelope(issuer_key())
    pdf = render(FACTS, DEFAULT_LAYOUT, Extras(None, Room(FACTS.issuer, AT, seals.size + ROOM)))
    return fill(pdf, lambda digest: seals.sign(digest, stamps))


def test_a_signature_is_time_stamped(settings, clock_folder, issuer_folder):
    with authority(clock_folder) as (url, asked):
        settings.TIMESTAMP_URL = url
        stamps = stamper().begin()
        pdf = signed_with(stamps)

    roots = [_root(issuer_folder), certificate_of(clock_folder)]
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, allow_fetching=False))
    assert stamps.given
    assert status.intact
    assert status.valid
    assert status.timestamp_validity.intact
    assert status.timestamp_validity.valid
    assert len(asked) == 1
    assert asked[0]["cert_req"].native


def _root(folder):
    return x509.Certificate.load([*pem.unarmor((folder / "certificates.pem").read_bytes(), multiple=True)][1][2])


def _refuses(_query, _true):
    # A status of 2 and no token.
    return bytes.fromhex("30053003020102")


def _of_another_moment(folder):
    def answer(query, _true):
        query["nonce"] = 1
        return stamper_from(folder).request_tsa_response(query).dump()

    return answer


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(lambda *_: _refuses, "rejection", id="refuses"),
        pytest.param(lambda *_: lambda *_: b"<html>", "cannot be read", id="nonsense"),
        pytest.param(_of_another_moment, "something else", id="another-nonce"),
        pytest.param(lambda *_: late, "timed out", id="late"),
    ],
)
def test_an_answer_that_will_not_do_is_a_fault(clock_folder, answer, why):
    with authority(clock_folder, answer(clock_folder)) as (url, _asked), pytest.raises(Fault, match=why):
        ask(url, b"signature", 0.3 if why == "timed out" else 20)


def test_a_token_that_is_too_long_is_a_fault(clock_folder, monkeypatch):
    monkeypatch.setattr(timestamps, "ROOM", 100)

    with authority(clock_folder) as (url, _asked), pytest.raises(Fault, match="room for 100"):
        ask(url, b"signature", 5)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1:9/"])
def test_an_address_where_nobody_is_is_a_fault(url):
    with pytest.raises(Fault):
        ask(url, b"signature", 0.3)


def test_without_an_answer_certificates_go_without_and_do_not_ask_again_for_a_minute(settings, monkeypatch, caplog):
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    tries = []
    monkeypatch.setattr(timestamps, "ask", lambda *given: tries.append(given) or _fails())
    caplog.set_level("WARNING", logger="certificates")

    for _ in range(3):
        stamps = stamper().begin()
        assert stamps(b"x") is None
        assert not stamps.given

    assert len(tries) == 1
    assert "gone" in caplog.text


def _fails():
    raise Fault("gone")


def test_where_it_is_required_nothing_is_issued(settings):
    settings.TIMESTAMP_URL, settings.TIMESTAMP_REQUIRED = "http://127.0.0.1:9/", True

    with pytest.raises(NoTimeStamp):
        signed_with(stamper().begin())


def test_without_an_authority_there_is_no_stamper():
    assert stamper() is None


def _about_no_time(_query, true):
    """Answer with a token whose content is not a time."""
    true["time_stamp_token"]["content"]["encap_content_info"] = {"content_type": "data", "content": b"noon"}
    return true.dump(force=True)


def _no_signed_data(_query, true):
    true["time_stamp_token"] = cms.ContentInfo({"content_type": "data", "content": b"noon"})
    return true.dump(force=True)


@pytest.mark.parametrize("answer", [_about_no_time, _no_signed_data])
def test_a_token_about_no_time_is_a_fault(clock_folder, answer):
    with authority(clock_folder, answer) as (url, _asked), pytest.raises(Fault, match="cannot be read"):
        ask(url, b"signature", 20)
