"""Reads across the bank, exams and sittings."""

from courses.exams.queries.bank import pools, shortages
from courses.exams.queries.held import held, held_of
from courses.exams.queries.papershow import ShownItem, ShownOption, paper
from courses.exams.queries.sitting import ExamRow, Tally, rows_for, tally, to_take

__all__ = [
    "ExamRow",
    "ShownItem",
    "ShownOption",
    "Tally",
    "held",
    "held_of",
    "paper",
    "pools",
    "rows_for",
    "shortages",
    "tally",
    "to_take",
]
