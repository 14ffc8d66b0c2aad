"""The question types of Moodle, one function for each that has a counterpart here."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from courses.exams.exchange import answers
from courses.exams.exchange.answers import Answer
from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.readers.moodle.texts import plain_text
from courses.exams.exchange.readers.moodle.tree import every, is_set, line_of, value
from courses.exams.exchange.words import TRUE_FALSE


def _answers(draft: Draft, question: Element, *, column: str = "options") -> list[Answer]:
    asked = question.find("questiontext")
    default = "" if asked is None else asked.get("format", "")
    return [
        Answer(
            plain_text(draft, each, column, default=default if column == "options" else "plain_text"),
            _percent(draft, each),
            plain_text(draft, each.find("feedback"), "explanation"),
            line_of(each),
        )
        for each in question.findall("answer")
    ]


def _percent(draft: Draft, answer: Element) -> float:
    said = answer.get("fraction") or value(answer, "fraction") or "0"
    try:
        return float(said.replace(",", "."))
    except ValueError:
        draft.fault("fraction_odd", "right", row=line_of(answer), what=said[:20])
        return 0.0


def multichoice(draft: Draft, question: Element) -> None:
    """One or several of some options."""
    answers.choose(draft, _answers(draft, question), one=is_set(question, "single", default=True))


def multichoiceset(draft: Draft, question: Element) -> None:
    """Several options, each right one worth all of the points: two types that many sites have added."""
    answers.choose(draft, _answers(draft, question), one=False)


def truefalse(draft: Draft, question: Element) -> None:
    """Right or wrong."""
    given = _answers(draft, question, column="right")
    true = next((each for each in given if each.text.lower() == "true" or each.text == TRUE_FALSE[0]), None)
    if true is None and len(given) == 2:
        # The words are those of the site the file comes from; "true" always comes first.
        true = given[0]
    if true is None:
        draft.fault("bad_key", "right")
    answers.true_or_false(draft, is_true=true is not None and true.percent > 0)
    answers.explain(draft, [Answer("", 0, each.feedback) for each in given])


def matching(draft: Draft, question: Element) -> None:
    """Each of some things belongs to one of some options."""
    answers.match(
        draft,
        (
            (plain_text(draft, each, "stem"), plain_text(draft, each.find("answer"), "options"), line_of(each))
            for each in question.findall("subquestion")
        ),
    )


def shortanswer(draft: Draft, question: Element) -> None:
    """A few words, compared by Moodle with a list; marked by hand here."""
    if is_set(question, "usecase"):
        draft.note("left_out", "right", what="usecase")
    answers.write(draft, _answers(draft, question, column="rubric"), what="shortanswer")


def numerical(draft: Draft, question: Element) -> None:
    """A number with a tolerance and perhaps a unit; marked by hand here."""
    given = [
        Answer(_with_tolerance(each.text, value(element, "tolerance")), each.percent, each.feedback, each.row)
        for each, element in zip(_answers(draft, question, column="rubric"), question.findall("answer"), strict=True)
    ]
    answers.write(draft, given, what="numerical")
    units = [value(each, "unit_name") for each in every(question, "units/unit")]
    if units:
        draft.rubric += "\n" + "\u3001".join(units)


def _with_tolerance(number: str, tolerance: str) -> str:
    return f"{number} \u00b1 {tolerance}" if tolerance.strip("0.") else number


def essay(draft: Draft, question: Element) -> None:
    """A text, marked by hand there as here."""
    draft.kind = "short"
    draft.rubric = plain_text(draft, question.find("graderinfo"), "rubric")
    if plain_text(draft, question.find("responsetemplate"), "stem"):
        draft.note("left_out", "stem", what="responsetemplate")
    for name in ("attachments", "attachmentsrequired", "minwordlimit", "maxwordlimit"):
        if value(question, name) not in ("", "0"):
            draft.note("left_out", "stem", what=name)


KINDS: dict[str, Callable[[Draft, Element], None]] = {
    "multichoice": multichoice,
    "multichoiceset": multichoiceset,
    "oumultiresponse": multichoiceset,
    "truefalse": truefalse,
    "matching": matching,
    "match": matching,
    "ddmatch": matching,
    "shortanswer": shortanswer,
    "numerical": numerical,
    "essay": essay,
}
