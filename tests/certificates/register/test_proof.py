"""The signed digits in the QR code: what they say, how large they get, and that a scanner reads them back."""

import uuid
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
import zxingcpp

from certificates.register.printing import DEFAULT_LAYOUT, qr, render
from certificates.register.printing.page import QR_SIDE
from certificates.register.proof import key_in, read_proof, with_proof
from certificates.register.signing import issuer_key, verify_bytes
from tests.factories.printing import FACTS

UID = uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
ADDRESS = f"https://xinglin.weifang-hospital.example.cn/verify/{UID}/"


@pytest.fixture
def facts():
    return replace(FACTS, name="王㛃", verify_url=ADDRESS, issued_on=date(2026, 11, 19))


def module_in_mm(facts):
    side, _runs = qr.boxes(facts.scanned)
    return QR_SIDE / side / 72 * 25.4


def test_a_proof_says_who_what_when_and_by_whom(facts):
    proof = read_proof(with_proof(facts, UID).proof, UID)

    said = (proof.number, proof.name, proof.kind, proof.scheme, proof.issuer, proof.day)
    assert said == (facts.number, "王㛃", facts.kind_title, facts.scheme_title, facts.issuer, date(2026, 11, 19))
    assert verify_bytes(proof.signed, proof.signature, issuer_key().jwk)


def test_a_proof_is_of_one_certificate_and_of_every_word(facts):
    digits = with_proof(facts, UID).proof
    other = read_proof(digits, uuid.UUID(int=1))
    changed = read_proof(str(int(digits) ^ (1 << (64 * 8 + 40))), UID)

    assert not verify_bytes(other.signed, other.signature, issuer_key().jwk)
    assert not verify_bytes(changed.signed, changed.signature, issuer_key().jwk)


def test_a_proof_names_its_key(facts):
    digits = with_proof(facts, UID).proof

    assert key_in(digits) == read_proof(digits, UID).key


@pytest.mark.parametrize("digits", ["1", str(2**700), str(int.from_bytes(b"\x02" + bytes(200), "big"))])
def test_what_is_no_proof_is_refused(digits):
    with pytest.raises(ValueError, match="not"):
        read_proof(digits, UID)


@pytest.mark.parametrize(
    ("scheme", "issuer"),
    [("基层慢病（呼吸病）首席医师培训班", "潍坊市第二人民医院"), ("长" * 120, "远" * 60), ("长" * 120, "短")],
)
def test_modules_are_never_smaller_than_the_phones_of_clerks_can_read(facts, scheme, issuer):
    long = with_proof(replace(facts, scheme_title=scheme, issuer=issuer, name="阿" * 40), UID)

    assert module_in_mm(long) >= 0.4
    proof = read_proof(long.proof, UID)
    assert proof.name == "阿" * 40
    for whole, said in ((scheme, proof.scheme), (issuer, proof.issuer)):
        assert whole.startswith(said.removesuffix("…"))


def test_a_line_break_in_a_text_does_not_move_the_others(facts):
    proof = read_proof(with_proof(replace(facts, scheme_title="上\n下"), UID).proof, UID)

    assert (proof.scheme, proof.issuer) == ("上 下", facts.issuer)


def test_the_printed_code_is_read_back_whole(facts):
    proved = with_proof(facts, UID)
    page = pypdfium2.PdfDocument(render(proved, DEFAULT_LAYOUT))[0]

    (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())

    assert code.text == f"{ADDRESS}#{proved.proof}"


def test_without_a_proof_the_code_holds_the_address_alone(facts):
    assert facts.scanned == ADDRESS
