"""A Moodle XML file as questions."""

from xml.etree.ElementTree import Element

from django.utils.translation import gettext

from courses.exams.exchange.drafts import Draft, Finding
from courses.exams.exchange.limits import MOST_QUESTIONS
from courses.exams.exchange.media import decoded, show
from courses.exams.exchange.readers.moodle.groups import Tagged, put_together
from courses.exams.exchange.readers.moodle.kinds import KINDS
from courses.exams.exchange.readers.moodle.tags import tags_of, take
from courses.exams.exchange.readers.moodle.texts import plain_text
from courses.exams.exchange.readers.moodle.tree import line_of, parse, value
from courses.exams.exchange.reading import Reading
from courses.exams.exchange.refusals import TooManyQuestions
from courses.exams.exchange.texts import clean
from courses.exams.exchange.words import MOODLE_ELEMENTS, MOODLE_REFUSED

_LONGEST_CODE = 40


def read(data: bytes) -> Reading:
    """Return the questions of a Moodle XML file.

    :raises SheetRefused: it is damaged, unsafe, no Moodle XML, or too long.
    """
    root, reading = parse(data), Reading("moodle")
    read: list[Tagged] = []
    category: tuple[str, ...] = ()
    for element in root:
        kind = element.get("type", "") if element.tag == "question" else ""
        if element.tag != "question":
            reading.findings.append(_left_out(element, f"<{element.tag}>"))
        elif kind == "category":
            category = _category(value(element, "category"))
        elif value(element, "hidden") in ("1", "2"):
            reading.findings.append(_left_out(element, "hidden"))
        else:
            read.append(_question(element, kind, category))
        if len(read) > MOST_QUESTIONS:
            raise TooManyQuestions(limit=MOST_QUESTIONS)
    reading.drafts = put_together(read)
    return reading


def _left_out(element: Element, what: str) -> Finding:
    return Finding(line_of(element), "", "left_out", {"what": what[:60]}, is_note=True)


def _category(path: str) -> tuple[str, ...]:
    """Return the names of a category, the widest first. In a name a slash is written twice."""
    names = path.replace("//", "\0").split("/")
    kept = (name.replace("\0", "/").strip() for name in names)
    return tuple(name for name in kept if name and name != "top" and not name.startswith("$"))


def _question(element: Element, kind: str, category: tuple[str, ...]) -> Tagged:
    draft = Draft(line_of(element), title=clean(value(element, "name")), category=category)
    tags = tags_of(draft, element)
    take(draft, tags)
    draft.code = clean(value(element, "idnumber"))
    if len(draft.code) > _LONGEST_CODE:
        draft.note("code_long", "code", what=draft.code[:60])
        draft.code = ""
    draft.stem = plain_text(draft, element.find("questiontext"), "stem")
    draft.explanation = plain_text(draft, element.find("generalfeedback"), "explanation")
    _old_image(draft, element)
    _notes(draft, element)
    if kind in KINDS:
        KINDS[kind](draft, element)
    elif kind != "description":
        draft.fault(MOODLE_REFUSED.get(kind, "type_unknown"), "kind", what=kind or "?")
    elif "group" not in tags:
        draft.fault("type_description", "kind", what=kind)
    if "kind" in tags and kind in (*KINDS, "description"):
        # Written here: kinds that Moodle does not know have their name in a tag, and nothing was left out.
        draft.kind, draft.findings = tags["kind"], draft.faults
    return draft, tags


def _old_image(draft: Draft, element: Element) -> None:
    """Take the one picture that Moodle had beside the text before it had pictures inside."""
    name, source = value(element, "image"), value(element, "image_base64")
    content = decoded(source) if source else None
    if content:
        shown = show(draft, name or gettext("picture"), content, "")
        draft.stem = f"{draft.stem}\n{shown}".strip()
    elif name:
        draft.fault("file_missing", "stem", what=name[:80])


def _notes(draft: Draft, element: Element) -> None:
    """Say by name what a question has that is not kept here."""
    for child in element:
        tag = str(child.tag)
        if tag not in MOODLE_ELEMENTS:
            draft.note("left_out", "", row=line_of(child), what=f"<{tag}>")
    for name in ("hint", "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        if any(value(each, ".") for each in element.findall(name)):
            draft.note("left_out", "explanation", what=name)
    for name, usual in (("penalty", "0"), ("defaultgrade", "1"), ("shuffleanswers", "1")):
        said = value(element, name)
        if said and said not in ("true", "yes") and said.strip("0.") != usual.strip("0"):
            draft.note("left_out", "", what=name)
