"""PAdES-B-B, clause by clause: ETSI EN 319 142-1, 6.3 and the clauses it names, on a finished certificate."""

import asyncio
import hashlib
import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from asn1crypto import cms, core, pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.ades import ades_basic_validation
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.policy_decl import SignatureValidationSpec
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager

from tests.certificates.register.signing.test_pdf import AT, signed
from tests.factories.printing import FACTS


@pytest.fixture(scope="module")
def pdf(issuer_folder):
    from django.conf import settings

    settings.ISSUER_KEY_FILE = str(issuer_folder / "key.pem")
    settings.ISSUER_CERTIFICATES_FILE = str(issuer_folder / "certificates.pem")
    return signed()


@pytest.fixture(scope="module")
def chain(issuer_folder):
    blocks = pem.unarmor((issuer_folder / "certificates.pem").read_bytes(), multiple=True)
    return [x509.Certificate.load(content) for _kind, _headers, content in blocks]


@pytest.fixture(scope="module")
def entries(pdf):
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return signature.sig_object


@pytest.fixture(scope="module")
def signed_data(entries):
    return cms.ContentInfo.load(entries["/Contents"])["content"]


@pytest.fixture(scope="module")
def signer(signed_data):
    (found,) = signed_data["signer_infos"]
    return found


@pytest.fixture(scope="module")
def attributes(signer):
    return {each["type"].native: each["values"] for each in signer["signed_attrs"]}


def test_the_dictionary_has_what_it_must_and_not_what_it_must_not(entries):
    """6.3: Type, Filter, SubFilter, ByteRange, Contents and M; no Cert."""
    assert entries.keys() == {"/Type", "/Filter", "/SubFilter", "/M", "/Name", "/ByteRange", "/Contents"}
    assert (entries["/Type"], entries["/SubFilter"]) == ("/Sig", "/ETSI.CAdES.detached")
    assert entries["/Name"] == FACTS.issuer
    assert re.fullmatch(r"D:\d{14}[+-]\d\d'\d\d'", entries["/M"])


def test_the_time_is_claimed_in_the_dictionary_and_nowhere_else(entries, attributes):
    """6.3: M is present and the attribute signing-time is not."""
    assert entries["/M"] == "D:20260930093000+08'00'"
    assert datetime(2026, 9, 30, 1, 30, tzinfo=UTC) == AT
    assert "signing_time" not in attributes


def test_the_range_is_the_file_without_the_contents(pdf, entries):
    first, before, after, rest = (int(part) for part in entries["/ByteRange"])

    assert (first, after + rest) == (0, len(pdf))
    assert (pdf[before : before + 1], pdf[after - 1 : after]) == (b"<", b">")
    assert set(pdf[before + 1 : after - 1]) <= set(b"0123456789abcdef")


def test_the_contents_are_one_der_object_and_zeros(entries):
    """5.1: the CMS object is DER; what is left of the room is filled with zeros."""
    contents = bytes(entries["/Contents"])
    made = core.Asn1Value.load(contents, strict=False).dump()

    assert contents.startswith(made)
    assert set(contents[len(made) :]) <= {0}
    assert len(contents) - len(made) < 264
    assert cms.ContentInfo.load(made, strict=True).dump(force=True) == made


def test_the_cms_object_is_detached_with_one_signer_and_its_chain(signed_data, chain):
    """CAdES, 6.3: SignedData.certificates holds the signer's certificate and those above it."""
    assert signed_data["version"].native == "v1"
    assert signed_data["encap_content_info"]["content_type"].native == "data"
    assert signed_data["encap_content_info"]["content"].native is None
    assert [each["algorithm"].native for each in signed_data["digest_algorithms"]] == ["sha256"]
    assert {each.chosen.dump() for each in signed_data["certificates"]} == {each.dump() for each in chain}
    assert signed_data["crls"].native is None


