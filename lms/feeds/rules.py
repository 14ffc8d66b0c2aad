"""What a learning record is as a statement of xAPI 1.0.3.

The same record always gives the same statement: what may change later (a person's name, their place of work today)
is left out, so a store that is sent it twice finds nothing new.

Source: the xAPI 1.0.3 specification, part two; verbs and activity types of ADL and of the Tin Can registry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

VERSION = "1.0.3"
LANGUAGE = "zh-CN"
PLATFORM = "Xinglin"
_VERBS = "http://adlnet.gov/expapi/verbs/"
VOIDED = "voided"
Words = Callable[[str], str]
_TYPES = {
    "lesson": "http://adlnet.gov/expapi/activities/lesson",
    "course": "http://adlnet.gov/expapi/activities/course",
    "lecture": "http://adlnet.gov/expapi/activities/meeting",
    "practical": "http://adlnet.gov/expapi/activities/performance",
    "exam": "http://adlnet.gov/expapi/activities/assessment",
    "teaching": "http://id.tincanapi.com/activitytype/tutor-session",
}
# Hundredths of a point in the whole: scores are of 100 points.
_FULL = 10_000


@dataclass(frozen=True, kw_only=True)
class Told:
    """A learning record as others are told of it.

    :param reverses: the source key of the record that this one takes back; empty where it takes none back.
    """

    person_uid: UUID
    activity_key: str
    activity_kind: str
    activity_title: str
    role: str
    outcome: str
    mode: str
    minutes: int
    score_hundredths: int | None
    happened_at: datetime
    recorded_at: datetime
    source_key: str
    reverses: str = ""


def statement_id(home_page: str, source_key: str) -> str:
    """Return the id of the statement of a record: made of where it was recorded and its source key, for ever.

    >>> statement_id("https://xinglin.example", "live:checkin:17")
    '27dbce6c-5b02-5607-b243-cbd90f2879f4'
    """
    return str(uuid5(NAMESPACE_URL, f"{home_page}/xapi/records/{source_key}"))


def statement(told: Told, home_page: str, words: Words) -> dict[str, Any]:
    """Return the statement of a record; of a reversal, the statement that voids the one it takes back.

    :param words: says a verb in Chinese.
    """
    if told.reverses:
        target = {"objectType": "StatementRef", "id": statement_id(home_page, told.reverses)}
        head = _head(told, home_page, told.recorded_at)
        return {**head, "verb": _verb(VOIDED, words), "object": target}
    result = _result(told)
    return {
        **_head(told, home_page, told.happened_at),
        "verb": _verb(told.outcome, words),
        "object": _activity(told, home_page),
        **({"result": result} if result else {}),
        "context": {
            "platform": PLATFORM,
            "language": LANGUAGE,
            "extensions": {
                f"{home_page}/xapi/extensions/role": told.role,
                f"{home_page}/xapi/extensions/mode": told.mode,
            },
        },
    }


def _verb(verb: str, words: Words) -> dict[str, Any]:
    return {"id": f"{_VERBS}{verb}", "display": {"en-US": verb, LANGUAGE: words(verb)}}


def _head(told: Told, home_page: str, at: datetime) -> dict[str, Any]:
    account = {"homePage": home_page, "name": str(told.person_uid)}
    return {
        "id": statement_id(home_page, told.source_key),
        "version": VERSION,
        "actor": {"objectType": "Agent", "account": account},
        "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


def _activity(told: Told, home_page: str) -> dict[str, Any]:
    kind = _TYPES.get(told.activity_kind, f"{home_page}/xapi/kinds/{told.activity_kind}")
    return {
        "objectType": "Activity",
        "id": f"{home_page}/xapi/activities/{quote(told.activity_key, safe=':')}",
        "definition": {"name": {LANGUAGE: told.activity_title}, "type": kind},
    }


def _result(told: Told) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if told.score_hundredths is not None:
        said["score"] = {"raw": told.score_hundredths / 100}
        if told.score_hundredths <= _FULL:
            said["score"] |= {"scaled": told.score_hundredths / _FULL, "min": 0, "max": 100}
    if told.outcome in ("passed", "failed"):
        said["success"] = told.outcome == "passed"
    if told.outcome == "completed":
        said["completion"] = True
    if told.minutes:
        said["duration"] = f"PT{told.minutes}M"
    return said
