"""Reads across the bank, exams and sittings."""

from courses.exams.queries.bank import pools, shortages
from courses.exams.queries.held import held, held_of
from courses.exams.queries.history import history_of, returned_to, told, waiting_for, with_newest
from courses.exams.queries.media import kind_of, media_for, remember, versions_showing
from courses.exams.queries.papershow import ShownGroup, ShownItem, ShownOption, paper
from courses.exams.queries.sitting import ExamRow, Tally, rows_for, tally, to_take
from courses.exams.queries.usage import used_in

__all__ = [
    "ExamRow",
    "ShownGroup",
    "ShownItem",
    "ShownOption",
    "Tally",
    "held",
    "held_of",
    "history_of",
    "kind_of",
    "media_for",
    "paper",
    "pools",
    "remember",
    "returned_to",
    "rows_for",
    "shortages",
    "tally",
    "to_take",
    "told",
    "used_in",
    "versions_showing",
    "waiting_for",
    "with_newest",
]
