"""A paper as it is shown: groups, stages, short answers, and what a review adds."""

from dataclasses import asdict

import pytest
from django.template.loader import render_to_string

from courses.exams import queries
from tests.factories.exams import (
    KeyCorrectionFactory,
    QuestionMediaFactory,
    QuestionVersionFactory,
    SittingFactory,
    SittingItemFactory,
    StageReachedFactory,
)

pytestmark = pytest.mark.django_db


def part(stem, *, right=(0,), stage=1, options=("甲", "乙"), explanation=""):
    return {
        "stem": stem,
        "options": list(options),
        "right": list(right),
        "explanation": explanation,
        "rubric": "",
        "stage": stage,
    }


@pytest.fixture
def sitting():
    return SittingFactory()


def put(sitting, version, *, first=1, order=(1, 0), **more):
    return [
        SittingItemFactory(
            sitting=sitting, version=version, part=index, position=first + index, order=list(order), **more
        )
        for index in range(version.part_count)
    ]


def group(kind, *parts, **texts):
    return QuestionVersionFactory(
        **{"kind": kind, "stem": "某患者病例", "options": [], "right": [], "parts": [*parts], **texts}
    )


def page(sitting, **more):
    return "".join(
        (render_to_string("courses/exams/_group.html", {"group": item.group}) if item.group else "")
        + render_to_string("courses/exams/_item.html", {"item": item, "sitting": sitting})
        for item in queries.paper(sitting, **more)
        if not item.is_sealed
    )


def test_a_shared_text_stands_once_before_its_questions(sitting):
    put(sitting, QuestionVersionFactory(options=["甲", "乙"], right=[0]))
    put(sitting, group("a3", part("第一问"), part("第二问")), first=2)

    items = queries.paper(sitting)

    assert [item.group and (item.group.first, item.group.last) for item in items] == [None, (2, 3), None]
    html = page(sitting)
    assert html.count("某患者病例") == 1
    assert html.index("某患者病例") < html.index("第一问") < html.index("第二问")
    assert [option.text for option in items[1].options] == ["乙", "甲"]


def test_shared_options_stand_once_and_each_question_has_their_letters(sitting):
    put(sitting, group("b1", part("头痛", options=()), part("咳嗽", options=()), options=["茶碱", "硝酸甘油"]))

    first, second = queries.paper(sitting)

    assert [(option.letter, option.text) for option in first.group.options] == [("A", "硝酸甘油"), ("B", "茶碱")]
    assert (first.shares_options, second.group) == (True, None)
    assert page(sitting).count("<li") == 2


def test_stages_not_reached_are_sealed_and_former_ones_closed(sitting, django_assert_num_queries):
    version = group("case", part("一"), part("二", stage=2), part("三", stage=2), part("四", stage=3))
    put(sitting, version)

    def states():
        return [(item.is_closed, item.is_sealed, item.opens_stage) for item in queries.paper(sitting)]

    assert states() == [(False, False, False), (False, True, True), (False, True, False), (False, True, True)]
    assert "二" not in page(sitting)
    StageReachedFactory(sitting=sitting, version=version)
    with django_assert_num_queries(3):
        assert states() == [(True, False, False), (False, False, True), (False, False, False), (False, True, True)]
    assert queries.paper(sitting)[0].group.last == 3
    assert queries.paper(sitting)[0].group.has_stages
    assert "disabled" in page(sitting)
    assert 'type="checkbox"' in page(sitting)


def test_a_short_answer_is_written_and_shown_again(sitting):
    version = QuestionVersionFactory(kind="short", options=[], right=[], rubric="两点", explanation="")
    (item,) = put(sitting, version, order=())
    assert 'name="text-1"' in page(sitting)
    assert "两点" not in page(sitting)
    item.chosen, item.text = [], "戒烟<b>"
    item.save()

    (reviewed,) = queries.paper(sitting, review=True)

    assert (reviewed.text, reviewed.rubric, reviewed.is_unmarked, reviewed.answered) == ("戒烟<b>", "两点", True, True)
    html = render_to_string("courses/exams/_review.html", {"item": reviewed})
    assert "戒烟&lt;b&gt;" in html
    assert "戒烟&lt;b&gt;" in page(sitting)


def test_nothing_right_is_told_before_a_review(sitting):
    put(sitting, QuestionVersionFactory(explanation="因为", options=["甲", "乙"], right=[1], rubric="要点"))

    (item,) = queries.paper(sitting)

    assert not any(option.right for option in item.options)
    assert (item.explanation, item.rubric) == ("", "")
    assert "因为" not in str(asdict(item))


def test_a_review_tells_key_points_and_explanations(sitting):
    version = group("a3", part("一", explanation="先"), part("二"), explanation="总讲解")
    first, second = put(sitting, version, points=2, earned_hundredths=200)
    second.earned_hundredths = 100
    second.save()
    first.chosen = [0]
    first.save()

    items = queries.paper(sitting, review=True)

    assert [item.explanation for item in items] == ["先", "总讲解"]
    assert [(item.is_full, item.is_part_right) for item in items] == [(True, False), (False, True)]
    assert [(option.text, option.right, option.chosen) for option in items[0].options] == [
        ("乙", False, False),
        ("甲", True, True),
    ]
    html = "".join(render_to_string("courses/exams/_review.html", {"item": item}) for item in items)
    assert html.count("某患者病例") == 1


@pytest.mark.parametrize(
    ("rule", "right", "void"),
    [("replace", {2}, False), ("accept_also", {1, 2}, False), ("void", {1}, True)],
)
def test_a_review_tells_the_corrected_key(sitting, rule, right, void):
    version = QuestionVersionFactory()
    put(sitting, version, order=(3, 1, 0, 2))
    KeyCorrectionFactory(version=version, rule="replace", right=[0])
    KeyCorrectionFactory(version=version, rule=rule, right=[2])

    (item,) = queries.paper(sitting, review=True)

    shown = {index for option, index in zip(item.options, (3, 1, 0, 2), strict=True) if option.right}
    assert (shown, item.is_void) == (right, void)


def test_pictures_of_a_whole_paper_cost_one_query_once(sitting, django_assert_num_queries):
    media = QuestionMediaFactory.create_batch(2)
    for place, each in enumerate(media, start=1):
        put(sitting, QuestionVersionFactory(stem=each.marker(), options=["甲", "乙"], right=[0]), first=place)

    with django_assert_num_queries(3):
        assert page(sitting).count('class="question__picture"') == 2
    with django_assert_num_queries(2):
        page(sitting)
