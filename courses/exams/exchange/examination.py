"""What a look at a file of questions found."""

from dataclasses import dataclass, field
from typing import Any

from courses.exams.exchange.drafts import Draft, Finding
from courses.exams.exchange.reading import Reading
from courses.exams.models import Question, QuestionVersion
from lms.people.models import Organisation, Person
from lms.records.models import Subject


@dataclass(frozen=True)
class Onto:
    """Where the questions are to go, and whose scope bounds it."""

    importer: Person
    subject: Subject | None = None
    keeper: Organisation | None = None
    leave_out_faulty: bool = False


@dataclass
class Planned:
    """One question to write: new, or a new version of ``question``."""

    draft: Draft
    subject: Subject
    question: Question | None = None
    before: QuestionVersion | None = None


@dataclass(frozen=True)
class Alike:
    """A question that says what ``question`` of the bank, or the draft at ``other_row``, says already."""

    draft: Draft
    percent: int
    question: Question | None = None
    other_row: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Examination:
    """Only one without faults and without open twins may be written.

    :ivar faults: what keeps the file from being written.
    :ivar left_out: questions with faults that the importer chose to do without, and those a person answered to skip.
    """

    reading: Reading | None = None
    faults: list[tuple[Finding, str]] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    unchanged: int = 0
    left_out: int = 0
    faulty: int = 0
    twins: list[Alike] = field(default_factory=list)
    open_twins: int = 0
    blocked: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether the file has to be mended before any of it is written."""
        return self.blocked or not (self.planned or self.unchanged or self.twins)

    @property
    def counts(self) -> dict[str, int]:
        """The figures of the report."""
        new = sum(1 for each in self.planned if each.question is None)
        return {
            "rows": len(self.reading.drafts) if self.reading else 0,
            "new": new,
            "changed": len(self.planned) - new,
            "unchanged": self.unchanged,
            "left_out": self.left_out,
            "faults": len(self.faults),
            "faulty": self.faulty,
            "twins": len(self.twins),
        }
