"""Aiken: a question on its lines, lettered options, one line with the answer.

Beside Moodle's own form what Chinese files have instead is taken too: several letters, full-width signs, the answer's
word in Chinese, and a line with an explanation.
"""

import re

from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.limits import MOST_QUESTIONS
from courses.exams.exchange.reading import Reading
from courses.exams.exchange.refusals import TooManyQuestions
from courses.exams.exchange.texts import from_unknown
from courses.exams.exchange.words import AIKEN, ANSWERS, TRUE_FALSE

_OPTION = re.compile(r"\s*([A-Z])\s*[).\uff0e\uff09\u3001](.*)", re.DOTALL)
_ANSWER = re.compile(rf"\s*(?:{'|'.join(AIKEN['answer'])})\s*[:\uff1a]\s*(.*)", re.IGNORECASE)
_EXPLAINED = re.compile(rf"\s*(?:{'|'.join(AIKEN['explanation'])})\s*[:\uff1a]\s*(.*)", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;\u3001\uff0c\uff1b]+")


def is_aiken(text: str) -> bool:
    """Say whether a text has lines with answers, as no GIFT file does."""
    return any(_ANSWER.match(line) for line in text.split("\n")) and "{" not in _without_options(text)


def _without_options(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not _OPTION.match(line) and line.rstrip().endswith("{"))


def read(text: str) -> Reading:
    """Return the questions of an Aiken file.

    :raises TooManyQuestions: more than one import takes.
    """
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        reader.line(number, line)
        if len(reader.reading.drafts) > MOST_QUESTIONS:
            raise TooManyQuestions(limit=MOST_QUESTIONS)
    reader.end()
    return reader.reading


class _Reader:
    def __init__(self) -> None:
        self.reading = Reading("aiken")
        self.draft: Draft | None = None
        self.letters: list[str] = []
        self.done: Draft | None = None
        self.blank = False

    def line(self, number: int, line: str) -> None:
        """Take one line of the file."""
        if not line.strip():
            self.blank = True
            return
        if found := _EXPLAINED.match(line):
            self._explain(found[1], number)
        elif found := _ANSWER.match(line):
            self._answer(found[1], number)
        elif found := _OPTION.match(line):
            self._option(found[1], found[2], number)
        else:
            self._text(line, number)
        self.blank = False

    def end(self) -> None:
        """Say of a question without an answer that it has none."""
        if self.draft is not None:
            self.draft.fault("aiken_answer_missing", "right")
            self._finish()

    def _begin(self, number: int) -> Draft:
        if self.draft is None:
            self.draft, self.letters, self.done = Draft(number, kind="single"), [], None
        return self.draft

    def _text(self, line: str, number: int) -> None:
        if self.done is not None and self.draft is None and not self.blank and self.done.explanation:
            self.done.explanation += "\n" + line.strip()
        elif self.draft is not None and self.letters and not self.blank:
            # A line without a letter goes on with the option above it.
            self.draft.options[-1] += "\n" + line.strip()
        else:
            if self.letters:
                self.end()
            draft = self._begin(number)
            draft.stem = f"{draft.stem}\n{line.strip()}".strip()

    def _option(self, letter: str, text: str, number: int) -> None:
        draft = self._begin(number)
        expected = chr(ord("A") + len(self.letters))
        if letter != expected:
            draft.fault("letter_order", "options", row=number, letter=letter, expected=expected)
        self.letters.append(letter)
        draft.options.append(text.strip())

    def _answer(self, said: str, number: int) -> None:
        draft = self._begin(number)
        word = said.strip().upper()
        if not draft.options and word in ANSWERS:
            draft.kind, draft.options, self.letters = "true_false", list(TRUE_FALSE), ["A", "B"]
            word = ANSWERS[word]
        letters = _BETWEEN.sub("", word)
        unknown = [letter for letter in letters if letter not in self.letters]
        if unknown or not letters:
            draft.fault("letter_unknown", "right", row=number, letter="".join(unknown)[:20] or said.strip()[:20] or "?")
        else:
            draft.right = [self.letters.index(letter) for letter in letters]
            draft.kind = "multiple" if len(letters) > 1 else draft.kind
        self._finish()

    def _explain(self, said: str, number: int) -> None:
        draft = self.done if self.draft is None and self.done is not None else self._begin(number)
        draft.explanation = said.strip()

    def _finish(self) -> None:
        draft = self.draft
        assert draft is not None  # noqa: S101 - asked by the callers
        draft.stem = from_unknown(draft, draft.stem, "stem")
        draft.options = [from_unknown(draft, option, "options") for option in draft.options]
        self.reading.drafts.append(draft)
        self.draft, self.done, self.letters = None, draft, []
