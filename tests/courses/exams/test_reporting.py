"""The exam papers in the report on a class."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from courses.exams.reporting import papers
from tests.factories.exams import (
    ExamFactory,
    QuestionMediaFactory,
    QuestionVersionFactory,
    SittingFactory,
    SittingItemFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_closed", [True, False])
def test_every_question_stands_in_the_report_with_answers_once_the_exam_has_closed(is_closed, at):
    part = {"stem": "第一问", "options": ["甲", "乙"], "right": [1], "explanation": "讲", "rubric": "", "stage": 1}
    group = QuestionVersionFactory(kind="a3", stem="病例", options=[], right=[], parts=[part, part], explanation="总")
    alone = QuestionVersionFactory(stem=f"看 {QuestionMediaFactory(alt='胸片').marker()}")
    exam = ExamFactory(closes_at=at - timedelta(days=1) if is_closed else at + timedelta(days=1))
    sitting = SittingFactory(exam=exam, started_at=at - timedelta(days=2))
    for position, (version, index) in enumerate([(group, 0), (group, 1), (alone, 0)], start=1):
        SittingItemFactory(sitting=sitting, position=position, version=version, part=index)
    asked = SimpleNamespace(activity_ids=[exam.activity_id], person_ids=[sitting.person_id], as_of=at)

    (told,) = papers(asked)

    html = told.content.decode()
    assert (html.count("第一问"), html.count("病例"), "看 [胸片]" in html) == (2, 1, True)
    assert (html.count("✓"), html.count("总")) == ((3, 1) if is_closed else (0, 0))
