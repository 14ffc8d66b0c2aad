"""Certificates held against PDF/A-3u rule by rule; and the rules against files that break them."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest
from PIL import Image

from certificates.register.design import as_url, built_in
from certificates.register.models import Kind
from certificates.register.pictures import examine
from certificates.register.preview import draft
from certificates.register.printing import DEFAULT_LAYOUT, Attachment, Extras, Room, render
from certificates.register.printing.merging import Merger
from certificates.register.signing import issuer_key
from certificates.register.signing.cms import envelope
from certificates.register.signing.pdf import fill
from tests.certificates.register.conformity import faults
from tests.certificates.register.conformity.breaking import BYTES, CHANGES, resaved
from tests.certificates.register.conformity.file import File
from tests.certificates.register.test_actions import issue, make_class
from tests.factories.people import PersonFactory
from tests.factories.printing import facts

AT = datetime(2026, 9, 30, 1, 30, tzinfo=UTC)


def picture(form, color, mode="RGBA", size=(60, 40)):
    file = io.BytesIO()
    Image.new(mode, size, color).save(file, form)
    kept = examine(io.BytesIO(file.getvalue()), len(file.getvalue()))
    return as_url(kept.content, "jpeg" if kept.form == "jpg" else kept.form)


LOOKS = {
    "wide": DEFAULT_LAYOUT,
    "tall": replace(DEFAULT_LAYOUT, version="tall", paper="A4 portrait"),
    "pictures": replace(
        DEFAULT_LAYOUT,
        version="pictures",
        background=picture("JPEG", (250, 240, 230), "RGB"),
        seal=picture("PNG", (200, 0, 0, 90)),
        autograph=picture("PNG", 7, "L"),
        signature_label="院长：",
    ),
    "background-png": replace(DEFAULT_LAYOUT, version="png", background=picture("PNG", (250, 240, 230, 255))),
    "cmyk": replace(DEFAULT_LAYOUT, version="cmyk", background=picture("JPEG", (1, 2, 3, 4), "CMYK")),
}
TEXTS = {
    "plain": facts(),
    "rare": facts(name="周𬭎䶮", issuer="王㛃医院", proof="1" * 300),
    "english": facts(kind_title_en="Certificate of Completion", body_en="has completed all. " * 9),
    "bare": facts(extras=(), id_number_masked="", scheme_title=""),
    "accent": facts(name="Jose\u0301"),
    "soft-hyphen": facts(name="王秀\u00ad兰", body="参\u00ad加 培\u00ad训。"),
}


def signed(of, look, *, slowly=False):
    made = envelope(issuer_key())
    attached = Attachment("open-badge.jwt", "application/jwt", "Open Badges 3.0", b"a.b.c" * 300, AT)
    pdf = render(of, look, Extras(attached, Room(of.issuer, AT, made.size)), slowly=slowly)
    return fill(pdf, made.sign)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_look_conforms(look):
    assert faults(render(facts(), look)) == []


@pytest.mark.parametrize("of", TEXTS.values(), ids=TEXTS)
def test_every_text_conforms_signed_and_with_a_badge(of):
    """What stands under an accent or holds a soft hyphen takes the slow way."""
    assert faults(signed(of, LOOKS["pictures"])) == []


@pytest.mark.parametrize("name", ["tall", "pictures"])
def test_the_slow_way_conforms_with_everything(name):
    assert faults(signed(TEXTS["rare"], LOOKS[name], slowly=True)) == []


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_conforms(kind):
    assert faults(draft(built_in(kind), kind, {}, at=AT)) == []


@pytest.mark.django_db
def test_what_is_issued_conforms(at):
    cohort = make_class(at, complete=2)
    person = cohort.traineeships.first().person
    person.name = "Jose\u0301"
    person.save()

    made = issue(cohort, by=PersonFactory(), at=at)

    assert len(made) == 2
    for each in made:
        with each.open() as file:
            assert faults(file.read()) == []


def test_a_label_that_needs_shaping_takes_the_slow_way():
    look = replace(DEFAULT_LAYOUT, version="label", number_label="nu\u0301mero：")

    assert render(facts(), look) == render(facts(), look, slowly=True)
    assert faults(render(facts(), look)) == []


def test_the_file_for_the_printer_promises_nothing_it_does_not_keep():
    """It is made of pages whose signatures and badges stay in the single files, and it is no archive."""
    merger, target = Merger(), io.BytesIO()
    for of in (TEXTS["plain"], TEXTS["accent"]):
        merger.add(io.BytesIO(signed(of, LOOKS["pictures"])))
    merger.write(target, "x")
    root, file = pypdf.PdfReader(target).trailer["/Root"], File(target.getvalue())

    assert len([each for each in file.streams if each.get("/N") == 3]) == 1, "one color profile"
    assert not {"/Metadata", "/AcroForm", "/AF", "/Names"} & set(root)
    assert {fault.split()[0] for fault in faults(target.getvalue())} <= {"6.1.3-1", "6.6.2.1-1"}


@pytest.fixture(scope="module")
def sound(issuer_folder):
    from django.conf import settings

    settings.ISSUER_KEY_FILE = str(issuer_folder / "key.pem")
    settings.ISSUER_CERTIFICATES_FILE = str(issuer_folder / "certificates.pem")
    return signed(facts(), LOOKS["pictures"])


@pytest.mark.parametrize("rule", CHANGES)
def test_a_file_that_breaks_a_rule_is_noticed(sound, rule):
    new = set(faults(resaved(sound, CHANGES[rule]))) - set(faults(resaved(sound)))

    assert [fault for fault in new if rule in fault.split()], new


@pytest.mark.parametrize("rule", BYTES)
def test_bytes_that_break_a_rule_are_noticed(sound, rule):
    broken = BYTES[rule](sound)

    assert broken != sound
    assert [fault for fault in faults(broken) if rule in fault.split()]
