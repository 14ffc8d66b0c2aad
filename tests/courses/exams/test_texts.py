"""Texts of questions: markers, and what may not stand in them."""

import pytest
from django.template import Context, Template

from courses.exams.rules import Piece, pieces, text_fault, uids, without_media
from tests.factories.exams import QuestionMediaFactory

UID = "0123456789abcdef0123456789abcdef"
MARK = f"![胸片](media:{UID})"


def shown(text):
    return Template("{% load exam_text %}{{ text|exam_text }}").render(Context({"text": text}))


def test_a_text_is_cut_at_its_markers():
    assert pieces(f"看图\n{MARK}\n\n哪个？") == [Piece("看图\n"), Piece("胸片", UID), Piece("\n\n哪个？")]
    assert pieces("") == []
    assert uids([MARK, "无", MARK]) == {UID}
    assert without_media(f"看{MARK}") == "看[胸片]"


@pytest.mark.parametrize("text", ["血压<140 且 >90", "a<b 且 c>d", "x <y", "p<0.05", "5 < i", "<3 天", "一\t二\n三"])
def test_signs_of_comparison_are_no_html(text):
    assert text_fault(text) is None


@pytest.mark.parametrize(
    "text",
    ["<b>", "</P>", "<br/>", "<a href=x>", "<script src=//e>", "<!-- x", "<svg/onload=x>", "< img src=x>", "<iframe"],
)
def test_tags_are_html(text):
    assert text_fault(text) == "has_html"


@pytest.mark.django_db
def test_a_text_is_shown_escaped_with_breaks_and_media():
    image, audio = QuestionMediaFactory(alt="胸片"), QuestionMediaFactory(kind="audio", mime="audio/mpeg")

    html = shown(f"<script>&\n{image.marker()}\n{audio.marker('呼吸音')}{MARK}")

    assert html == (
        f'&lt;script&gt;&amp;<img class="question__picture" src="/exams/media/{image.uid.hex}/" alt="胸片">'
        f'<audio class="question__sound" src="/exams/media/{audio.uid.hex}/" controls preload="auto"'
        f' aria-label="呼吸音"></audio>[胸片]'
    )
    assert shown("一\n二") == "一<br>二"


@pytest.mark.django_db
def test_a_marker_stays_whole_whatever_its_words():
    media = QuestionMediaFactory(alt="片[正位]\n清晰")

    assert pieces(media.marker()) == [Piece("片(正位) 清晰", media.uid.hex)]
