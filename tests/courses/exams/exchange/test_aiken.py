import pytest

from courses.exams.exchange.opening import open_file
from courses.exams.exchange.words import TRUE_FALSE


def read(text, encoding="utf-8"):
    reading = open_file(text.encode(encoding))
    assert reading.form == "aiken"
    return reading.drafts


def test_questions_with_points_or_brackets_and_several_lines():
    first, second = read(
        "诊断慢阻肺必须做\n哪项检查？\nA. 胸片\nB. 肺功能\n检查\nC. 痰培养\nANSWER: B\n\n"
        "下一题\nA)甲\nB) 乙\nANSWER: A\n"
    )

    assert (first.row, first.stem, first.options, first.right) == (
        1,
        "诊断慢阻肺必须做\n哪项检查？",
        ["胸片", "肺功能\n检查", "痰培养"],
        [1],
    )
    assert (second.row, second.kind, second.options, second.right) == (9, "single", ["甲", "乙"], [0])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_as_chinese_files_write_it(encoding):
    several, judged = read(
        "降压药有\r\nA．氨氯地平\r\nB、青霉素\r\nC．缬沙坦\r\n答案：A，C\r\n解析：青霉素是抗生素。\r\n不降压。\r\n\r\n"
        "胸片正常可排除慢阻肺。\r\n答案：错\r\n",
        encoding,
    )

    assert (several.kind, several.right, several.explanation) == ("multiple", [0, 2], "青霉素是抗生素。\n不降压。")
    assert (judged.kind, judged.options, judged.right) == ("true_false", list(TRUE_FALSE), [1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("题\nA. 甲\nC. 丙\nANSWER: A\n", [(3, "letter_order")]),
        ("题\nA. 甲\nB. 乙\nANSWER: D\n", [(4, "letter_unknown")]),
        ("题\nA. 甲\nB. 乙\nANSWER:\n", [(4, "letter_unknown")]),
        ("题\nA. 甲\nB. 乙\n\n下一题\nA. 甲\nB. 乙\nANSWER: A\n", [(1, "aiken_answer_missing")]),
        ("题\nA. 甲\nB. 乙\nANSWER: A\n\n末题\nA. 甲\n", [(6, "aiken_answer_missing")]),
        ("A. 甲\nB. 乙\nANSWER: A\n", []),
    ],
    ids=["order", "letter", "nothing", "unfinished", "last", "no-text"],
)
def test_mistakes_have_their_line(text, expected):
    found = [(fault.row, fault.code) for draft in read(text) for fault in draft.faults]

    assert found == expected


def test_an_explanation_before_the_answer_is_kept():
    (draft,) = read("题\nA. 甲\nB. 乙\n解析：因为\nANSWER: A\n")

    assert (draft.explanation, draft.right) == ("因为", [0])


def test_html_in_an_option_becomes_text():
    (draft,) = read("题\nA. 10<sup>9</sup>/L\nB. P<0.05\nANSWER: A\n")

    assert draft.options == ["10⁹/L", "P<0.05"]
