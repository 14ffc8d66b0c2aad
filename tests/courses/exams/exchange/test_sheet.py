import io
import zipfile
from datetime import date

import openpyxl
import pytest

from courses.exams.exchange.columns import COLUMNS, EXAMPLES, FIELDS
from courses.exams.exchange.markers import key_of
from courses.exams.exchange.opening import open_file, workbook_of
from courses.exams.exchange.refusals import BadArchive, NotQuestions
from courses.exams.exchange.soundness import judge
from courses.exams.exchange.words import TRUE_FALSE
from courses.exams.exchange.writers.template import template_workbook
from lms.exchange.sheets import refusals
from tests.courses.exams.exchange.banks import PNG
from tests.courses.exams.exchange.sheets import GOOD, changed, faults, packed, read, workbook


def test_the_template_reads_back_once_it_is_filled_in():
    with pytest.raises(refusals.Empty):
        open_file(template_workbook())

    def fill(sheet):
        for number, example in enumerate(EXAMPLES, start=2):
            for place, field in enumerate(FIELDS, start=1):
                sheet.cell(number, place, example.get(field, ""))

    drafts = open_file(changed(template_workbook(), fill)).drafts
    for draft in drafts:
        judge(draft)

    assert [draft.kind for draft in drafts] == [
        *("single", "a2", "a3", "b1", "multiple", "true_false", "case", "short"),
    ]
    assert [draft.findings for draft in drafts] == [[]] * 8
    assert [[part.right for part in draft.parts] for draft in drafts if draft.kind == "b1"] == [[[0], [3]]]
    assert [[part.stage for part in draft.parts] for draft in drafts if draft.kind == "case"] == [[1, 2]]


def test_the_template_says_what_each_column_is_for():
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))

    words = [cell.value for row in book.worksheets[1].iter_rows() for cell in row if cell.value]

    assert {column.title for column in COLUMNS} <= set(words)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"kind": ""}, [("kind", "kind_missing")]),
        ({"kind": "填空题"}, [("kind", "kind_unknown")]),
        ({"stem": ""}, [("stem", "no_stem")]),
        ({"stem": "长" * 20_000}, [("stem", "long_stem")]),
        ({"right": ""}, [("right", "no_right")]),
        ({"right": "AB"}, [("right", "one_right")]),
        ({"kind": "X型"}, [("right", "several_right")]),
        ({"right": "D"}, [("right", "letter_unknown")]),
        ({"right": "BB"}, [("right", "letter_twice")]),
        ({"option_b": "", "option_c": "丙"}, [("option_b", "option_gap")]),
        ({"option_a": "B. 甲", "option_b": "A. 乙"}, [("option_a", "letter_order")]),
        ({"option_b": "胸片"}, [("option_a", "same_options")]),
        ({"option_b": "", "right": "A"}, [("option_a", "option_count")]),
        ({"option_a": "长" * 501}, [("option_a", "bad_option")]),
        ({"difficulty": "9"}, [("difficulty", "number_odd")]),
        ({"difficulty": "易"}, [("difficulty", "number_odd")]),
        ({"option_a": date(2024, 1, 2)}, [("option_a", "date_cell")]),
        ({"stem": "<script>x</script>甲"}, [("stem", "script")]),
        ({"stem": "看 ![片](no.png)"}, [("stem", "file_missing")]),
        ({"kind": "判断题", "option_a": "", "option_b": "", "right": "C"}, [("right", "letter_unknown")]),
        ({"kind": "A3型"}, [("shared", "no_shared_stem")]),
        ({"kind": "案例分析题", "shared": "病例", "stage": "2"}, [("stage", "stage_first")]),
        ({"kind": "简答题", "right": ""}, [("option_a", "options_not_here"), ("rubric", "no_rubric")]),
        ({"code": "长" * 41}, [("code", "too_long")]),
        ({"unit": "长" * 21}, [("unit", "too_long")]),
        ({"explanation": "长" * 20_001}, [("explanation", "long_text")]),
    ],
)
def test_every_mistake_has_its_row_and_its_column(cells, expected):
    _good, bad = read(GOOD, {**GOOD, "stem": "另一题", **cells})
    judge(bad)

    assert faults(bad) == [(3, column, code) for column, code in expected]


def test_formulas_are_refused():
    data = changed(workbook({**GOOD, "explanation": "x"}), lambda sheet: sheet.cell(2, 6, "=1+1"))

    (draft,) = open_file(data).drafts

    assert faults(draft) == [(2, "explanation", "formula")]


@pytest.mark.parametrize("word", ["对", "正确", "√", "T", True, "A"])
def test_true_or_false_in_the_words_of_editors(word):
    (draft,) = read({"kind": "是非题", "stem": "题", "right": word})

    assert (draft.kind, draft.options, draft.right, draft.findings) == ("true_false", list(TRUE_FALSE), [0], [])


def test_letters_before_the_options_and_between_the_answers_are_passed_over():
    cells = {"option_a": "A. 甲", "option_b": "B、乙", "option_c": "C．丙", "right": "ａ、 c"}
    (draft,) = read({**GOOD, "kind": "多选题", **cells})

    assert (draft.options, draft.right) == (["甲", "乙", "丙"], [0, 2])


def test_numbers_and_line_breaks_in_cells():
    (draft,) = read({**GOOD, "stem": " 一\n二 ", "option_a": 120, "option_b": 0.5, "difficulty": 3})

    assert (draft.stem, draft.options, draft.difficulty) == ("一\n二", ["120", "0.5"], 3)