def test_the_algorithms_are_ecdsa_on_p_256_with_sha_256(signer, chain):
    """RFC 5754: no parameters in either identifier."""
    assert signer["digest_algorithm"].native == {"algorithm": "sha256", "parameters": None}
    assert signer["signature_algorithm"].native == {"algorithm": "sha256_ecdsa", "parameters": None}
    assert chain[0].public_key["algorithm"]["parameters"].native == "secp256r1"
    assert signer["sid"].chosen["serial_number"].native == chain[0].serial_number
    assert signer["sid"].chosen["issuer"] == chain[0].issuer


def test_the_signed_attributes_are_those_of_the_baseline_each_with_one_value(attributes, signer):
    assert attributes.keys() == {"content_type", "message_digest", "signing_certificate_v2"}
    assert {len(values) for values in attributes.values()} == {1}
    assert attributes["content_type"][0].native == "data"
    assert signer["unsigned_attrs"].native is None


def test_the_digest_is_that_of_the_range(pdf, entries, attributes):
    _first, before, after, _rest = (int(part) for part in entries["/ByteRange"])

    assert attributes["message_digest"][0].native == hashlib.sha256(pdf[:before] + pdf[after:]).digest()


def test_the_certificate_is_referred_to_by_its_hash(attributes, chain):
    """CAdES, 5.2.2.3: signing-certificate-v2, whose first reference is the signer's. DER leaves out SHA-256."""
    (reference,) = attributes["signing_certificate_v2"][0]["certs"]

    assert reference["cert_hash"].native == hashlib.sha256(chain[0].dump()).digest()
    assert reference["hash_algorithm"]["algorithm"].native == "sha256"
    assert hashlib.sha256(chain[0].dump()).digest() in reference.dump()
    assert b"\x60\x86\x48\x01\x65\x03\x04\x02\x01" not in reference.dump()


def test_the_certificate_may_sign_documents(chain):
    """What a trial key's certificate says; one from an authority says it in its own way."""
    assert {"digital_signature", "non_repudiation"} == chain[0].key_usage_value.native
    assert not chain[0].ca
    assert chain[1].ca


def test_pyhanko_finds_it_valid_after_the_european_algorithm(signed_data, attributes, chain):
    """ETSI EN 319 102-1, 5.3, without asking for revocation, which a trial authority does not publish."""
    unasked = RevocationCheckingPolicy(*[RevocationCheckingRule.NO_CHECK] * 2)
    policy = CertValidationPolicySpec(SimpleTrustManager.build([chain[1]]), CertRevTrustPolicy(unasked))
    spec = SignatureValidationSpec(policy)
    digest = attributes["message_digest"][0].native

    result = asyncio.run(ades_basic_validation(signed_data, spec, raw_digest=digest))

    assert result.ades_subindic == AdESPassed.OK


def test_whatever_byte_changes_outside_the_contents_is_seen(pdf, entries, chain):
    """One byte in every few hundred, and the first and last of each part."""
    _first, before, after, _rest = (int(part) for part in entries["/ByteRange"])
    everywhere = {0, 7, before - 1, after, len(pdf) - 2, *range(0, len(pdf), 701)}
    trusted = ValidationContext(trust_roots=[chain[1]], allow_fetching=False)

    unseen = [at for at in everywhere - set(range(before, after)) if _stands(_changed(pdf, at), trusted)]

    assert unseen == []


def test_a_change_of_what_counts_inside_the_contents_is_seen(pdf, signer, attributes, chain):
    trusted = ValidationContext(trust_roots=[chain[1]], allow_fetching=False)
    counting = [signer["signature"].native, attributes["message_digest"][0].native, chain[0].dump()]

    for part in counting:
        at = pdf.index(part.hex().encode())
        for place in (at + 1, at + len(part), at + 2 * len(part) - 1):
            assert not _stands(_changed(pdf, place), trusted), place


def _changed(pdf, at):
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def _stands(pdf, trusted):
    try:
        (signature,) = PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures
        return validate_pdf_signature(signature, trusted).bottom_line
    except (PdfError, SignatureValidationError, ValueError, LookupError, TypeError, AttributeError):
        return False
