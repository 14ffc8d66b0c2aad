"""The bank as Moodle XML: Moodle reads every question, and what is only ours stands in tags it keeps."""

import base64
import io
from collections.abc import Callable, Iterable
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from courses.exams.exchange.drafts import Draft, DraftPart
from courses.exams.exchange.markers import uids_in
from courses.exams.exchange.words import TRUE_FALSE
from courses.exams.exchange.writers.markup import to_html
from courses.exams.exchange.writers.workbook import File

FileOf = Callable[[str], File | None]


def to_moodle(drafts: Iterable[Draft], *, file_of: FileOf) -> bytes:
    """Return the questions as a Moodle XML file, by subject in categories.

    :param file_of: the name and content of a medium by its uid; ``None`` where there is none.
    """
    out = io.BytesIO()
    writer = _Writer(out, file_of)
    writer.begin()
    subject = ""
    for draft in drafts:
        if draft.subject != subject:
            subject = draft.subject
            writer.category(subject)
        writer.question(draft)
    writer.end()
    return out.getvalue()


class _Writer:
    def __init__(self, out: io.BytesIO, file_of: FileOf) -> None:
        self.xml = XMLGenerator(out, "UTF-8", short_empty_elements=False)
        self.file_of = file_of

    def begin(self) -> None:
        """Open the file."""
        self.xml.startDocument()
        self.xml.startElement("quiz", AttributesImpl({}))
        self.xml.characters("\n")

    def end(self) -> None:
        """Close the file."""
        self.xml.endElement("quiz")
        self.xml.endDocument()

    def category(self, subject: str) -> None:
        """Let the next questions stand in the category of a subject."""
        self._open("question", type="category")
        self._text("category", "$course$/top/" + subject.replace("/", "//"))
        self._close("question")

    def question(self, draft: Draft) -> None:
        """Write a question, those of a group one after the other."""
        if not draft.parts:
            self._single(draft, _tags(draft), draft, idnumber=draft.code)
            return
        tags = [*_tags(draft), f"group={draft.code}"]
        if draft.stem or draft.explanation:
            self._head("description", draft.code, draft.stem, draft.explanation, draft.code)
            self._tags([*tags, "part=0"])
            self._close("question")
        for number, part in enumerate(draft.parts, start=1):
            own = [*tags, f"part={number}", *([f"stage={part.stage}"] if draft.kind == "case" else [])]
            self._single(draft, own, part, idnumber=f"{draft.code}-{number}")

    def _single(self, draft: Draft, tags: list[str], asked: Draft | DraftPart, *, idnumber: str) -> None:
        options = asked.options or draft.options
        if draft.kind == "short":
            self._head("essay", idnumber, asked.stem, asked.explanation, idnumber)
            self._formatted("graderinfo", asked.rubric)
        elif draft.kind == "true_false" and tuple(options) == TRUE_FALSE:
            self._head("truefalse", idnumber, asked.stem, asked.explanation, idnumber)
            for index, word in enumerate(("true", "false")):
                self._open("answer", fraction="100" if asked.right == [index] else "0", format="plain_text")
                self._plain(word)
                self._close("answer")
        else:
            self._choices(draft, asked, options, idnumber)
        self._tags(tags)
        self._close("question")

    def _choices(self, draft: Draft, asked: Draft | DraftPart, options: list[str], idnumber: str) -> None:
        several = draft.kind in ("multiple", "case")
        self._head("multichoice", idnumber, asked.stem, asked.explanation, idnumber)
        self._line("single", "false" if several else "true")
        self._line("shuffleanswers", "true")
        share = _share(len(asked.right))
        for index, option in enumerate(options):
            # One wrong option costs everything, which is what marks all or nothing in Moodle.
            wrong = "-100" if several else "0"
            self._formatted("answer", option, fraction=share if index in asked.right else wrong)

    def _head(self, kind: str, name: str, stem: str, explanation: str, idnumber: str) -> None:
        self._open("question", type=kind)
        self._text("name", name)
        self._formatted("questiontext", stem)
        self._formatted("generalfeedback", explanation)
        self._line("defaultgrade", "0" if kind == "description" else "1")
        self._line("penalty", "0")
        self._line("idnumber", idnumber)

    def _tags(self, tags: Iterable[str]) -> None:
        self._open("tags")
        for tag in tags:
            self._text("tag", f"xl:{tag}")
        self._close("tags")

    def _formatted(self, name: str, text: str, **given: str) -> None:
        """Write a text plain, or with its files as the HTML that shows them."""
        files = {uid: file for uid in uids_in(text) if (file := self.file_of(uid)) is not None}
        self._open(name, **given, format="html" if files else "plain_text")
        self._plain(to_html(text, lambda uid: files[uid][0] if uid in files else "") if files else text)
        for file_name, content in files.values():
            self._open("file", name=file_name, path="/", encoding="base64")
            self.xml.characters(base64.b64encode(content).decode("ascii"))
            self._close("file")
        self._close(name)

    def _text(self, name: str, text: str) -> None:
        self._open(name)
        self._plain(text)
        self._close(name)

    def _plain(self, text: str) -> None:
        self._line("text", text)

    def _line(self, name: str, text: str) -> None:
        self.xml.startElement(name, AttributesImpl({}))
        self.xml.characters(text)
        self.xml.endElement(name)

    def _open(self, element: str, **given: str) -> None:
        self.xml.startElement(element, AttributesImpl(given))

    def _close(self, name: str) -> None:
        self.xml.endElement(name)
        self.xml.characters("\n")


def _tags(draft: Draft) -> list[str]:
    tags = [f"kind={draft.kind}", f"subject={draft.subject}", f"difficulty={draft.difficulty}"]
    return [*tags, f"unit={draft.unit}"] if draft.unit else tags


def _share(count: int) -> str:
    """Return an equal share of the points, as Moodle writes it.

    >>> _share(3), _share(4)
    ('33.33333', '25')
    """
    return f"{100 / max(count, 1):.5f}".rstrip("0").rstrip(".")
