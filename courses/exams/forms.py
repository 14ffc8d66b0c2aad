"""What a phone sends during a sitting, read with suspicion."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.exams.actions import AnswerMalformed, FormEntry
from courses.exams.models import SittingRemark

# Far above any number of changes a person makes, far below what the database holds.
_HIGHEST_SEQUENCE = 1_000_000


def read_choice(data: QueryDict, position: int) -> tuple[int, ...]:
    """Return the places of the options chosen for the question at ``position``.

    :raises AnswerMalformed: they are no numbers.
    """
    return tuple(_number(text, position) for text in data.getlist(f"chosen-{position}"))


def read_form(data: QueryDict) -> list[FormEntry]:
    """Return what a whole form says of each of its questions.

    :raises AnswerMalformed: something in it is no number.
    """
    entries = []
    for name in data:
        place = name.removeprefix("seen-")
        if place != name:
            position = _number(place, 0)
            seen = _sequence(str(data[name]), position)
            entries.append(FormEntry(position, read_choice(data, position), seen, data.get(f"text-{position}")))
    return entries


def read_practice(data: QueryDict) -> tuple[tuple[int, ...], int]:
    """Return the places chosen in practice, and how often the question had been practised when it was shown.

    :raises AnswerMalformed: something is no number.
    """
    return tuple(_number(text, 1) for text in data.getlist("chosen")), _number(data.get("seen", ""), 1)


def _sequence(text: str, position: int) -> int:
    number = _number(text, position)
    if number > _HIGHEST_SEQUENCE:
        raise AnswerMalformed(position=position)
    return number


def _number(text: str, position: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise AnswerMalformed(position=position)
    return int(text)


class RemarkForm(forms.Form):
    """What a person found who looked at the signals of a sitting."""

    verdict = forms.ChoiceField(
        label=_("Finding"), choices=SittingRemark.Verdict.choices, widget=forms.RadioSelect, required=True
    )
    text = forms.CharField(
        label=_("What was looked at, and what was found"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )
