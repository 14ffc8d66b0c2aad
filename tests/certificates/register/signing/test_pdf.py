"""Signed certificates, judged by pdfsig, pyHanko, OpenSSL and qpdf; and what PDF/A-3 asks of what they carry."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO

import pypdf
import pytest
from asn1crypto import cms, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.register.printing import DEFAULT_LAYOUT, Attachment, Extras, Room, render
from certificates.register.signing import issuer_key
from certificates.register.signing.cms import envelope
from certificates.register.signing.pdf import fill
from tests.factories.printing import FACTS, facts

AT = datetime(2026, 9, 30, 1, 30, tzinfo=UTC)
BADGE = b"header.payload.signature" * 90
WAYS = pytest.mark.parametrize("slowly", [False, True], ids=["fast", "slow"])
NEEDS_SHAPING = facts(name="Jose\u0301")


@pytest.fixture(scope="module")
def made(issuer_folder, django_db_blocker):
    """Both ways of drawing, signed, with something attached."""
    from django.conf import settings

    settings.ISSUER_KEY_FILE = str(issuer_folder / "key.pem")
    settings.ISSUER_CERTIFICATES_FILE = str(issuer_folder / "certificates.pem")
    return {slowly: signed(slowly=slowly) for slowly in (False, True)}


def signed(*, slowly=False, of=FACTS):
    seals = envelope(issuer_key())
    attached = Attachment("open-badge.jwt", "application/jwt", "Open Badges 3.0", BADGE, AT)
    extras = Extras(attached, Room(of.issuer, AT, seals.size))
    return fill(render(of, DEFAULT_LAYOUT, extras, slowly=slowly), seals.sign)


@pytest.fixture
def trusted(issuer_folder):
    """What somebody trusts who trusts the authority behind the key, and nobody else."""
    blocks = pem.unarmor((issuer_folder / "certificates.pem").read_bytes(), multiple=True)
    return ValidationContext(trust_roots=[x509.Certificate.load([*blocks][1][2])], allow_fetching=False)


def judged(pdf, trusted):
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(signature, trusted)


@WAYS
def test_pyhanko_finds_the_signature_valid_and_over_the_whole_file(made, trusted, slowly):
    status = judged(made[slowly], trusted)

    assert status.bottom_line
    assert status.trusted
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.signer_reported_dt == AT
    assert status.md_algorithm == "sha256"


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="needs Debian's poppler-utils")
@WAYS
def test_pdfsig_finds_the_signature_valid_until_a_byte_changes(made, tmp_path, slowly):
    pdf = made[slowly]
    (tmp_path / "good.pdf").write_bytes(pdf)
    # A digit of the page's size: still a PDF, and another one.
    at = pdf.index(b"/Rect [0 0 0 0]") + 7
    (tmp_path / "bad.pdf").write_bytes(pdf[:at] + b"1" + pdf[at + 1 :])

    good, bad = (_pdfsig(tmp_path / f"{name}.pdf") for name in ("good", "bad"))

    for said in ("Signature is Valid", "Total document signed", "ETSI.CAdES.detached", "SHA-256"):
        assert said in good
    assert "Digest Mismatch" in bad


def _pdfsig(path):
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout


def test_every_byte_outside_the_signature_is_under_it(made, trusted):
    pdf = made[False]
    start = pdf.index(b"/Contents <") + 10
    end = pdf.index(b">", start) + 1
    ranges = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", pdf)

    assert [int(each) for each in ranges.groups()] == [start, end, len(pdf) - end]
    last = pdf.rindex(b"/ID [<") + 6
    other = b"0" if pdf[last : last + 1] != b"0" else b"1"
    assert not judged(pdf[:last] + other + pdf[last + 1 :], trusted).intact


@pytest.mark.parametrize("part", [b"/Type /Page", b"/BaseFont", b"/Info", b"/M (D:2026093", b"/AFRelationship"])
def test_a_change_anywhere_breaks_it(made, trusted, part):
    pdf = made[False]
    at = pdf.index(part) + len(part) + 3
    swapped = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]

    assert not judged(swapped, trusted).intact


def test_the_cms_object_is_pades_b_b(made):
    """ETSI EN 319 142-1, 6.3: content type, digest and the certificate's hash are signed; the time is not in here."""
    (signature,) = PdfFileReader(BytesIO(made[False])).embedded_signatures
    content = signature.signed_data
    (signer,) = content["signer_infos"]
    attributes = {each["type"].native: each["values"] for each in signer["signed_attrs"]}

    assert set(attributes) == {"content_type", "message_digest", "signing_certificate_v2"}
    assert attributes["content_type"][0].native == "data"
    assert content["encap_content_info"]["content"].native is None
    names = [each.chosen.subject.native["common_name"] for each in content["certificates"]]
    assert sorted(names) == ["Test issuer", "Test issuer CA"]
    assert "unsigned_attrs" not in signer.native or signer["unsigned_attrs"].native is None
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Name"] == FACTS.issuer


def test_openssl_verifies_the_cms_object(made, issuer_folder, tmp_path):
    pdf = made[False]
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    start, length = signature.byte_range[1], signature.byte_range[2]
    (tmp_path / "content").write_bytes(pdf[:start] + pdf[length:])
    (tmp_path / "cms.der").write_bytes(cms.ContentInfo.load(signature.pkcs7_content, strict=False).dump())
    asked = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms.der", "-content", "content"]
    asked += ["-CAfile", str(issuer_folder / "certificates.pem"), "-purpose", "any", "-out", "/dev/null"]

    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not shutil.which("qpdf"), reason="needs Debian's qpdf")
@WAYS
def test_what_is_signed_is_sound_pdf(made, tmp_path, slowly):
    (tmp_path / "one.pdf").write_bytes(made[slowly])

    done = subprocess.run(["qpdf", "--check", tmp_path / "one.pdf"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr


@WAYS
def test_the_field_prints_has_no_extent_and_does_nothing(made, slowly):
    """ISO 19005-3: 6.3.2 flags, 6.3.3 no picture without extent, 6.4.1 no actions, no values to be drawn later."""
    root = pypdf.PdfReader(BytesIO(made[slowly])).trailer["/Root"]
    (field,) = root["/AcroForm"]["/Fields"]
    (page,) = root["/Pages"]["/Kids"]

    assert root["/AcroForm"].keys() == {"/Fields", "/SigFlags"}
    assert root["/AcroForm"]["/SigFlags"] == 3
    assert field["/F"] & 0b100111 == 0b100, "printed; neither invisible, hidden nor out of view"
    assert field["/Rect"][:2] == field["/Rect"][2:]
    assert not {"/A", "/AA"} & set(field.get_object())
    assert field["/P"] == page.get_object()
    assert [each.get_object() for each in page["/Annots"]] == [field.get_object()]
    assert "/Perms" not in root


@WAYS
def test_the_attachment_is_associated_and_says_what_it_is(made, slowly):
    """ISO 19005-3, 6.8 and annex E."""
    reader = pypdf.PdfReader(BytesIO(made[slowly]))
    (file,) = reader.trailer["/Root"]["/AF"]
    embedded = file["/EF"]["/F"]

    assert (file["/Type"], file["/F"], file["/UF"]) == ("/Filespec", "open-badge.jwt", "open-badge.jwt")
    assert file["/AFRelationship"] == "/Alternative"
    assert (embedded["/Type"], embedded["/Subtype"]) == ("/EmbeddedFile", "/application/jwt")
    assert embedded["/Params"]["/ModDate"] == "D:20260930093000+08'00'"
    assert embedded["/Params"]["/Size"] == len(BADGE)
    assert reader.attachments == {"open-badge.jwt": [BADGE]}


@WAYS
def test_the_page_and_its_metadata_are_as_without_signature(made, slowly):
    plain, carries = (pypdf.PdfReader(BytesIO(pdf)) for pdf in (render(FACTS, slowly=slowly), made[slowly]))

    assert carries.pages[0].get_contents().get_data() == plain.pages[0].get_contents().get_data()
    assert carries.pages[0].extract_text() == plain.pages[0].extract_text()
    packets = [each.trailer["/Root"]["/Metadata"].get_data() for each in (plain, carries)]
    assert packets[0] == packets[1]
    assert b'pdfaid:part="3"' in packets[0]


def test_a_certificate_stays_small(made):
    assert len(made[False]) <= 60_000


def test_names_that_take_the_slow_way_are_signed_too(trusted):
    assert judged(signed(of=NEEDS_SHAPING), trusted).bottom_line


def test_a_signature_that_does_not_fit_is_refused():
    pdf = render(FACTS, DEFAULT_LAYOUT, Extras(None, Room("x", AT, 8)))

    with pytest.raises(ValueError, match="room for 16"):
        fill(pdf, lambda _digest: b"123456789")
