"""Options and the letters of right answers, as people fill them in."""

import re

from courses.exams.exchange.columns import OPTIONS
from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.words import ANSWERS, TRUE_FALSE
from courses.exams.rules import LETTERS

_BETWEEN = re.compile(r"[\s,;\u3001\uff0c\uff1b/|]+")
_LETTERED = re.compile(r"([A-Ja-j])\s*[.\uff0e\u3001:\uff1a)\uff09]\s*(?=\S)")


def options_of(draft: Draft, cells: dict[str, str], row: int, *, literal: bool) -> list[str]:
    """Return the options of a row; an empty one between two others is a fault."""
    given = [cells.get(field, "") for field in OPTIONS]
    while given and not given[-1]:
        given.pop()
    if "" in given:
        empty = given.index("")
        following = next(place for place in range(empty, len(given)) if given[place])
        draft.fault("option_gap", OPTIONS[empty], row=row, letter=LETTERS[following], empty=LETTERS[empty])
        return given
    return given if literal else _without_letters(draft, given, row)


def _without_letters(draft: Draft, given: list[str], row: int) -> list[str]:
    """Take off letters typed before the options; letters that do not fit the columns are a fault."""
    found = [_LETTERED.match(text) for text in given]
    if len(given) < 2 or not all(found):
        return given
    letters = [each[1].upper() for each in found if each]
    for place, letter in enumerate(letters):
        if letter != LETTERS[place]:
            draft.fault("letter_order", OPTIONS[place], row=row, letter=letter, expected=LETTERS[place])
            return given
    return [text[each.end() :] for text, each in zip(given, found, strict=True) if each]


def right_of(draft: Draft, said: str, options: int, row: int) -> list[int]:
    """Return the indexes a cell of letters names; a letter without an option is a fault."""
    letters = _BETWEEN.sub("", said.upper().translate(_HALF))
    unknown = [letter for letter in letters if letter not in LETTERS[:options]]
    if unknown:
        draft.fault("letter_unknown", "right", row=row, letter="".join(unknown)[:20])
        return []
    if len(set(letters)) < len(letters):
        draft.fault("letter_twice", "right", row=row, letter=letters[:20])
    return sorted({LETTERS.index(letter) for letter in letters})


_HALF = {code: code - 0xFEE0 for code in range(0xFF21, 0xFF3B)} | {
    code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)
}


def true_or_false(draft: Draft, options: list[str], said: str, row: int) -> None:
    """Fill in a true-or-false question; without options it has the usual two."""
    draft.options = options or list(TRUE_FALSE)
    word = said.strip()
    letter = ANSWERS.get(word.upper()) if not options or word not in options else None
    if word in draft.options:
        draft.right = [draft.options.index(word)]
    elif letter and len(draft.options) == 2:
        draft.right = [LETTERS.index(letter)]
    else:
        draft.right = right_of(draft, said, len(draft.options), row)
