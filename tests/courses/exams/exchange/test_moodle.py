"""Every construct met in public Moodle XML files: taken in, or refused by name with its line."""

import base64
from textwrap import dedent

import pytest

from courses.exams.exchange.markers import key_of
from courses.exams.exchange.opening import open_file
from courses.exams.exchange.refusals import BrokenXml, NotMoodle, UnsafeXml
from courses.exams.exchange.words import TRUE_FALSE
from tests.courses.exams.exchange.banks import MP3, PNG

PNG64 = base64.b64encode(PNG).decode()


def quiz(*questions):
    return open_file(("<?xml version='1.0' encoding='UTF-8'?>\n<quiz>\n" + "\n".join(questions) + "\n</quiz>").encode())


def question(kind, inner="", stem="题？", form="html"):
    head = f'<name><text>名</text></name>\n<questiontext format="{form}"><text><![CDATA[{stem}]]></text></questiontext>'
    return f'<question type="{kind}">\n{head}\n{dedent(inner)}\n</question>'


def one(kind, inner="", **given):
    (draft,) = quiz(question(kind, inner, **given)).drafts
    return draft


def answer(text, fraction, feedback="", form="html"):
    said = f'<feedback format="html"><text>{feedback}</text></feedback>'
    return f'<answer fraction="{fraction}" format="{form}"><text><![CDATA[{text}]]></text>{said}</answer>'


def faults(draft):
    return [(fault.row, fault.code) for fault in draft.faults]


def notes(draft):
    return [(note.code, note.data.get("what", "")) for note in draft.findings if note.is_note]


CHOICES = answer("<p>甲</p>", 0, "不对") + answer("<p>乙</p>", 100, "对") + answer("<p>丙</p>", 0)


def test_one_of_several_with_everything_moodle_writes_around_it():
    draft = one(
        "multichoice",
        f"""
        <generalfeedback format="html"><text>&lt;p&gt;见指南&lt;/p&gt;</text></generalfeedback>
        <defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber>HT-1</idnumber>
        <single>true</single><shuffleanswers>false</shuffleanswers><answernumbering>abc</answernumbering>
        <showstandardinstruction>0</showstandardinstruction>
        <correctfeedback format="html"><text>很好</text></correctfeedback>
        <partiallycorrectfeedback format="html"><text></text></partiallycorrectfeedback>
        <incorrectfeedback format="html"><text></text></incorrectfeedback><shownumcorrect/>
        {CHOICES}
        <hint format="html"><text>想一想</text><shownumcorrect/></hint>
        <tags><tag><text>第一章</text></tag></tags>
        <strange>1</strange>
        """,
        stem="<p>诊断界值是<b>多少</b>？</p>",
    )

    assert (draft.row, draft.title, draft.code, draft.kind) == (3, "名", "HT-1", "single")
    assert (draft.stem, draft.options, draft.right) == ("诊断界值是多少？", ["甲", "乙", "丙"], [1])
    assert draft.explanation == "见指南\n“甲”：不对\n“乙”：对"
    assert draft.faults == []
    assert notes(draft) == [
        ("left_out", "tag 第一章"),
        ("left_out", "<b>"),
        ("left_out", "<strange>"),
        ("left_out", "hint"),
        ("left_out", "correctfeedback"),
        ("left_out", "penalty"),
        ("left_out", "shuffleanswers"),
    ]


def test_several_right_ones_share_the_points():
    shares = answer("甲", "33.33333") + answer("乙", "33.33333") + answer("丙", "33.33333") + answer("丁", "-100")
    draft = one("multichoice", f"<single>false</single>{shares}")

    assert (draft.kind, draft.right, notes(draft)) == ("multiple", [0, 1, 2], [("negative_marks", "")])


@pytest.mark.parametrize("kind", ["multichoiceset", "oumultiresponse"])
def test_two_plugins_for_several_answers_are_taken_too(kind):
    assert one(kind, answer("甲", 100) + answer("乙", 100) + answer("丙", 0)).right == [0, 1]


def test_part_of_the_points_is_refused_by_name():
    draft = one("multichoice", "<single>1</single>" + answer("甲", 100) + answer("乙", 50))

    assert [(each.row, each.code, each.data) for each in draft.faults] == [
        (6, "partial_credit", {"option": "乙", "percent": "50"})
    ]


def test_a_share_that_is_no_number_is_refused():
    assert [each.code for each in one("multichoice", answer("甲", "lots")).faults] == ["fraction_odd"]


