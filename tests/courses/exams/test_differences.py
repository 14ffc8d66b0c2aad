"""What a version says differently."""

from courses.exams.rules import Change, Part, Run, Wording, changes
from courses.exams.rules.differences import runs


def wording(**more):
    return Wording(**{"kind": "single", "stem": "哪个？", "options": ["甲", "乙"], "right": [0], **more})


def test_nothing_changed():
    assert changes(wording(), wording()) == []


def test_each_change_is_named():
    found = changes(wording(), wording(kind="multiple", options=["甲", "丙", "丁"], right=[0, 2], difficulty=3))

    assert found == [
        Change("kind", (Run("-", "single"), Run("+", "multiple"))),
        Change("options", (Run("-", "乙"), Run("+", "丙")), 2),
        Change("options", (Run("+", "丁"),), 3),
        Change("right", (Run("", "A"), Run("+", "C"))),
        Change("difficulty", (Run("-", "1"), Run("+", "3"))),
    ]


def test_changes_in_parts_name_the_part():
    one, two = Part(stem="一", options=("甲", "乙"), right=(0,)), Part(stem="二", right=(1,), stage=2)
    before = Wording(kind="case", stem="例", parts=[one])

    found = changes(before, Wording(kind="case", stem="例", parts=[one, two]))

    assert [(change.field, change.part) for change in found] == [("stage", 2), ("stem", 2), ("right", 2)]


def test_long_texts_stand_one_after_the_other():
    assert runs("一" * 3001, "二") == (Run("-", "一" * 3001), Run("+", "二"))


def test_a_single_sign_between_two_changes_joins_them():
    assert runs("甲的乙", "丙的丁") == (Run("-", "甲的乙"), Run("+", "丙的丁"))
