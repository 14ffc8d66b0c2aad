"""Whether a question could stand on a paper, with the row and column of what is wrong."""

from dataclasses import replace

from courses.exams.exchange.bank import wording_of
from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.markers import rewrite, spelt
from courses.exams.rules import Fault, Wording, faults

_LONGEST_CODE, _LONGEST_UNIT = 40, 20
# The column of a fault's field where it is not of the same name.
_COLUMNS = {"options": "option_a", "parts": "stem"}


def judge(draft: Draft) -> None:
    """Tell the question what is wrong with it. What the reader found already is not said again in other words."""
    if len(draft.code) > _LONGEST_CODE:
        draft.fault("too_long", "code", most=_LONGEST_CODE)
    if len(draft.unit) > _LONGEST_UNIT:
        draft.fault("too_long", "unit", most=_LONGEST_UNIT)
    spoken = {(each.row, each.field.split("_")[0]) for each in draft.faults}
    if any(field == "kind" for _row, field in spoken):
        return
    for fault in faults(_spelt(draft)):
        row, column = _place(draft, fault)
        place = (row, column.split("_")[0])
        if place not in spoken and not (column == "right" and (row, "option") in spoken):
            spoken.add(place)
            draft.fault(fault.code, column, row=row)


def _place(draft: Draft, fault: Fault) -> tuple[int, str]:
    row = draft.parts[fault.part - 1].row if fault.part else draft.row
    is_shared = draft.parts and not fault.part and fault.field == "stem"
    return row, "shared" if is_shared or fault.code == "no_shared_stem" else _COLUMNS.get(fault.field, fault.field)


def _spelt(draft: Draft) -> Wording:
    """Return what a draft says with its files in words: here they have their names in the upload."""
    # What the file does not say is not judged.
    said = replace(draft, parts=[replace(part) for part in draft.parts], difficulty=draft.difficulty or 1)
    rewrite(said, spelt)
    return wording_of(said)