@pytest.mark.parametrize(("true", "false"), [(100, 0), (0, 100)])
@pytest.mark.parametrize("words", [("true", "false"), ("正确", "错误"), ("wahr", "falsch")])
def test_true_or_false_in_any_language(true, false, words):
    draft = one("truefalse", answer(words[0], true, "是") + answer(words[1], false))

    assert (draft.kind, draft.options, draft.right) == ("true_false", list(TRUE_FALSE), [0 if true else 1])
    assert draft.explanation == "是"


def test_true_or_false_without_answers_is_refused():
    assert [each.code for each in one("truefalse").faults] == ["bad_key"]


@pytest.mark.parametrize("kind", ["matching", "match", "ddmatch"])
def test_matching_becomes_b1(kind):
    pairs = "".join(
        f'<subquestion format="html"><text>{asked}</text><answer><text>{option}</text></answer></subquestion>'
        for asked, option in (("咳嗽", "呼吸"), ("胸痛", "循环"), ("气促", "呼吸"), ("", "消化"))
    )
    draft = one(kind, f"<shuffleanswers>true</shuffleanswers>{pairs}")

    assert (draft.kind, draft.options) == ("b1", ["呼吸", "循环", "消化"])
    assert [(part.stem, part.right) for part in draft.parts] == [("咳嗽", [0]), ("胸痛", [1]), ("气促", [0])]


def test_short_answers_and_numbers_are_marked_by_hand():
    words = one("shortanswer", "<usecase>1</usecase>" + answer("北京", 100) + answer("京", 50) + answer("*", 0, "再想"))
    number = one(
        "numerical",
        """
        <answer fraction="100" format="moodle_auto_format"><text>36.5</text><tolerance>0.5</tolerance></answer>
        <answer fraction="100"><text>37</text><tolerance>0</tolerance></answer>
        <units><unit><multiplier>1</multiplier><unit_name>℃</unit_name></unit></units>
        """,
    )

    assert words.rubric.split("\n")[1:] == ["- 北京", "- 京 (50%)"]
    assert words.explanation == "再想"
    assert notes(words) == [("left_out", "usecase"), ("marked_by_hand", "shortanswer")]
    assert (number.kind, number.rubric.split("\n")[1:]) == ("short", ["- 36.5 ± 0.5", "- 37", "℃"])


def test_essay_keeps_what_the_marker_reads():
    draft = one(
        "essay",
        """
        <responseformat>editor</responseformat><responserequired>1</responserequired><attachments>1</attachments>
        <graderinfo format="html"><text>&lt;ul&gt;&lt;li&gt;三分&lt;/li&gt;&lt;/ul&gt;</text></graderinfo>
        <responsetemplate format="html"><text>先写</text></responsetemplate>
        """,
    )

    assert (draft.kind, draft.rubric) == ("short", "· 三分")
    assert notes(draft) == [("left_out", "responsetemplate"), ("left_out", "attachments")]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        *((kind, "type_gaps") for kind in ("cloze", "gapselect", "ddwtos")),
        *((kind, "type_calculated") for kind in ("calculated", "calculatedmulti", "calculatedsimple")),
        *((kind, "type_dragged") for kind in ("ordering", "ddimageortext", "ddmarker")),
        *((kind, "type_random") for kind in ("random", "randomsamatch")),
        ("description", "type_description"),
        *((kind, "type_unknown") for kind in ("coderunner", "regexp", "essayautograde")),
        ("", "type_unknown"),
    ],
)
def test_types_that_cannot_be_told_here_are_refused_by_name(kind, code):
    draft = one(kind, "<dragbox><text>x</text></dragbox>")

    assert [(each.row, each.code, each.data["what"]) for each in draft.faults] == [(3, code, kind or "?")]


def test_categories_old_and_new_and_what_is_no_question():
    reading = quiz(
        '<question type="category"><category><text>$course$/top/内科/a//b</text></category>'
        '<info format="html"><text>说明</text></info><idnumber/></question>',
        question("essay"),
        '<question type="category"><category>$module$/外科</category></question>',
        question("essay"),
        '<question type="essay"><name><text>旧</text></name><hidden>1</hidden></question>',
        "<other/>",
    )

    assert [draft.category for draft in reading.drafts] == [("内科", "a/b"), ("外科",)]
    assert [each.data["what"] for each in reading.findings] == ["hidden", "<other>"]


@pytest.mark.parametrize(
    ("form", "source", "expected"),
    [
        ("html", "<p>一</p>\n<p>二&nbsp;三</p>", "一\n二 三"),
        ("moodle_auto_format", "一\n二 <b>三</b>", "一\n二 三"),
        ("moodle_auto_format", "P<0.05 & α", "P<0.05 & α"),
        ("plain_text", "<p>一</p>", "<p>一</p>"),
        ("markdown", "**一**", "**一**"),
        ("", "一<br>二", "一\n二"),
    ],
)
def test_the_formats_of_a_text(form, source, expected):
    assert one("essay", form=form, stem=source).stem == expected


