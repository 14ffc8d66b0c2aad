from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from lms.feeds.rules import Told, statement, statement_id
from tests.lms.feeds.lrs import faults_of

HOME = "https://xinglin.example"
TOLD = Told(
    person_uid=UUID(int=7),
    activity_key="live:lecture:3",
    activity_kind="lecture",
    activity_title="慢阻肺讲座",
    role="learner",
    outcome="attended",
    mode="online",
    minutes=90,
    score_hundredths=None,
    happened_at=datetime(2026, 11, 18, 20, 0, tzinfo=timezone(timedelta(hours=8))),
    recorded_at=datetime(2026, 11, 18, 12, 30, tzinfo=UTC),
    source_key="live:checkin:17",
)


def said(**changed):
    return statement(replace(TOLD, **changed), HOME, lambda verb: f"已{verb}")


def test_a_record_as_a_statement():
    assert said() == {
        "id": "27dbce6c-5b02-5607-b243-cbd90f2879f4",
        "version": "1.0.3",
        "actor": {"objectType": "Agent", "account": {"homePage": HOME, "name": str(UUID(int=7))}},
        "timestamp": "2026-11-18T12:00:00.000Z",
        "verb": {
            "id": "http://adlnet.gov/expapi/verbs/attended",
            "display": {"en-US": "attended", "zh-CN": "已attended"},
        },
        "object": {
            "objectType": "Activity",
            "id": f"{HOME}/xapi/activities/live:lecture:3",
            "definition": {"name": {"zh-CN": "慢阻肺讲座"}, "type": "http://adlnet.gov/expapi/activities/meeting"},
        },
        "result": {"duration": "PT90M"},
        "context": {
            "platform": "Xinglin",
            "language": "zh-CN",
            "extensions": {f"{HOME}/xapi/extensions/role": "learner", f"{HOME}/xapi/extensions/mode": "online"},
        },
    }


@pytest.mark.parametrize(
    ("outcome", "score", "result"),
    [
        ("completed", None, {"completion": True, "duration": "PT90M"}),
        (
            "passed",
            8550,
            {
                "score": {"raw": 85.5, "scaled": 0.855, "min": 0, "max": 100},
                "success": True,
                "duration": "PT90M",
            },
        ),
        (
            "failed",
            0,
            {"score": {"raw": 0.0, "scaled": 0.0, "min": 0, "max": 100}, "success": False, "duration": "PT90M"},
        ),
        ("attended", 12_000, {"score": {"raw": 120.0}, "duration": "PT90M"}),
    ],
)
def test_how_it_ended(outcome, score, result):
    assert said(outcome=outcome, score_hundredths=score)["result"] == result


def test_nothing_to_say_of_a_result_is_not_said():
    assert "result" not in said(minutes=0)


def test_a_reversal_voids_the_statement_of_what_it_takes_back():
    voiding = said(outcome="reversed", source_key="reversal:5", reverses="live:checkin:17")
    assert voiding["verb"]["id"] == "http://adlnet.gov/expapi/verbs/voided"
    assert voiding["object"] == {"objectType": "StatementRef", "id": said()["id"]}
    assert voiding["timestamp"] == "2026-11-18T12:30:00.000Z"
    assert "context" not in voiding


def test_a_kind_that_no_registry_knows_has_an_address_of_ours():
    assert said(activity_kind="self_study")["object"]["definition"]["type"] == f"{HOME}/xapi/kinds/self_study"


def test_two_installations_never_share_an_id():
    assert statement_id(HOME, "live:checkin:17") != statement_id("https://other.example", "live:checkin:17")


@pytest.mark.parametrize("kind", ["lesson", "course", "lecture", "practical", "exam", "teaching", "placement", "other"])
@pytest.mark.parametrize("outcome", ["completed", "attended", "passed", "failed"])
def test_every_statement_keeps_to_the_specification(kind, outcome):
    assert faults_of(said(activity_kind=kind, outcome=outcome, score_hundredths=6000, activity_key="a b/ü:1")) == []
