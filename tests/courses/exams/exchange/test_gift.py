import pytest

from courses.exams.exchange.opening import open_file
from courses.exams.exchange.words import TRUE_FALSE


def read(text):
    return open_file(text.encode()).drafts


def one(text):
    (draft,) = read(text)
    return draft


def faults(draft):
    return [(fault.row, fault.code) for fault in draft.faults]


def notes(draft):
    return [(note.code, note.data) for note in draft.findings if note.is_note]


def test_one_best_answer_with_name_feedback_and_general_feedback():
    draft = one(
        "// question: 12  name: 高血压\n// [id:HT-1] [tag:第一章]\n::高血压诊断::诊室血压的诊断界值是 {\n"
        "  ~130/80#偏低\n  =140/90 mmHg # 正确\n  ~150/95\n  ####见指南第二章\n}"
    )

    assert (draft.row, draft.code, draft.title, draft.kind) == (3, "HT-1", "高血压诊断", "single")
    assert (draft.stem, draft.right) == ("诊室血压的诊断界值是", [1])
    assert draft.options == ["130/80", "140/90 mmHg", "150/95"]
    assert draft.explanation == "见指南第二章\n“130/80”：偏低\n“140/90 mmHg”：正确"
    assert notes(draft) == [("left_out", {"what": "tag 第一章"})]


def test_an_answer_inside_the_sentence_leaves_a_gap():
    assert one("血压 {~130 =140} mmHg 以上为高血压。").stem == "血压 _____ mmHg 以上为高血压。"
    assert one("二加二等于 {=四 =4}.").stem == "二加二等于 _____."


@pytest.mark.parametrize(
    ("said", "index"), [("T", 0), ("TRUE", 0), ("F", 1), ("FALSE#不对#对了", 1), ("true", 0)], ids=str
)
def test_true_or_false(said, index):
    draft = one(f"胸片正常可以排除慢阻肺。{{{said}}}")

    assert (draft.kind, draft.options, draft.right) == ("true_false", list(TRUE_FALSE), [index])
    assert draft.explanation == ("不对\n对了" if "#" in said else "")


def test_several_right_answers_by_their_shares():
    draft = one("下列属于降压药的有 {\n~%-50%青霉素\n~%50%氨氯地平\n~%50%缬沙坦\n~%-50%胰岛素}")

    assert (draft.kind, draft.right, notes(draft)) == ("multiple", [1, 2], [("negative_marks", {})])


def test_shares_that_are_uneven_are_named():
    draft = one("有 {~%70%甲 ~%30%乙 ~丙}")

    assert (draft.right, notes(draft)) == ([0, 1], [("uneven_shares", {"shares": "70%、30%"})])


def test_several_of_which_one_is_right_become_one_best_answer():
    draft = one("是 {~%100%甲 ~乙}")

    assert (draft.kind, draft.right, notes(draft)) == ("single", [0], [("one_right_of_several", {})])


def test_part_of_the_points_for_an_option_is_refused_by_name():
    draft = one("难题 {~错 ~%50%半对 =全对}")

    assert [(each.code, each.data) for each in draft.faults] == [
        ("partial_credit", {"option": "半对", "percent": "50"})
    ]


def test_short_answers_are_marked_by_hand():
    draft = one("首都是 {=北京#对 =%50%京#简称 =%0%*#再想想}")

    assert (draft.kind, draft.options) == ("short", [])
    assert draft.rubric.split("\n")[1:] == ["- 北京", "- 京 (50%)"]
    assert draft.explanation == "“北京”：对\n“京”：简称\n再想想"
    assert notes(draft) == [("marked_by_hand", {"what": "shortanswer"})]


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("#1822", ["- 1822"]),
        ("#1822:5", ["- 1822 ± 5"]),
        ("#3.141..3.142", ["- 3.141 – 3.142"]),
        ("#=1822:0 =%50%1822:2 ~#不对", ["- 1822", "- 1822 ± 2 (50%)"]),
    ],
    ids=str,
)
def test_numbers(said, lines):
    draft = one(f"几？{{{said}}}")

    assert (draft.kind, draft.rubric.split("\n")[1:], draft.faults) == ("short", lines, [])
    assert draft.explanation == ("不对" if "~" in said else "")


