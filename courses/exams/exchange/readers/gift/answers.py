"""What stands between the braces of a GIFT question."""

import re
from collections.abc import Iterator

from courses.exams.exchange import answers
from courses.exams.exchange.answers import Answer
from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.readers.gift.blocks import shown
from courses.exams.exchange.readers.gift.texts import plain_text

_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TRUE, _FALSE = {"T", "TRUE"}, {"F", "FALSE"}


def take(draft: Draft, body: str, form: str) -> None:
    """Give the question what the answers say.

    :param body: what is between the braces, without blanks around it and without the general feedback.
    :param form: the format of the question's own text.
    """
    if body == "":
        draft.kind = "short"
    elif body.startswith("#"):
        _numbers(draft, body[1:], form)
    elif "~" in body:
        found = [_answer(draft, sign, text, form, wrong="~") for sign, text in _cut(body, "~=")]
        answers.choose(draft, found, one="=" in body)
    elif "->" in body and "=" in body:
        _pairs(draft, body, form)
    elif body.partition("#")[0].strip().upper() in _TRUE | _FALSE:
        _truth(draft, body, form)
    else:
        found = [_answer(draft, "=", text, form) for _sign, text in _cut(body, "=")]
        answers.write(draft, found, what="shortanswer")


def _cut(body: str, signs: str) -> Iterator[tuple[str, str]]:
    """Yield each answer with the sign before it; text before the first sign counts as right, as Moodle has it."""
    pieces = re.split(f"([{signs}])", body)
    if pieces[0].strip():
        yield "=" if signs == "=" else "~", pieces[0]
    yield from zip(pieces[1::2], pieces[2::2], strict=True)


def _answer(draft: Draft, sign: str, source: str, form: str, *, wrong: str = "") -> Answer:
    text, percent = source.strip(), 0.0 if sign == wrong else 100.0
    if weight := _WEIGHT.match(text):
        text, percent = text[weight.end() :], float(weight[1])
    said, _hash, feedback = text.partition("#")
    return Answer(
        plain_text(draft, said, "options", default=form),
        percent,
        plain_text(draft, feedback, "explanation", default=form),
    )


def _pairs(draft: Draft, body: str, form: str) -> None:
    pairs = []
    for _sign, text in _cut(body, "="):
        asked, arrow, option = text.partition("->")
        if not arrow:
            draft.fault("gift_pair", "options", what=shown(text).strip()[:40])
        asked, option = (plain_text(draft, each, "options", default=form) for each in (asked, option))
        pairs.append((asked, option, 0))
    answers.match(draft, pairs)


def _truth(draft: Draft, body: str, form: str) -> None:
    said, *feedback = body.split("#", 2)
    answers.true_or_false(draft, is_true=said.strip().upper() in _TRUE)
    words = [plain_text(draft, each, "explanation", default=form) for each in feedback]
    answers.explain(draft, [Answer("", 0, each) for each in words])


def _numbers(draft: Draft, body: str, form: str) -> None:
    body, _tilde, wrong = body.partition("~")
    found = [_answer(draft, "=", text, form) for _sign, text in _cut(body, "=") if text.strip()]
    numbers = [Answer(_range(draft, each.text), each.percent, each.feedback) for each in found]
    if not numbers:
        draft.fault("gift_number", "rubric", what="")
    if wrong.strip():
        numbers.append(_answer(draft, "~", f"*{wrong.strip()}", form, wrong="~"))
    answers.write(draft, numbers, what="numerical")


def _range(draft: Draft, text: str) -> str:
    """Return a number with its tolerance, or a range, as a person writes it."""
    for sign, written in (("..", "{} \u2013 {}"), (":", "{} \u00b1 {}")):
        low, found, high = text.partition(sign)
        if found:
            if not (_NUMBER.fullmatch(low.strip()) and _NUMBER.fullmatch(high.strip())):
                draft.fault("gift_number", "rubric", what=text[:40])
            return low.strip() if high.strip().strip("0.") == "" else written.format(low.strip(), high.strip())
    if text != "*" and not _NUMBER.fullmatch(text):
        draft.fault("gift_number", "rubric", what=text[:40])
    return text
