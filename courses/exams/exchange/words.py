"""The words a question bank is written in, from ``words.toml``."""

import tomllib
from pathlib import Path
from typing import Any

_DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))

# What a true-or-false question offers, "true" first.
TRUE_FALSE: tuple[str, str] = (_DATA["true_false"][0], _DATA["true_false"][1])
# What may stand for the letter of an answer to such a question.
ANSWERS: dict[str, str] = _DATA["answers"]
KINDS: dict[str, str] = _DATA["kinds"]
AIKEN: dict[str, list[str]] = _DATA["aiken"]
MARKUP: dict[str, frozenset[str]] = {name: frozenset(tags) for name, tags in _DATA["markup"].items()}
MOODLE_ELEMENTS: frozenset[str] = frozenset(_DATA["moodle"]["elements"])
# The code of the reason for each type of question that is refused by name.
MOODLE_REFUSED: dict[str, str] = {kind: code for code, kinds in _DATA["moodle"]["refused"].items() for kind in kinds}


def kind_words() -> list[str]:
    """Return the word for each kind that the template offers, in its order."""
    first: dict[str, str] = {}
    for word, kind in KINDS.items():
        first.setdefault(kind, word)
    return list(first.values())


def word_for(kind: str) -> str:
    """Return the word for a kind; for one that is not known the kind itself."""
    return next((word for word, each in KINDS.items() if each == kind), kind)