def test_html_in_a_cell_becomes_text():
    (draft,) = read({**GOOD, "stem": "<p>白细胞 12×10<sup>9</sup>/L，<b>P</b>&lt;0.05</p>", "option_a": "P<0.05"})

    assert (draft.stem, draft.options[0]) == ("白细胞 12×10⁹/L，P<0.05", "P<0.05")
    assert [(each.code, each.data) for each in draft.findings] == [("left_out", {"what": "<b>"})]


GROUP = {"kind": "A3/A4型", "shared": "病例", "stem": "问一", "option_a": "甲", "option_b": "乙", "right": "A"}


def test_rows_of_a_group_go_together_with_or_without_a_code():
    rest = {**GROUP, "shared": "", "stem": "问二"}
    coded = ({**GROUP, "code": "G3"}, {**rest, "code": "G3"})
    first, second, third = read(GROUP, rest, {**rest, "kind": ""}, {**GROUP, "shared": "另一病例"}, *coded)

    assert [len(draft.parts) for draft in (first, second, third)] == [3, 1, 2]
    assert [draft.stem for draft in (first, second, third)] == ["病例", "另一病例", "病例"]


def test_a_row_of_a_group_with_another_case_is_a_mistake():
    (draft,) = read({**GROUP, "code": "G"}, {**GROUP, "code": "G", "shared": "别的"})

    assert faults(draft) == [(3, "shared", "shared_differs")]


def test_the_options_of_b1_stand_in_the_first_row():
    b1 = {"code": "B", "kind": "B1型", "stem": "问", "option_a": "甲", "option_b": "乙", "right": "B"}
    rest = {**b1, "option_a": "", "option_b": "", "right": "A"}
    one, two = read(b1, rest, {**b1, "code": "C"}, {**b1, "code": "C", "option_b": "丙"})

    assert (one.options, [part.right for part in one.parts], one.findings) == (["甲", "乙"], [[1], [0]], [])
    assert faults(two) == [(5, "option_a", "options_differ")]


def test_a_case_typed_beside_a_single_question_comes_before_it():
    (draft,) = read({**GOOD, "kind": "A2型", "shared": "男，60岁。"})

    assert draft.stem == "男，60岁。\n诊断慢阻肺必须做的检查是"


def test_merged_cells_mean_every_row_they_cover():
    rest = {**GROUP, "shared": "", "stem": "问二", "kind": "", "code": ""}
    columns = ["code", "kind", "shared", "stem", "option_a", "option_b", "right"]
    data = workbook({**GROUP, "code": "G"}, rest, columns=columns)

    def merge(sheet):
        for column in ("A", "B", "C"):
            sheet.merge_cells(f"{column}2:{column}3")

    (draft,) = open_file(changed(data, merge)).drafts
    (bad,) = open_file(changed(data, lambda sheet: sheet.merge_cells("D2:D3"))).drafts

    assert (draft.code, [part.stem for part in draft.parts], draft.findings) == ("G", ["问一", "问二"], [])
    assert (3, "stem", "merged") in faults(bad)


def test_pictures_pasted_into_the_sheet_are_refused_for_the_whole_file():
    data = changed(workbook(GOOD), lambda sheet: sheet.add_image(openpyxl.drawing.image.Image(io.BytesIO(PNG)), "A3"))

    assert [(each.row, each.code) for each in open_file(data).findings] == [(0, "pictures_in_sheet")]


def test_a_sheet_packed_with_its_pictures():
    data = packed(题库__xlsx=workbook({**GOOD, "stem": "看 ![正位](图/片.PNG)"}), 片__png=PNG, __MACOSX="")
    (draft,) = open_file(data).drafts

    assert (draft.stem, draft.faults) == (f"看 ![正位](file:{key_of(PNG)})", [])
    assert workbook_of(data).startswith(b"PK")


def test_names_that_a_chinese_program_wrote_into_the_zip():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("book.xlsx", workbook({**GOOD, "stem": "看 ![](胸片.png)"}))
        archive.writestr("XXXX.png", PNG)
    # The same name in GB18030, without a word about it.
    data = file.getvalue().replace(b"XXXX.png", "胸片".encode("gb18030") + b".png")

    (draft,) = open_file(data).drafts

    assert draft.faults == []


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (packed(a__png=PNG), BadArchive),
        (packed(a__xlsx=b"x", b__xlsx=b"y"), BadArchive),
        (packed(a__xlsx=b"x", b__bin=bytes(11 * 1024 * 1024)), BadArchive),
        (packed(**{"a__xlsx": b"x"} | {f"{n}__png": b"" for n in range(2001)}), refusals.Bomb),
        (b"PK\x03\x04 torn", refusals.Broken),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), refusals.OldFormat),
        (b"%PDF-1.4", NotQuestions),
        (b"just words", NotQuestions),
        (b"a\0b{", NotQuestions),
        (b" \n", refusals.Empty),
        (workbook({"x": "1"}, columns=["x", "y"]), refusals.NoHeader),
        (workbook({"kind": "A1型", "right": "B"}), refusals.ColumnsMissing),
    ],
    ids=["no-book", "two-books", "big", "many", "torn", "old", "pdf", "words", "nul", "empty", "header", "columns"],
)
def test_files_that_are_no_questions(data, refusal):
    with pytest.raises(refusal):
        open_file(data)
