"""Learning records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop
from ninja import Field, Schema

from lms.api.reading import Instant, Key
from lms.records.models import Activity, LearningRecord


class ActivityOut(Schema):
    """What was done."""

    id: int
    kind: Activity.Kind
    title: str


class RecordOut(Schema):
    """One thing one person did. It is never changed: a correction is a record that reverses it."""

    id: int
    source_key: str = Field(description=gettext_noop("names the deed for ever"))
    person_uid: UUID
    activity: ActivityOut
    role: LearningRecord.Role
    outcome: LearningRecord.Outcome
    mode: Activity.Mode
    minutes: int
    score_hundredths: int | None = Field(description=gettext_noop("hundredths of a point"))
    happened_at: datetime
    recorded_at: datetime
    workplace_id: int | None = Field(description=gettext_noop("where the person worked at the time"))
    reverses_id: int | None = Field(description=gettext_noop("the record that this one takes back"))

    @staticmethod
    def resolve_person_uid(record: LearningRecord) -> UUID:
        """Return the person's number for programs."""
        return record.person.uid


class RecordDetail(RecordOut):
    """One record with its evidence."""

    evidence: dict[str, Any]
    reversed_by_id: int | None = Field(description=gettext_noop("the record that takes this one back"))

    @staticmethod
    def resolve_reversed_by_id(record: LearningRecord) -> int | None:
        """Return the number of the reversal, where there is one."""
        reversal: LearningRecord | None = getattr(record, "reversal", None)
        return reversal.pk if reversal else None


class RecordFilters(Schema):
    """Which records."""

    person: UUID | None = None
    institution: Key | None = Field(None, description=gettext_noop("number of the institution they worked at then"))
    kind: Activity.Kind | None = None
    outcome: LearningRecord.Outcome | None = None
    happened_from: Instant | None = None
    happened_before: Instant | None = None
    recorded_from: Instant | None = Field(
        None, description=gettext_noop("only what was written since this instant; to keep a copy, go on from resume")
    )
    standing: bool | None = Field(
        None, description=gettext_noop("true: only what counts; false: only what was taken back")
    )
