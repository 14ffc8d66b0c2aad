"""Where Chinese lines may break."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.register.printing.fonts import face
from certificates.register.printing.typesetting import Place, TooLong, break_lines, fit, spacing

TEXTS = st.text(alphabet="慢阻肺规范诊疗，。“”（）《》、：abc12 90.5%", min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("text", "ems", "lines"),
    [
        pytest.param("慢阻肺规范诊疗", 4, ["慢阻肺规", "范诊疗"], id="anywhere-in-chinese"),
        pytest.param("慢阻肺规，范", 4, ["慢阻肺", "规，范"], id="no-comma-first"),
        pytest.param("慢阻肺（规范）", 4, ["慢阻肺", "（规范）"], id="no-bracket-last"),
        pytest.param("共计90.5学时", 3, ["共计", "90.5", "学时"], id="numbers-whole"),
        pytest.param("Li Ming", 2.6, ["Li", "Ming"], id="space-swallowed"),
        pytest.param("x.cn/abc?def", 3, ["x.cn/", "abc?", "def"], id="addresses-at-slashes"),
        pytest.param("一", 1, ["一"], id="exactly-full"),
        pytest.param("", 1, [""], id="empty"),
    ],
)
def test_break_lines(text, ems, lines):
    assert break_lines(text, face("Regular"), ems) == lines


@settings(deadline=None)
@given(TEXTS, st.integers(3, 20))
def test_break_lines_loses_nothing_and_stays_inside(text, ems):
    lines = break_lines(text, face("Regular"), ems)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(face("Regular").width(line) <= ems + 0.01 for line in lines)


@settings(deadline=None)
@given(TEXTS)
def test_break_lines_never_strands_punctuation(text):
    # Every mark leans on a character: a run of marks longer than a line would have to break somewhere.
    spaced = "".join(character + "诊疗" for character in text.replace(" ", ""))

    for before, after in pairwise(break_lines(spaced, face("Regular"), 12)):
        assert unicodedata.category(after[0]) not in {"Pe", "Pf", "Po"}
        assert unicodedata.category(before[-1]) not in {"Ps", "Pi"}


@pytest.mark.parametrize(
    ("text", "size", "count"),
    [
        pytest.param("王秀兰", 34, 1, id="short-keeps-its-size"),
        pytest.param("一" * 14, 28, 1, id="shrinks"),
        pytest.param("一" * 60, 17, 3, id="then-wraps"),
    ],
)
def test_fit_shrinks_and_wraps(text, size, count):
    fitted = fit(text, face("Regular"), Place(400, 70, 34, 9))

    assert fitted.size >= size * 0.95
    assert len(fitted.lines) <= count
    assert len(fitted.lines) * fitted.size * 1.3 <= 70.01


def test_fit_balances_lines_when_asked():
    lopsided = fit("一" * 21, face("Regular"), Place(200, 30, 10, 10))
    balanced = fit("一" * 21, face("Regular"), Place(200, 30, 10, 10, balanced=True))

    assert [len(line) for line in lopsided.lines] == [20, 1]
    assert [len(line) for line in balanced.lines] == [11, 10]


def test_fit_refuses_below_the_readable():
    with pytest.raises(TooLong):
        fit("一" * 1000, face("Regular"), Place(400, 70, 34, 9))


def test_fit_indents_only_the_first_line_of_a_paragraph():
    fitted = fit("一" * 12 + "\n" + "二" * 8, face("Regular"), Place(100, 200, 10, 10, indent=2))

    assert fitted.lines == ("一" * 8, "一" * 4, "二" * 8)
    assert fitted.starts == (True, False, True)
    assert fitted.ends == (False, True, True)


def test_spacing_fills_a_line_but_never_gapes():
    assert spacing("一二三四五", face("Regular"), 52, 10) == pytest.approx(0.5)
    assert spacing("一二", face("Regular"), 52, 10) == 0
    assert spacing("一", face("Regular"), 52, 10) == 0
