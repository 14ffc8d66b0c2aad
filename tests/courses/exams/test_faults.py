"""What keeps a question of each type from standing on a paper."""

import pytest

from courses.exams.actions.faults import FAULTS, said
from courses.exams.rules import Fault, Part, Wording, faults

TWO = ["甲", "乙"]
MARK = "![胸片](media:0123456789abcdef0123456789abcdef)"


def part(**changes):
    return Part(**{"stem": "哪个？", "options": ("甲", "乙"), "right": (1,), **changes})


def b1(**changes):
    return part(**{"options": (), **changes})


SOUND = {
    "single": {"options": TWO, "right": [0]},
    "a2": {"options": TWO, "right": [1]},
    "multiple": {"options": ["甲", "乙", "丙"], "right": [0, 2]},
    "true_false": {"options": TWO, "right": [0]},
    "short": {"rubric": "说出两条，各一分"},
    "a3": {"parts": [part(), part()]},
    "b1": {"options": TWO, "parts": [b1(), b1(right=(0,))]},
    "case": {"parts": [part(), part(right=(0, 1), stage=2), part(stage=2), part(stage=3)]},
}


def wording(kind, **changes):
    return Wording(**{"kind": kind, "stem": f"{MARK} 题干 pH<7.35", **SOUND.get(kind, {}), **changes})


@pytest.mark.parametrize("kind", SOUND)
def test_a_sound_question_of_each_type_has_no_fault(kind):
    assert faults(wording(kind)) == []


def test_the_text_of_a_b1_group_may_be_blank():
    assert faults(wording("b1", stem="")) == []


@pytest.mark.parametrize(
    ("kind", "changes", "fault"),
    [
        pytest.param("essay", {}, Fault("unknown_kind", "kind"), id="unknown"),
        pytest.param("single", {"difficulty": 6}, Fault("bad_difficulty", "difficulty"), id="difficulty"),
        pytest.param("single", {"stem": " "}, Fault("no_stem", "stem"), id="blank"),
        pytest.param("single", {"stem": 3}, Fault("no_stem", "stem"), id="no-text"),
        pytest.param("single", {"stem": "长" * 20_000}, Fault("long_stem", "stem"), id="20000-signs"),
        pytest.param("single", {"stem": "<p>题</p>"}, Fault("has_html", "stem"), id="html"),
        pytest.param("single", {"stem": "题<SCRIPT>x</SCRIPT>"}, Fault("has_html", "stem"), id="script"),
        pytest.param(
            "single", {"options": ["甲", "<img src=x onerror=y>"]}, Fault("has_html", "options"), id="in-option"
        ),
        pytest.param("single", {"explanation": "<b>x</b>"}, Fault("has_html", "explanation"), id="in-explanation"),
        pytest.param("single", {"explanation": "长" * 5001}, Fault("long_text", "explanation"), id="long-explanation"),
        pytest.param("single", {"stem": "看![图](a.png)"}, Fault("bad_marker", "stem"), id="foreign-marker"),
        pytest.param("single", {"stem": f"{MARK[:-1]}"}, Fault("bad_marker", "stem"), id="cut-marker"),
        pytest.param("single", {"stem": MARK.replace("胸片", " ")}, Fault("no_alt", "stem"), id="marker-without-words"),
        pytest.param("single", {"stem": "题\x00"}, Fault("control_signs", "stem"), id="control-signs"),
        pytest.param("single", {"right": []}, Fault("no_right", "right"), id="no-right"),
        pytest.param("single", {"right": [0, 1]}, Fault("one_right", "right"), id="two-for-a1"),
        pytest.param("a2", {"right": [0, 1]}, Fault("one_right", "right"), id="two-for-a2"),
        pytest.param("single", {"parts": [part()]}, Fault("parts_not_here", "parts"), id="parts-in-a1"),
        pytest.param("short", {"rubric": " "}, Fault("no_rubric", "rubric"), id="no-rubric"),
        pytest.param("short", {"options": TWO}, Fault("options_not_here", "options"), id="options-in-short"),
        pytest.param("a3", {"stem": ""}, Fault("no_shared_stem", "stem"), id="no-shared-stem"),
        pytest.param("case", {"stem": ""}, Fault("no_shared_stem", "stem"), id="no-case"),
        pytest.param("a3", {"parts": []}, Fault("no_parts", "parts"), id="no-parts"),
        pytest.param("a3", {"parts": [part()] * 21}, Fault("many_parts", "parts"), id="21-parts"),
        pytest.param("a3", {"options": TWO}, Fault("options_in_parts", "options"), id="options-of-a3"),
        pytest.param("a3", {"right": [0]}, Fault("right_in_parts", "right"), id="right-of-a3"),
        pytest.param("a3", {"parts": [part(), part(stem="")]}, Fault("no_stem", "stem", 2), id="part-blank"),
        pytest.param("a3", {"parts": [part(right=(0, 1))]}, Fault("one_right", "right", 1), id="two-for-a3"),
        pytest.param("a3", {"parts": [part(stage=2)]}, Fault("stage_not_here", "stage", 1), id="stage-in-a3"),
        pytest.param("b1", {"options": ["甲"]}, Fault("option_count", "options"), id="one-shared-option"),
        pytest.param("b1", {"parts": [part()]}, Fault("options_shared", "options", 1), id="own-options-in-b1"),
        pytest.param("b1", {"parts": [b1(right=(2,))]}, Fault("bad_key", "right", 1), id="outside-shared"),
        pytest.param("case", {"parts": [part(right=())]}, Fault("no_right", "right", 1), id="no-right-in-case"),
        pytest.param("case", {"parts": [part(stage=2)]}, Fault("stage_first", "stage", 1), id="begins-at-2"),
        pytest.param("case", {"parts": [part(), part(stage=3)]}, Fault("stage_gap", "stage", 2), id="gap"),
        pytest.param(
            "case", {"parts": [part(), part(stage=2), part()]}, Fault("stage_back", "stage", 3), id="stages-go-back"
        ),
    ],
)
def test_each_fault_is_named_at_its_place(kind, changes, fault):
    assert faults(wording(kind, **changes))[0] == fault


def test_all_faults_are_found_at_once():
    found = faults(wording("a3", stem="", parts=[part(stem=""), part(right=())]))

    assert [(fault.code, fault.part) for fault in found] == [("no_shared_stem", 0), ("no_stem", 1), ("no_right", 2)]


def test_a_fault_is_said_with_its_part():
    assert said(Fault("no_stem", "stem")) == str(FAULTS["no_stem"])
    assert said(Fault("no_stem", "stem", 2)).startswith(("part 2", "第 2 问"))


def test_what_is_stored_is_one_form():
    typed = Wording(kind="single", stem=" 一\r\n二 ", options=["甲 \n 乙", "丙"], right=(1, 0)).fields()

    assert (typed["stem"], typed["options"], typed["right"]) == ("一\n二", ["甲 乙", "丙"], [0, 1])
