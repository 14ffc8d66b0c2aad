import doctest
from datetime import UTC, date, datetime

import pytest

from certificates.schemes import rules
from certificates.schemes.queries.states import RequirementState, arranged
from certificates.schemes.queries.trainee import TraineeView
from certificates.schemes.rules import completion, tree, wording


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.mark.parametrize("module", [completion, tree, wording])
def test_docstrings_are_true(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("measure", "kind", "missing", "said"),
    [
        ("count", "lecture", 1, "1 lecture"),
        ("count", "teaching", 3, "3 teaching sessions"),
        ("count", "", 2, "慢病学习: 2 times"),
        ("minutes", "lecture", 90, "慢病学习: 90 minutes"),
        ("credits", "", 650, "慢病学习: 6.5 credits"),
        ("pass", "exam", 1, "1 exam"),
        ("pass", "", 1, "慢病学习"),
        ("pass", "practical", 1, "慢病学习"),
        ("level", "practical", 1, "慢病学习"),
        ("days", "practical", 2, "慢病学习: 2 days"),
        ("sessions", "teaching", 2, "2 teaching sessions"),
        ("some", "", 1, "慢病学习: 1 more of it"),
    ],
)
def test_shortfall_is_said_in_few_words(measure, kind, missing, said):
    assert rules.shortfall(measure, kind, missing, "慢病学习") == said


def test_like_is_added_to_like():
    open_ = [
        ("count", "exam", 1, "期中考试"),
        ("minutes", "", 60, "线上学习"),
        ("pass", "exam", 1, "结业考试"),
        ("minutes", "", 30, "线上学习"),
        ("credits", "", 100, "线上学习"),
    ]

    assert rules.shortfalls(open_) == ["2 exams", "线上学习: 90 minutes", "线上学习: 1 credits"]


@pytest.mark.parametrize(("number", "said"), [(0, "not passed yet"), (1, "passed")])
def test_a_pass_is_said_as_one(number, said):
    assert rules.amount("pass", number) == said


@pytest.mark.parametrize(("number", "said"), [(0, "not reached yet"), (1, "reached")])
def test_a_level_is_said_as_one(number, said):
    assert rules.amount("level", number) == said


def state(number, measure, depth, *, met=False, value=0, target=1, **more):
    moment = datetime(2026, 5, 1, tzinfo=UTC) if met else None
    return RequirementState(number, f"第{number}项", measure, "", target, value, moment, depth=depth, **more)


def view(*states):
    day = date(2026, 5, 1)
    return TraineeView(1, 1, "培训", "一班", day, None, None, "", day, "running", arranged(states, day), day)


def test_what_is_missing_is_said_in_the_largest_pieces():
    found = view(
        state(0, "count", 0, met=True),
        state(1, "all", 0, target=2),
        state(2, "minutes", 1, target=90, value=30),
        state(3, "some", 1, target=2, value=1),
        state(4, "count", 2, met=True),
        state(5, "count", 2),
        state(6, "any", 0, met=True, value=1),
        state(7, "count", 1),
        state(8, "pass", 0),
    )

    assert [each.requirement_id for each in found.missing] == [2, 3, 8]
    assert found.missing_texts == ["第2项: 60 minutes", "第3项: 1 more of it", "第8项"]
    assert (found.done_count, len(found.heads)) == (2, 4)


def test_a_group_says_how_many_of_how_many_and_binds_its_parts_to_its_deadline():
    group, part, other = view(
        state(0, "some", 0, target=2, value=1, due_days=10), state(1, "count", 1, met=True), state(2, "days", 1)
    ).requirements

    assert group.group_text == "all of these 2, 1 to go"
    assert {each.due_on for each in (group, part, other)} == {date(2026, 5, 10)}
    assert (group.is_group, other.is_group, other.indent, group.indent) == (True, False, "› ", "")


def test_who_is_exempted_has_a_full_bar_and_a_reason_in_the_cell():
    waived = state(
        0, "count", 0, met=True, target=5, exempt_reason="已有证书", exempt_at=datetime(2026, 5, 1, tzinfo=UTC)
    )

    assert (waived.shown, waived.cell_text) == (5, "exempted: 已有证书")


@pytest.mark.parametrize(("met", "said"), [(True, "✓ 3 times"), (False, "3 times / 5 times")])
def test_a_cell_says_what_is_reached_of_what(met, said):
    assert state(0, "count", 0, met=met, value=3, target=5).cell_text == said


@pytest.mark.parametrize(("measure", "said"), [("some", "2 parts"), ("days", "2 days"), ("minutes", "2 minutes")])
def test_an_amount_has_the_unit_of_its_measure(measure, said):
    assert rules.amount(measure, 2) == said


@pytest.mark.parametrize(("records_at", "exempt_at", "met_at"), [(1, 2, 1), (2, 1, 1), (None, 2, 2), (2, None, 2)])
def test_an_exemption_meets_what_the_records_had_not_met_before(records_at, exempt_at, met_at):
    moments = {day: datetime(2026, 5, day, tzinfo=UTC) for day in (1, 2)}
    reached = rules.Reached(3, moments.get(records_at))

    (found,) = rules.roll_up([state(0, "count", 0)], [reached], [moments.get(exempt_at)], [None])

    assert found == rules.Reached(3, moments[met_at])
