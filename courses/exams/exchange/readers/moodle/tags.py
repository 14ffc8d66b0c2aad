"""What of ours travels in a question's tags, which Moodle keeps and writes out again: ``xl:kind=a3``."""

from xml.etree.ElementTree import Element

from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.readers.moodle.tree import every, text_in

PREFIX = "xl:"
_NAMES = frozenset({"kind", "subject", "unit", "difficulty", "group", "part", "stage"})


def tags_of(draft: Draft, question: Element) -> dict[str, str]:
    """Return our own tags by name; the question is told of those of others, which are left out."""
    ours: dict[str, str] = {}
    for tag in every(question, "tags/tag"):
        text = text_in(tag).strip()
        name, _equals, value = text.removeprefix(PREFIX).partition("=")
        if text.startswith(PREFIX) and name in _NAMES:
            ours[name] = value
        elif text:
            draft.note("left_out", "unit", what=f"tag {text[:40]}")
    return ours


def take(draft: Draft, tags: dict[str, str]) -> None:
    """Give the question what its tags say."""
    draft.subject, draft.unit = tags.get("subject", ""), tags.get("unit", "")
    difficulty = tags.get("difficulty", "")
    draft.difficulty = int(difficulty) if difficulty.isascii() and difficulty.isdigit() else 0
