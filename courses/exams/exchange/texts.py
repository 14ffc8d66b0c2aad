"""Text as it comes, made ready: one kind of line break, nothing invisible, HTML as plain text."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from courses.exams.exchange import markup
from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.media import from_address
from lms.exchange.sheets.reader import decoded

# Control characters, which no sheet and no XML can hold, and marks of direction and joining that nobody sees.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    r"""Return text with plain line breaks, without what nobody sees, and without blanks around it.

    >>> clean(" 一\r\n二\x00 ")
    '一\n二'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _INVISIBLE.sub("", plain).strip()


def from_html(draft: Draft, source: str, column: str, files: Mapping[str, bytes | None], row: int = 0) -> str:
    """Return what HTML says as plain text; the question is told of what is lost or refused."""
    return clean(
        markup.to_text(
            source,
            media=lambda address, alt: from_address(draft, address, alt, files, row=row),
            fault=lambda code, what: draft.fault(code, column, row=row, what=what),
            note=lambda code, what: draft.note(code, column, row=row, what=what),
        )
    )


def from_unknown(
    draft: Draft, source: str, column: str, row: int = 0, files: Mapping[str, bytes | None] = MappingProxyType({})
) -> str:
    """Return a text that may or may not be HTML: with tags it is, with line breaks that count."""
    if markup.has_tags(source) or re.search(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});", source):
        return from_html(draft, source.strip().replace("\n", "<br>"), column, files, row)
    return clean(source)


def decoded_xml(data: bytes) -> str:
    """Return the text of an XML file, whatever its declaration says: UTF-8, UTF-16 with its mark, or GB18030."""
    return decoded(data)
