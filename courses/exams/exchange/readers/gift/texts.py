"""The texts of a GIFT question: a format in brackets before, perhaps, and escapes inside."""

import re

from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.readers.gift.blocks import shown
from courses.exams.exchange.texts import clean, from_html, from_unknown

_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)


def split_format(text: str, default: str) -> tuple[str, str]:
    """Return the format a text names before itself, or ``default``, and the rest of it.

    >>> split_format("[html]<b>x</b>", "moodle"), split_format("[1] x", "moodle")
    (('html', '<b>x</b>'), ('moodle', '[1] x'))
    """
    found = _FORMAT.match(text)
    return (found[1].lower(), text[found.end() :]) if found else (default, text)


def plain_text(draft: Draft, source: str, column: str, *, default: str, row: int = 0) -> str:
    """Return a text as plain text."""
    form, rest = split_format(source, default)
    text = shown(rest).strip()
    if form == "html":
        return from_html(draft, text, column, {}, row)
    if form == "markdown" and re.search(r"\*\*|__|^#|^\s*[-*] |\]\(", text, re.MULTILINE):
        draft.note("left_out", column, row=row, what="Markdown")
    return clean(text) if form == "plain" else from_unknown(draft, text, column, row)
