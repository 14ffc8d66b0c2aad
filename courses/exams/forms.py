"""What a phone sends during a sitting, read with suspicion."""

from collections.abc import Mapping

from django.http import QueryDict

from courses.exams.actions import AnswerMalformed, FormEntry

# Far above any number of changes a person makes, far below what the database holds.
_HIGHEST_SEQUENCE = 1_000_000


def read_choice(data: QueryDict, position: int) -> tuple[int, ...]:
    """Return the places of the options chosen for the question at ``position``.

    :raises AnswerMalformed: they are no numbers.
    """
    return tuple(_number(text, position) for text in data.getlist(f"chosen-{position}"))


def read_sequence(data: Mapping[str, str], position: int) -> int:
    """Return the sequence number of a change: as the page counted it, or one more than what the page had seen.

    :raises AnswerMalformed: it is no number, or beyond reason.
    """
    if "sequence" in data:
        return _sequence(data["sequence"], position)
    return _sequence(data.get(f"seen-{position}", ""), position) + 1


def read_form(data: QueryDict) -> list[FormEntry]:
    """Return what a whole form says of each of its questions.

    :raises AnswerMalformed: something in it is no number.
    """
    entries = []
    for name in data:
        place = name.removeprefix("seen-")
        if place != name:
            position = _number(place, 0)
            entries.append(FormEntry(position, read_choice(data, position), _sequence(data[name], position)))
    return entries


def _sequence(text: str, position: int) -> int:
    number = _number(text, position)
    if number > _HIGHEST_SEQUENCE:
        raise AnswerMalformed(position=position)
    return number


def _number(text: str, position: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise AnswerMalformed(position=position)
    return int(text)
