"""The texts of a Moodle question: four formats, and the files they name."""

from xml.etree.ElementTree import Element

from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.media import decoded, show
from courses.exams.exchange.readers.moodle.tree import line_of, text_in
from courses.exams.exchange.texts import clean, from_html, from_unknown
from courses.exams.exchange.writers.markup import is_ours, undo

Files = dict[str, bytes | None]


def files_of(draft: Draft, element: Element) -> Files:
    """Return the files inside an element by name. One that cannot be decoded is a fault."""
    found: Files = {}
    for file in element.iter("file"):
        name = file.get("path", "/").lstrip("/") + file.get("name", "")
        content = decoded(file.text or "") if file.get("encoding", "base64") == "base64" else None
        if content is None:
            draft.fault("file_kind", row=line_of(file), what=name[:60] or "<file>")
        found[name] = content
    return found


def plain_text(draft: Draft, element: Element | None, column: str, *, default: str = "") -> str:
    """Return the text of an element as plain text.

    :param default: the format where the element names none, as in files of old.
    """
    if element is None:
        return ""
    source, row = text_in(element), line_of(element)
    form = element.get("format") or default
    if not source.strip() or form == "plain_text":
        return clean(source)
    files = files_of(draft, element)
    if is_ours(source):
        return clean(undo(source, lambda name, alt: _own_file(draft, files, name, alt, row)))
    if form == "markdown":
        draft.note("left_out", column, row=row, what="Markdown")
    if form == "html":
        return from_html(draft, source, column, files, row)
    return from_unknown(draft, source, column, row, files)


def _own_file(draft: Draft, files: Files, name: str, alt: str, row: int) -> str:
    content = files.get(name)
    if content is None:
        draft.fault("file_missing", row=row, what=name[:80])
        return ""
    return show(draft, name, content, alt, row=row)