def test_html_written_into_the_xml_without_being_escaped():
    text = '<questiontext format="html"><text>水 <b class="x">H<sub>2</sub>O</b>。</text></questiontext>'
    reading = quiz(f'<question type="essay">{text}</question>')

    assert reading.drafts[0].stem == "水 H₂O。"


def test_pictures_and_sounds_inside():
    files = f'<file name="胸片 1.png" path="/" encoding="base64">{PNG64}</file>'
    sound = f'<file name="a.mp3" path="/x/" encoding="base64">{base64.b64encode(MP3).decode()}</file>'
    html = (
        '看<img src="@@PLUGINFILE@@/%E8%83%B8%E7%89%87%201.png" alt="正位"/>听'
        '<a href="@@PLUGINFILE@@/x/a.mp3">心音</a>'
        f'<img src="data:image/png;base64,{PNG64}">'
    )
    (draft,) = quiz(
        f'<question type="essay"><questiontext format="html"><text><![CDATA[{html}]]></text>{files}{sound}'
        "</questiontext></question>"
    ).drafts

    png, mp3 = key_of(PNG), key_of(MP3)
    assert draft.stem == f"看![正位](file:{png})听![心音](file:{mp3})![图片](file:{png})"
    assert {key: medium.content for key, medium in draft.media.items()} == {png: PNG, mp3: MP3}
    assert draft.faults == []


def test_the_one_picture_of_old_files():
    draft = one("essay", f"<image>moodle.png</image><image_base64>\n{PNG64}\n</image_base64>")

    assert draft.stem == f"题？\n![moodle](file:{key_of(PNG)})"
    assert [each.code for each in one("essay", "<image>gone.png</image>").faults] == ["file_missing"]


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<img src="@@PLUGINFILE@@/no.png">', "file_missing"),
        ('<img src="https://example.org/x.png">', "file_elsewhere"),
        ('<img src="data:image/png,xx">', "file_kind"),
        ("<script>alert(1)</script>", "script"),
        ('<p onclick="x()">一</p>', "script"),
        ('<a href="javascript:x()">一</a>', "script"),
        ("<iframe src='https://example.org'></iframe>", "construct"),
        ("<math><mi>x</mi></math>", "construct"),
        ("<svg></svg>", "construct"),
        ('<video src="x.mp4"></video>', "construct"),
    ],
)
def test_what_cannot_be_shown_is_refused_by_name(html, code):
    draft = one("essay", stem=f"题 {html}")

    assert [(each.row, each.code) for each in draft.faults] == [(5, code)]
    assert "<" not in draft.stem
    assert "alert" not in draft.stem


def test_a_file_that_is_neither_picture_nor_sound_is_refused():
    html = '<a href="@@PLUGINFILE@@/x.pdf">附件</a>'
    broken = '<file name="y.png" path="/" encoding="base64">!!</file>'
    pdf = f'<file name="x.pdf" path="/" encoding="base64">{base64.b64encode(b"%PDF").decode()}</file>'
    (draft,) = quiz(
        f'<question type="essay"><questiontext format="html"><text><![CDATA[{html}]]></text>{pdf}{broken}'
        "</questiontext></question>"
    ).drafts

    assert [(each.code, each.data["what"]) for each in draft.faults] == [("file_kind", "y.png"), ("file_kind", "x.pdf")]


def test_a_group_whose_parts_are_not_all_there_is_refused():
    tags = "".join(f"<tag><text>xl:{tag}</text></tag>" for tag in ("kind=a3", "group=G1", "part=2"))
    (draft,) = quiz(question("multichoice", f"{CHOICES}<tags>{tags}</tags>")).drafts

    assert (draft.code, draft.kind) == ("G1", "a3")
    assert faults(draft) == [(3, "parts_missing")]


def test_a_code_too_long_is_left_out():
    draft = one("essay", f"<idnumber>{'x' * 41}</idnumber>")

    assert (draft.code, notes(draft)) == ("", [("code_long", "x" * 41)])


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b'<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>', UnsafeXml),
        (b'<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>', UnsafeXml),
        (b"<quiz><question></quiz>", BrokenXml),
        (b"<quiz>&nbsp;</quiz>", BrokenXml),
        (b"<html><body/></html>", NotMoodle),
    ],
    ids=["external", "laughs", "torn", "entity", "html"],
)
def test_unsafe_and_broken_files_are_not_opened(data, refusal):
    with pytest.raises(refusal):
        open_file(data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_files_in_any_encoding(encoding):
    text = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?>\n<quiz>{question('essay')}</quiz>"

    assert open_file(text.encode(encoding)).drafts[0].stem == "题？"
