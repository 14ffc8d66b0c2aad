"""A GIFT file as questions."""

from courses.exams.exchange.drafts import Draft, Finding
from courses.exams.exchange.limits import MOST_QUESTIONS
from courses.exams.exchange.readers.gift import answers
from courses.exams.exchange.readers.gift.blocks import Block, blocks, shown
from courses.exams.exchange.readers.gift.texts import plain_text, split_format
from courses.exams.exchange.reading import Reading
from courses.exams.exchange.refusals import TooManyQuestions

_BLANK = "_____"
_LONGEST_CODE = 40


def read(text: str) -> Reading:
    """Return the questions of a GIFT file.

    :raises TooManyQuestions: more than one import takes.
    """
    reading = Reading("gift")
    category: tuple[str, ...] = ()
    for block in blocks(text):
        if block.text.startswith("$CATEGORY:"):
            names = block.text.removeprefix("$CATEGORY:").replace("//", "\0").split("/")
            kept = (name.replace("\0", "/").strip() for name in names)
            category = tuple(name for name in kept if name and name != "top" and not name.startswith("$"))
            continue
        reading.drafts.append(_question(block, category))
        if len(reading.drafts) > MOST_QUESTIONS:
            raise TooManyQuestions(limit=MOST_QUESTIONS)
    if not reading.drafts:
        reading.findings.append(Finding(0, "", "no_questions"))
    return reading


def _question(block: Block, category: tuple[str, ...]) -> Draft:
    draft = Draft(block.row, category=category)
    draft.code = block.id if len(block.id) <= _LONGEST_CODE else ""
    if block.id and not draft.code:
        draft.note("code_long", "code", what=block.id[:60])
    for tag in block.tags:
        draft.note("left_out", "unit", what=f"tag {tag[:40]}")
    text = _titled(draft, block.text.strip())
    opening, closing = text.find("{"), text.rfind("}")
    if text.count("{") > 1 or text.count("}") > 1:
        draft.fault("gift_braces", "stem")
    elif opening < 0 and closing < 0:
        draft.stem = plain_text(draft, text, "stem", default="moodle")
        draft.fault("type_description", "kind", what="description")
    elif opening < 0 or closing < opening:
        draft.stem = plain_text(draft, text, "stem", default="moodle")
        draft.fault("gift_brace", "stem")
    else:
        _answered(draft, text[:opening], text[opening + 1 : closing].strip(), text[closing + 1 :].strip())
    return draft


def _titled(draft: Draft, text: str) -> str:
    """Take the name between double colons off; return the rest."""
    if not text.startswith("::"):
        return text
    name, found, rest = text[2:].partition("::")
    if not found:
        return text
    draft.title = " ".join(shown(name).split())
    return rest.strip()


def _answered(draft: Draft, before: str, body: str, after: str) -> None:
    form, _rest = split_format(before, "moodle")
    # Whatever follows the answers makes them a gap in the sentence.
    stem = f"{before}{_BLANK}{after if after[:1] in '.,;:!?' else ' ' + after}" if after else before
    draft.stem = plain_text(draft, stem, "stem", default="moodle")
    body, found, general = body.rpartition("####") if "####" in body else (body, "", "")
    if found:
        draft.explanation = plain_text(draft, general, "explanation", default=form)
    answers.take(draft, body.strip(), form)
