"""Saving a whole form, from a phone without JavaScript."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from courses.exams import queries
from courses.exams.actions.saving import (
    AnswerMalformed,
    NotOnPaper,
    Save,
    Saved,
    StageClosed,
    StageSealed,
    keep_one,
)
from courses.exams.models import AnswerEntry, Sitting
from courses.exams.rules.sync import Entry, Sync
from courses.exams.rules.tokens import Claim

_REFUSALS = {each.code: each for each in (AnswerMalformed, NotOnPaper, StageClosed, StageSealed)}


@dataclass(frozen=True)
class FormEntry:
    """What one question of a whole form says.

    :param shown: the options shown as chosen.
    :param seen: the sequence the form was built on.
    :param text: what is written, for a question without options.
    """

    position: int
    shown: tuple[int, ...]
    seen: int
    text: str | None = None


@dataclass(frozen=True)
class FormSaved:
    """What became of a form, by positions.

    :param left: changed elsewhere meanwhile; that answer stays.
    :param late: kept, but after the end; it is decided whether they count.
    """

    left: list[int]
    late: list[int]


@transaction.atomic
def save_form(*, sitting: Sitting, entries: Sequence[FormEntry], at: datetime) -> FormSaved:
    """Keep what a whole form says, where it says something new. After the bell it is kept as late.

    :raises NotOnPaper: there is no question at one of the positions; nothing is kept then.
    :raises AnswerMalformed: one of the choices cannot be an answer; nothing is kept then.
    :raises StageClosed: one is of a part of a case that is behind; nothing is kept then.
    """
    # One form after the other: each builds on what the one before left.
    Sitting.objects.select_for_update(no_key=True).get(pk=sitting.pk)
    held = queries.held(sitting, late=False)
    orders = dict(sitting.items.values_list("position", "order"))
    fresh, left = [], []
    for entry in entries:
        before = held.get(entry.position)
        if _says(before) == _would_say(entry, orders):
            continue
        if before and before.sequence > entry.seen:
            left.append(entry.position)
            continue
        fresh.append((entry, max(entry.seen, before.sequence if before else 0) + 1))
    saved = _keep(sitting, fresh, at)
    late = set(saved["late"])
    return FormSaved(left, [entry.position for number, entry in _numbered(saved, fresh) if number in late])


def _says(held: AnswerEntry | None) -> tuple[list[int], str]:
    return (held.chosen, held.text) if held else ([], "")


def _would_say(entry: FormEntry, orders: dict[int, list[int]]) -> tuple[list[int], str] | None:
    order = orders.get(entry.position, [])
    if not all(place < len(order) for place in entry.shown):
        return None
    return sorted(order[place] for place in entry.shown), entry.text or ""


def _keep(sitting: Sitting, fresh: Sequence[tuple[FormEntry, int]], at: datetime) -> Saved:
    # A form has no counter of its own: all forms of a sitting count as one device.
    device = f"form:{sitting.pk}"
    used = AnswerEntry.objects.filter(sitting=sitting, device=device).aggregate(most=Max("number"))["most"] or 0
    listed = [
        Entry(number, form.position, sequence, None if form.text is not None else form.shown, form.text, None)
        for number, (form, sequence) in enumerate(fresh, start=used + 1)
    ]
    claim = Claim(sitting.pk, sitting.person_id, sitting.nonce)
    saved = keep_one(Save(claim, Sync("", device, 0, listed, []), at))
    for refused in saved["refused"]:
        raise _REFUSALS[refused["code"]](position=listed[refused["number"] - used - 1].position)
    return saved


def _numbered(saved: Saved, fresh: Sequence[tuple[FormEntry, int]]) -> list[tuple[int, FormEntry]]:
    return [(number, form) for number, (form, _sequence) in zip(saved["kept"], fresh, strict=True)]
