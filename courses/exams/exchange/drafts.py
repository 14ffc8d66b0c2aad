"""Questions as a file gives them: the one form that every reader makes and every check understands."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

GROUPS = frozenset({"a3", "b1", "case"})


@dataclass(frozen=True)
class Finding:
    """Something to say about a place of a file: ``row`` is its row or line, 0 the file as a whole.

    A note tells what was left out or changed; a fault keeps the question from being taken in.
    """

    row: int
    field: str
    code: str
    data: dict[str, Any] = dataclasses.field(default_factory=dict)
    is_note: bool = False


@dataclass(frozen=True)
class Medium:
    """A picture or sound that came with the file. ``uid`` is what our own export called it, or nothing."""

    name: str
    content: bytes
    uid: str = ""


@dataclass
class DraftPart:
    """One numbered question of a group."""

    row: int
    stem: str = ""
    options: list[str] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    explanation: str = ""
    rubric: str = ""
    stage: int = 1


@dataclass
class Draft:
    """One question, with everything that is wrong with it.

    :ivar row: the row or line where it begins; ``number`` is its place among the questions, from 1.
    :ivar difficulty: 1 to 5, or 0 where the file does not say.
    :ivar media: its files by the key their markers name.
    """

    row: int
    number: int = 0
    title: str = ""
    code: str = ""
    kind: str = ""
    subject: str = ""
    category: Sequence[str] = ()
    unit: str = ""
    difficulty: int = 0
    stem: str = ""
    options: list[str] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    explanation: str = ""
    rubric: str = ""
    parts: list[DraftPart] = field(default_factory=list)
    media: dict[str, Medium] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def faults(self) -> list[Finding]:
        """What keeps it from being taken in."""
        return [each for each in self.findings if not each.is_note]

    @property
    def asked(self) -> "list[Draft | DraftPart]":
        """The question itself and its parts: whatever has texts."""
        return [self, *self.parts]

    @property
    def label(self) -> str:
        """A few words by which a person knows the question again."""
        text = self.title or self.stem or next((part.stem for part in self.parts if part.stem), "")
        return " ".join(text.split())[:60]

    def fault(self, code: str, /, column: str = "", *, row: int = 0, **data: Any) -> None:
        """Say what is wrong."""
        self.findings.append(Finding(row or self.row, column, code, data))

    def note(self, code: str, /, column: str = "", *, row: int = 0, **data: Any) -> None:
        """Say what is left out or taken another way; once a question is enough."""
        finding = Finding(row or self.row, column, code, data, is_note=True)
        if finding not in self.findings:
            self.findings.append(finding)
