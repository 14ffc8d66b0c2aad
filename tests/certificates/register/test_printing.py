"""The certificate renderer as its callers see it: text in, one sound PDF out."""

import re
import shutil
import subprocess
import threading
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest

from certificates.register import printing
from certificates.register.printing import DEFAULT_LAYOUT, TooLong, Unprintable, render, render_slowly, unprintable
from tests.factories.printing import FACTS, facts

NAMES = ["王㛃", "周𬭎", "䶮", "阿卜杜拉·买买提"]
MARGIN = 40  # points: the inner edge of the frame


def text_of(pdf):
    return pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text()


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", NAMES)
def test_render_can_be_read_back(name):
    text = squeezed(text_of(render(facts(name=name))))

    for part in (name, *(value for pair in FACTS.extras for value in pair), FACTS.body, FACTS.verify_url):
        assert squeezed(part) in text
    assert text.count(FACTS.issuer) == 2, "once in the body, once in the signature"
    assert "（盖章处）" in text
    assert "证书编号：XL-2026-000123" in text
    assert "2026年9月30日" in text


def test_render_puts_the_texts_in_reading_order():
    text = squeezed(text_of(render(FACTS)))

    places = [
        text.index(squeezed(part)) for part in (FACTS.number, FACTS.kind_title, FACTS.name, FACTS.body, "9月30日")
    ]

    assert places == sorted(places)


@pytest.mark.skipif(not shutil.which("qpdf"), reason="needs Debian's qpdf")
@pytest.mark.parametrize("facts_", [FACTS, facts(name="䶮" * 40), facts(extras=())], ids=["plain", "long", "bare"])
def test_render_is_sound_pdf(facts_, tmp_path):
    (path := tmp_path / "one.pdf").write_bytes(render(facts_))

    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr


def test_render_twice_gives_the_same_bytes_even_from_an_empty_cache():
    first = render(FACTS)
    printing.fast.template.cache_clear()
    printing.fast.subset.cache_clear()
    printing.fonts.face.cache_clear()

    assert render(FACTS) == first
    assert render(facts(name="王秀英")) != first


def test_render_slowly_twice_gives_the_same_bytes():
    assert render_slowly(FACTS) == render_slowly(FACTS)


@pytest.mark.parametrize("name", [*NAMES, "欧阳" * 20, "Muhammad Abdullah ibn Abd al-Rahman al-Qa"])
def test_render_is_small(name):
    assert len(render(facts(name=name))) <= 60_000


def test_render_in_threads_gives_the_same_bytes():
    wanted = {name: render(facts(name=name)) for name in NAMES}
    printing.fonts.face.cache_clear()
    printing.fast.subset.cache_clear()
    got = {}
    threads = [threading.Thread(target=lambda n=name: got.update({n: render(facts(name=n))})) for name in NAMES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert got == wanted


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        pytest.param("王㛃周𬭎䶮·阿卜杜拉 Li-Ming é（1990）", (), id="settable"),
        pytest.param("王\ue000小\ue000\U000f0001", ("\ue000", "\U000f0001"), id="private-use-each-once"),
        pytest.param("ئۇيغۇر", ("ئ", "ۇ", "ي", "غ", "ر"), id="arabic"),
        pytest.param("一行\n二行", (), id="line-break"),
        pytest.param("王\t兰", ("\t",), id="control"),
        pytest.param("葛\U000e0100", ("葛\U000e0100",), id="unknown-variation"),
        pytest.param("Jose\u0301", (), id="combining-mark"),
        pytest.param("", (), id="empty"),
    ],
)
def test_unprintable(text, missing):
    assert unprintable(text) == missing


@pytest.mark.parametrize("draw", [render, render_slowly])
def test_render_refuses_what_the_font_lacks_and_names_it(draw):
    with pytest.raises(Unprintable) as refused:
        draw(facts(name="王\ue000", issuer="\ue001院"))

    assert refused.value.characters == ("\ue000", "\ue001")
    assert "U+E000" in str(refused.value)


def test_render_falls_back_where_shaping_is_needed():
    decomposed = facts(name="Jose\u0301")

    assert render(decomposed) == render_slowly(decomposed)


@pytest.mark.parametrize("layout", [DEFAULT_LAYOUT, replace(DEFAULT_LAYOUT, paper="A4 portrait")], ids=["wide", "tall"])
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"name": "阿卜杜拉·买买提" * 5}, id="name-of-40"),
        pytest.param({"name": "Wolfeschlegelsteinhausenbergerdorffwelche"}, id="one-word-of-41"),
        pytest.param({"scheme_title": "潍坊市乡村医生三年全覆盖培训暨基层慢病" * 3}, id="scheme"),
        pytest.param({"issuer": "山东省潍坊市第二人民医院暨呼吸疾病防治中心" * 2}, id="issuer"),
        pytest.param({"kind_title": "乡村医生三年全覆盖培训结业证书"}, id="title"),
        pytest.param({"body": FACTS.body * 3}, id="body"),
        pytest.param({"number": "XL-" + "1" * 60}, id="number"),
        pytest.param({"verify_url": "https://xinglin.example.cn/" + "a" * 120}, id="address"),
        pytest.param({"extras": (("培训时间", "2026年3月2日至2026年9月18日"),) * 8}, id="extras"),
    ],
)
def test_overlong_texts_stay_inside_the_frame(changes, layout):
    long = facts(**changes)
    page = printing.page.compose(long, layout)
    width, height = layout.size

    for line in page.lines:
        length = printing.fonts.face(line.weight).width(line.text) * line.size + (len(line.text) - 1) * line.spacing
        assert line.x >= MARGIN, line
        assert line.x + length <= width - MARGIN, line
        assert line.y - line.size >= MARGIN, line
        assert line.y <= height - MARGIN, line
    text = squeezed(text_of(render(long, layout)))
    for changed in changes.values():
        for part in [changed] if isinstance(changed, str) else changed[0]:
            assert squeezed(part) in text


def test_render_refuses_a_body_that_cannot_fit():
    with pytest.raises(TooLong) as refused:
        render(facts(body=FACTS.body * 30))

    assert refused.value.text == FACTS.body * 30


def test_face_names_the_debian_package_when_the_font_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(printing.fonts, "FOLDERS", (tmp_path,))
    printing.fonts.face.cache_clear()

    try:
        with pytest.raises(printing.FontMissing, match="fonts-noto-cjk"):
            render(FACTS)
    finally:
        printing.fonts.face.cache_clear()
