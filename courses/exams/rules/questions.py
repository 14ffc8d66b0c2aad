"""What is asked, and when a question is sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Options are lettered A to J.
MOST_OPTIONS = 10
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
            "stem": self.stem.strip(),
            "options": [option.strip() for option in self.options],
            "right": sorted(self.right),
            "explanation": self.explanation.strip(),
            "rubric": self.rubric.strip(),
            "difficulty": self.difficulty,
            "parts": [_stored(part) for part in self.parts],
        }


def _stored(part: Part) -> dict[str, Any]:
    return {
        "stem": part.stem.strip(),
        "options": [option.strip() for option in part.options],
        "right": sorted(part.right),
        "explanation": part.explanation.strip(),
        "rubric": part.rubric.strip(),
        "stage": part.stage,
    }


def question_fault(kind: str, stem: str, options: Sequence[object], right: Sequence[object]) -> str | None:
    """Return what is wrong with a question, as a code, or ``None``.

    :param right: indexes into ``options``.

    >>> question_fault("single", "Which?", ["this", "that"], [1]) is None
    True
    >>> question_fault("single", "Which?", ["this", "that"], [0, 1])
    'one_right'
    """
    return _text_fault(stem, options) or _key_fault(kind, len(options), right)


def _text_fault(stem: str, options: Sequence[object]) -> str | None:
    if not isinstance(stem, str) or not stem.strip():
        return "no_stem"
    if len(stem) > LONGEST_STEM:
        return "long_stem"
    texts = [each.strip() for each in options if isinstance(each, str) and len(each) <= LONGEST_OPTION]
    if len(texts) != len(options) or not all(texts):
        return "bad_option"
    if len(set(texts)) != len(texts):
        return "same_options"
    return None


def _key_fault(kind: str, options: int, right: Sequence[object]) -> str | None:
    if not 2 <= options <= MOST_OPTIONS:
        return "option_count"
    if kind == "true_false" and options != 2:
        return "two_options"
    if not right or len(set(right)) != len(right) or not all(is_index(each, options) for each in right):
        return "bad_key"
    if kind in ("single", "true_false"):
        return None if len(right) == 1 else "one_right"
    if kind == "multiple":
        return None if len(right) >= 2 else "several_right"
    return "unknown_kind"


def is_index(value: object, length: int) -> bool:
    """Say whether ``value`` is a whole number that can point into something of ``length``."""
    return type(value) is int and 0 <= value < length
