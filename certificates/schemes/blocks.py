"""What a survey form is made of in the admin. Its meaning is in ``questionnaire``; this is only the editing."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class PointerBlock(blocks.StructBlock):
    """What an answer says of a unit."""

    unit = blocks.CharBlock(max_length=20, label=_("code of the unit"))
    weight = blocks.IntegerBlock(min_value=1, max_value=100, default=1, label=_("weight"))
    when = blocks.CharBlock(
        max_length=60,
        label=_("a gap when"),
        help_text=_("Choices: b,c (one of them chosen) or !a,b (one of them not chosen). Numbers: <3. Yes or no: no."),
    )

    class Meta:
        icon = "warning"
        label = _("gap")


class _QuestionBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=300, label=_("question"))
    help = blocks.CharBlock(required=False, max_length=300, label=_("help"))
    required = blocks.BooleanBlock(required=False, default=True, label=_("must be answered"))
    code = blocks.RegexBlock(
        r"^[a-z0-9_]*$",
        required=False,
        max_length=20,
        label=_("code"),
        help_text=_("Leave empty for a number. Small letters, digits and _."),
    )


def _gaps() -> blocks.ListBlock:
    return blocks.ListBlock(PointerBlock(), default=[], min_num=0, label=_("gaps"))


class ChoiceQuestionBlock(_QuestionBlock):
    """A question with options."""

    options = blocks.TextBlock(rows=5, label=_("options, one a line"), help_text=_("The first is a, the second b, …"))
    gaps = _gaps()

    class Meta:
        icon = "list-ul"


class NumberQuestionBlock(_QuestionBlock):
    """A question for a number."""

    low = blocks.IntegerBlock(required=False, label=_("lowest"))
    high = blocks.IntegerBlock(required=False, label=_("highest"))
    gaps = _gaps()

    class Meta:
        icon = "order"


class PlainQuestionBlock(_QuestionBlock):
    """A question answered by yes or no."""

    gaps = _gaps()

    class Meta:
        icon = "help"


class TextQuestionBlock(_QuestionBlock):
    """A question for words, which show no gap."""

    class Meta:
        icon = "pilcrow"


class QuestionsBlock(blocks.StreamBlock):
    """The questions of one page."""

    single = ChoiceQuestionBlock(label=_("one of several"))
    multiple = ChoiceQuestionBlock(label=_("any of several"))
    scale = NumberQuestionBlock(label=_("points on a scale"))
    number = NumberQuestionBlock(label=_("a number"))
    yes_no = PlainQuestionBlock(label=_("yes or no"))
    text = TextQuestionBlock(label=_("words"))


class SectionBlock(blocks.StructBlock):
    """One page of the form."""

    title = blocks.CharBlock(max_length=120, label=_("title"))
    intro = blocks.TextBlock(required=False, rows=2, label=_("introduction"))
    questions = QuestionsBlock(label=_("questions"))

    class Meta:
        icon = "form"
        label = _("page")


BODY = [("section", SectionBlock())]


def to_form(body: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sections of a form from the raw value of a stream of :data:`BODY`."""
    return [
        {
            "title": section["value"]["title"],
            "intro": section["value"].get("intro") or "",
            "questions": [_question(each["type"], each["value"]) for each in section["value"]["questions"]],
        }
        for section in body
    ]


def _question(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    gaps = [each.get("value", each) for each in value.get("gaps") or []]
    options = [line.strip() for line in (value.get("options") or "").splitlines() if line.strip()]
    return {**value, "kind": kind, "options": options, "gaps": gaps}


def from_form(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the raw value of a stream of :data:`BODY` from the sections of a form."""
    return [
        {
            "type": "section",
            "value": {
                "title": section["title"],
                "intro": section.get("intro", ""),
                "questions": [{"type": each["kind"], "value": _value(each)} for each in section["questions"]],
            },
        }
        for section in sections
    ]


def _value(question: dict[str, Any]) -> dict[str, Any]:
    plain = {name: question.get(name) for name in ("text", "help", "required", "code")}
    if question["kind"] in {"single", "multiple"}:
        plain["options"] = "\n".join(question.get("options", []))
    if question["kind"] in {"number", "scale"}:
        plain |= {name: question.get(name) for name in ("low", "high")}
    if question["kind"] != "text":
        plain["gaps"] = [{"type": "item", "value": each} for each in question.get("gaps", [])]
    return plain
