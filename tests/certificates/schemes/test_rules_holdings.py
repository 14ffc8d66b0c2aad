"""What a plan holds against what is asked."""

from dataclasses import dataclass

import pytest

from certificates.schemes.rules.holdings import Holding, beyond

PLAN = [Holding("online", 180), Holding("online", 120), Holding("onsite", 90), Holding("practice", 480)]


@dataclass
class Asked:
    measure: str = "count"
    target: int = 1
    activity_kind: str = "lecture"
    mode: str = ""
    depth: int = 0
    role: str = "learner"
    activity_id: int | None = None
    each_activity_once: bool = True


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        pytest.param(Asked(target=3), None, id="as-many-lectures"),
        pytest.param(Asked(target=4), 3, id="more-lectures"),
        pytest.param(Asked(target=3, mode="online"), 2, id="more-online"),
        pytest.param(Asked(target=2, mode="onsite"), 1, id="no-lecture-in-practice"),
        pytest.param(Asked(target=3, activity_kind="course"), 2, id="courses"),
        pytest.param(Asked(target=3, activity_kind="practical"), 2, id="practicals"),
        pytest.param(Asked(target=870, measure="minutes", activity_kind=""), None, id="all-minutes"),
        pytest.param(Asked(target=871, measure="minutes", activity_kind=""), 870, id="one-minute-more"),
        pytest.param(Asked(target=391, measure="minutes"), 390, id="minutes-of-lectures"),
        pytest.param(Asked(target=99, activity_kind="exam"), None, id="exams-stand-in-no-plan"),
        pytest.param(Asked(target=99, activity_kind="teaching", measure="sessions"), None, id="nor-teaching"),
        pytest.param(Asked(target=99, each_activity_once=False), None, id="one-lecture-many-times"),
        pytest.param(Asked(target=99, role="teacher"), None, id="who-teaches"),
        pytest.param(Asked(target=99, activity_id=1), None, id="one-activity-is-looked-at-elsewhere"),
        pytest.param(Asked(target=9999, measure="minutes", activity_kind="exam"), None, id="minutes-of-exams"),
        pytest.param(Asked(target=99, measure="days"), None, id="days"),
    ],
)
def test_finds_what_is_more_than_the_plan_holds(asked, held):
    assert beyond([asked], PLAN, []) == (None if held is None else (0, held))


def test_the_timetable_may_hold_more_than_the_plan():
    thursdays = [Holding("online", 60)] * 4
    assert beyond([Asked(target=4)], PLAN, thursdays) is None
    assert beyond([Asked(target=5)], PLAN, thursdays) == (0, 4)


def test_a_class_without_a_plan_is_not_judged():
    assert beyond([Asked(target=99)], [], [Holding("online", 60)]) is None


@pytest.mark.parametrize(("measure", "found"), [("all", (2, 3)), ("any", None), ("some", None)])
def test_what_may_be_chosen_against_something_else_is_not_impossible(measure, found):
    outline = [Asked(measure="all"), Asked(measure=measure, depth=1), Asked(target=9, depth=2)]
    assert beyond(outline, PLAN, []) == found