@pytest.mark.parametrize("said", ["#多少", "#1:少", "#", "#一..二"])
def test_a_number_that_is_none_is_refused(said):
    assert faults(one(f"几？{{{said}}}")) == [(1, "gift_number")]


def test_pairs_become_b1_and_a_pair_without_a_question_one_more_option():
    draft = one("配对 {\n=咳嗽 -> 呼吸系统\n=胸痛 -> 循环系统\n=气促 -> 呼吸系统\n= -> 消化系统\n}")

    assert (draft.kind, draft.options) == ("b1", ["呼吸系统", "循环系统", "消化系统"])
    assert [(part.stem, part.right) for part in draft.parts] == [("咳嗽", [0]), ("胸痛", [1]), ("气促", [0])]


def test_a_pair_without_an_arrow_is_refused():
    assert faults(one("配对 {=甲 -> 一 =乙}")) == [(1, "gift_pair")]


def test_essay():
    draft = one("简述。{}")

    assert (draft.kind, draft.stem, draft.findings) == ("short", "简述。", [])


def test_escapes_are_what_they_stand_for():
    draft = one(r"哪个等于 5\: \{\}？{~\= 2 + 2 =\= 2 + 3#\#对\nb ~\~ \\}")

    assert (draft.stem, draft.options) == ("哪个等于 5: {}？", ["= 2 + 2", "= 2 + 3", "~ \\"])
    assert draft.explanation == "“= 2 + 3”：#对\nb"


def test_formats():
    html, plain, markdown = read("[html]<p>水 H<sub>2</sub>O</p>{T}\n\n[plain]<p>x</p>{T}\n\n[markdown]**粗**{T}")

    assert (html.stem, plain.stem, markdown.stem) == ("水 H₂O", "<p>x</p>", "**粗**")
    assert notes(markdown) == [("left_out", {"what": "Markdown"})]


def test_categories_give_the_subject_its_chance():
    first, second = read("$CATEGORY: $course$/top/内科/心血管\n\n甲{T}\n\n$CATEGORY: a//b/c\n乙{T}")

    assert (first.category, second.category) == (("内科", "心血管"), ("a/b", "c"))


def test_a_blank_line_inside_the_braces_does_not_end_the_question():
    first, second = read("甲 {\n~一\n\n=二\n}\n\n乙{F}")

    assert (first.options, second.kind, second.row) == (["一", "二"], "true_false", 7)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("只是一段说明 \\{", "type_description"),
        ("没有右括号 {=a", "gift_brace"),
        ("没有左括号 =a}", "gift_brace"),
        ("两题连在一起 {=a}{=b}", "gift_braces"),
        ("::没有完 {T}", ""),
    ],
    ids=str,
)
def test_what_cannot_be_read_says_so(text, code):
    *_first, draft = read(f"甲{{T}}\n\n{text}")

    assert faults(draft) == ([(3, code)] if code else [])


def test_a_code_that_is_too_long_is_left_out():
    draft = one(f"// [id:{'长' * 50}]\n甲{{T}}")

    assert (draft.code, notes(draft)) == ("", [("code_long", {"what": "长" * 50})])


def test_a_file_of_comments_and_categories_has_no_questions():
    reading = open_file(b"$CATEGORY: a\n\n// nothing\n")

    assert (reading.drafts, [each.code for each in reading.findings]) == ([], ["no_questions"])


def test_text_before_the_first_sign_counts_as_moodle_has_it():
    assert one("是 {甲 =乙 ~丙}").options == ["甲", "乙", "丙"]
    assert one("是 {甲 =乙}").rubric.split("\n")[1:] == ["- 甲", "- 乙"]
