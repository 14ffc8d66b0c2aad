"""Coverage programmes and their figures."""

from datetime import date

from django.utils.translation import gettext_noop
from ninja import Field, Schema

from lms.api.reading import Day
from lms.api.shapes.coverage import PLACE


class ProgrammeOut(Schema):
    """A promise that certain people are trained within a period."""

    id: int
    code: str
    name: str
    division_id: int
    keeper_id: int
    starts_on: date
    ends_on: date


class MeasuredOut(Schema):
    """What a programme has reached at a place. Counts are people, each counted once; minutes and credits are sums."""

    due: int
    started: int
    covered: int
    open: int
    overdue: int = Field(description=gettext_noop("neither covered nor on leave, and late"))
    on_leave: int = Field(description=gettext_noop("due too, and counted apart"))
    minutes: int
    credits_hundredths: int
    tenths: int | None = Field(
        description=gettext_noop("share covered in tenths of a percent; null where nobody is due")
    )


class LineOut(Schema):
    """One place with what was reached there."""

    place: str
    name: str
    measured: MeasuredOut


class ReachedOut(Schema):
    """A place and what lies directly below it: as kept up to the minute, or at the end of a day that is over."""

    place: str
    name: str
    as_of: date
    rule_version: int | None = Field(description=gettext_noop("null before the first rule"))
    waiting: int = Field(description=gettext_noop("people still to be counted anew"))
    total: MeasuredOut
    rows: list[LineOut]


class AskedPlace(Schema):
    """Which place."""

    place: str = Field("all", pattern=PLACE, description=gettext_noop("all, or the place of a row"))
    as_of: Day | None = Field(
        None, description=gettext_noop("a day that is over, at its end, as it is known now; today without it")
    )
