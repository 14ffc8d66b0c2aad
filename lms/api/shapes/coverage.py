"""Coverage figures, and the names behind them."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_noop
from ninja import Field, Schema

from lms.api.reading import Day, Key
from lms.coverage.queries import Which

PLACE = r"^(all|(division|institution)-\d{1,18})$"


class SchemeOut(Schema):
    """A training scheme whose coverage can be asked for."""

    id: int
    code: str
    name: str


class RosterOut(Schema):
    """A list of people who are due."""

    id: int
    name: str
    made_on: date


class Asked(Schema):
    """A scheme, a roster and a day."""

    scheme: Key
    roster: Key
    as_of: Day | None = Field(None, description=gettext_noop("the end of this day; today where it is left out"))
    place: str = Field("all", pattern=PLACE, description=gettext_noop("all, or the place of a row"))


class AskedNames(Asked):
    """Which names."""

    which: Which = Which.DUE


class FiguresOut(Schema):
    """Counts of people, each counted once."""

    due: int
    covered: int
    open: int
    tenths: int | None = Field(
        description=gettext_noop("share covered in tenths of a percent; null where nobody is due")
    )


class RowOut(Schema):
    """One place with its figures."""

    place: str
    name: str
    figures: FiguresOut


class TreeOut(Schema):
    """A place and what lies directly below it; the rows add up to the total."""

    place: str
    name: str
    as_of: date
    total: FiguresOut
    rows: list[RowOut]


class NameOut(Schema):
    """Somebody who is due."""

    person_uid: UUID
    name: str
    id_number_masked: str
    workplace_id: int
    joined_on: date
    state: str = Field(description=gettext_noop("covered, running, failed, withdrawn or absent"))
    covered_on: date | None
