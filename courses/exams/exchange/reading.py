"""What a reader hands on: the questions of a file and, of a sheet, the grid it stands in."""

from dataclasses import dataclass, field

from courses.exams.exchange.drafts import Draft, Finding
from lms.exchange.sheets import Grid


@dataclass
class Reading:
    """The questions of one file.

    :ivar form: ``"xlsx"``, ``"moodle"``, ``"gift"`` or ``"aiken"``.
    :ivar grid: the sheet, where there is one, and in ``places`` the columns of its fields: to mark what is wrong.
    :ivar parts: how many numbered questions were met, those of groups one by one.
    """

    form: str
    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    grid: Grid | None = None
    places: dict[str, int] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
