"""What is asked, and when a question is sound."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

# What options are called, in the order in which they stand.
LETTERS = "ABCDEFGHIJ"
MOST_OPTIONS = len(LETTERS)
LONGEST_STEM = 5000
LONGEST_OPTION = 500
# Kinds whose version holds several questions under one stem, or over one set of options.
GROUPS = ("a3", "b1", "case")
# Kinds of which one option at most may be chosen.
ONE_CHOICE = ("single", "a2", "a3", "b1", "true_false")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing that is asked and answered.

    :param right: indexes into ``options``.
    :param rubric: how a short answer is marked.
    :param stage: in a case, when it is asked: 1, 2, 3 …; elsewhere 1.
    """

    stem: str = ""
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    explanation: str = ""
    rubric: str = ""
    stage: int = 1


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The wording of a question, whatever its kind.

    :param stem: the question, or what the questions of a group have in common.
    :param options: as in :class:`Part`; of the kind ``b1`` those that all its parts share.
    :param parts: the questions of a group; empty for other kinds.
    """

    kind: str
    stem: str
    options: Sequence[str] = ()
    right: Sequence[int] = ()
    explanation: str = ""
    rubric: str = ""
    difficulty: int = 1
    parts: Sequence[Part] = ()

    def fields(self) -> dict[str, Any]:
        """Return the wording as the fields of a version, in the one form that is stored."""
        return {
            "kind": self.kind,
            **_texts(self),
            "difficulty": self.difficulty,
            "parts": [_stored(part) for part in self.parts],
        }


def _stored(part: Part) -> dict[str, Any]:
    return {**_texts(part), "stage": part.stage}


def _texts(words: Wording | Part) -> dict[str, Any]:
    return {
        "stem": _plain(words.stem),
        # An option is one line, as it is typed.
        "options": [" ".join(option.split()) for option in words.options],
        "right": sorted(words.right),
        "explanation": _plain(words.explanation),
        "rubric": _plain(words.rubric),
    }


def _plain(text: str) -> str:
    # Browsers end lines in two signs, files in one: the same text is the same version.
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def letters(indexes: Iterable[int]) -> str:
    """Return options as their letters.

    >>> letters([0, 2])
    'AC'
    """
    return "".join(LETTERS[index] for index in indexes)


def is_index(value: object, length: int) -> bool:
    """Say whether ``value`` is a whole number that can point into something of ``length``."""
    return type(value) is int and 0 <= value < length
