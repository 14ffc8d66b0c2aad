import pytest

from courses.exams.exchange.twins import Index, meaning, plain

LONG = "男六十七岁咳嗽咳痰二十年活动后气短五年吸烟四十年查体桶状胸双肺呼吸音减弱最可能的诊断是"


def twin(one, other):
    return Index({0: one, -1: other}).twin(-1, above=-1)


def test_width_case_punctuation_spaces_and_the_order_of_options_say_nothing():
    one = meaning("诊断 COPD，首选？", [("", ["肺功能", "胸片"])])
    other = meaning("诊断ｃｏｐｄ首选", [("", ["胸片。", "肺功能"])])

    assert one == other
    assert twin(one, other).percent == 100


@pytest.mark.parametrize(
    ("other", "percent"), [(LONG.replace("六十七", "六十八"), 86), ("请问" + LONG, 95), (LONG[:20], None), ("甲", None)]
)
def test_near_texts_are_found_and_others_are_not(other, percent):
    found = twin(LONG, other)

    assert (found.percent if found else None) == percent


def test_the_nearest_of_several_is_named_and_only_those_before():
    texts = {0: "无关" * 20, 5: LONG + "一二三", 7: LONG + "一", -1: LONG, -2: LONG}
    index = Index(texts)

    assert index.twin(-1, above=-1).name == 7
    assert (index.twin(-2, above=-2).name, index.twin(-2, above=-2).percent) == (-1, 100)


def test_texts_that_share_only_what_everybody_says_are_apart():
    texts = {name: f"下列关于{word}的叙述错误的是{word}{word}" for name, word in enumerate("甲乙丙丁戊己庚辛")}
    index = Index(texts)

    assert [index.twin(name, above=name) for name in texts] == [None] * 8


def test_an_empty_text_has_no_letters():
    assert (plain(" ，。"), twin("", "甲乙丙")) == ("", None)
