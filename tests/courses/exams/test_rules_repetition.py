"""When a wrong answer is asked again."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from courses.exams.rules.repetition import answered, new_card

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_new_card_is_due_at_once_and_is_json():
    card = new_card(MONDAY)

    assert json.loads(json.dumps(card)) == card
    assert datetime.fromisoformat(card["due"]) == MONDAY


def test_a_wrong_answer_comes_back_in_the_same_sitting():
    step = answered(new_card(MONDAY), right=False, at=MONDAY)

    assert step.due_at - MONDAY == timedelta(minutes=10)
    assert not step.is_mastered


def test_right_answers_come_back_later_and_later_until_the_question_is_mastered():
    state, at, days = new_card(MONDAY), MONDAY, []
    for _ in range(6):
        step = answered(state, right=True, at=at)
        days.append((step.due_at - at).days)
        if step.is_mastered:
            break
        state, at = step.state, step.due_at

    assert step.is_mastered
    assert len(days) == 3
    assert days == sorted(days)


def test_forgetting_brings_it_back_today():
    learnt = answered(new_card(MONDAY), right=True, at=MONDAY)
    forgotten = answered(learnt.state, right=False, at=learnt.due_at)

    assert forgotten.due_at - learnt.due_at == timedelta(minutes=10)
    assert not forgotten.is_mastered


def test_the_same_answers_give_the_same_days_in_any_time_zone():
    here = MONDAY.astimezone(ZoneInfo("Asia/Shanghai"))

    assert answered(new_card(here), right=True, at=here) == answered(new_card(MONDAY), right=True, at=MONDAY)
