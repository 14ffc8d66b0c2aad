"""Banks of questions drawn by hypothesis: every kind, with texts that try to look like something else."""

import base64

from hypothesis import strategies as st

from courses.exams.exchange.drafts import Draft, DraftPart
from courses.exams.exchange.texts import clean
from courses.exams.exchange.words import TRUE_FALSE
from courses.exams.rules.texts import text_fault

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(32)
MEDIA = {"ab" * 16: ("ab" * 16 + ".png", PNG), "cd" * 16: ("cd" * 16 + ".mp3", MP3)}
MARKERS = [f"![胸片](media:{'ab' * 16})", f"![呼吸音](media:{'cd' * 16})"]

# What has a meaning to a spreadsheet, to XML, to HTML, to our own markers or to our own words.
_TRICKS = [
    *(
        "=1+1",
        "'=1",
        "''",
        "+86",
        "-",
        "@x",
        "pH < 7.35 且 > 7.0",
        "<甲>",
        "&amp;",
        "&lt;",
        "]]>",
        "A. 甲",
        "B、乙",
    ),
    *(
        "_x000D_",
        "_x0041_",
        "1.0",
        "2024-01-01",
        "TRUE",
        "  ",
        "\n",
        "\t",
        "\u3000",
        "\u00a0",
        "xl:kind=a3",
        "。",
        "𬭎",
    ),
    *('"', "{", "}", "~", "#", "->", "//", "@@PLUGINFILE@@/x.png", "|", *MARKERS),
]
pieces = st.one_of(st.sampled_from(_TRICKS), st.text(max_size=6), st.sampled_from(["血压", "患者", "诊断", "α", "₂"]))
texts = st.lists(pieces, max_size=6).map(lambda each: clean("".join(each))).filter(lambda text: not text_fault(text))
full = texts.filter(bool)
short = full.map(lambda text: clean(text[:60])).filter(lambda text: text and not text_fault(text))
codes = st.text("ABCdef0123-_.题", min_size=1, max_size=12)


def options(least=2, most=10):
    return st.lists(short, min_size=least, max_size=most, unique=True)


@st.composite
def asked(draw, several):
    given_options = draw(options())
    most = len(given_options) if several == "any" else 1
    right = draw(st.lists(st.integers(0, len(given_options) - 1), min_size=1, max_size=most, unique=True))
    return given_options, sorted(right)


@st.composite
def drafts(draw):
    kind = draw(st.sampled_from(["single", "a2", "a3", "b1", "multiple", "true_false", "case", "short"]))
    draft = Draft(0, code=draw(codes), kind=kind, subject=draw(st.sampled_from(["neike", "waike"])))
    draft.unit, draft.difficulty = draw(st.sampled_from(["", "1.2", "3"])), draw(st.integers(1, 5))
    draft.stem, draft.explanation = draw(full), draw(texts)
    if kind in ("single", "a2"):
        draft.options, draft.right = draw(asked(1))
    elif kind == "multiple":
        draft.options = draw(options(2))
        draft.right = sorted(draw(st.lists(st.integers(0, len(draft.options) - 1), min_size=2, unique=True)))
    elif kind == "true_false":
        draft.options = draw(st.one_of(st.just(list(TRUE_FALSE)), options(2, 2)))
        draft.right = [draw(st.integers(0, 1))]
    elif kind == "short":
        draft.rubric = draw(full)
    else:
        _fill_group(draw, draft)
    return draft


def _fill_group(draw, draft):
    if draft.kind == "b1":
        draft.options, draft.stem = draw(options()), draw(texts)
    stage = 1
    for number in range(draw(st.integers(1, 4))):
        part = DraftPart(0, draw(full), explanation=draw(texts))
        if draft.kind == "b1":
            part.right = [draw(st.integers(0, len(draft.options) - 1))]
        else:
            part.options, part.right = draw(asked("any" if draft.kind == "case" else 1))
        if draft.kind == "case":
            stage += number > 0 and draw(st.booleans())
            part.stage = stage
        draft.parts.append(part)


banks = st.lists(drafts(), max_size=6, unique_by=lambda draft: draft.code)


def said(draft):
    """Everything a draft says that a bank keeps."""
    parts = [(p.stem, p.options, p.right, p.explanation, p.rubric, p.stage) for p in draft.parts]
    return (
        *(draft.code, draft.kind, draft.subject, draft.unit, draft.difficulty, draft.stem),
        *(draft.options, draft.right, draft.explanation, draft.rubric, parts),
    )
