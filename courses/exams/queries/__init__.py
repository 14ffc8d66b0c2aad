"""Reads across the bank, exams and sittings."""

from courses.exams.queries.bank import pools, shortages
from courses.exams.queries.behaviour import Behaviour, behaviour
from courses.exams.queries.papershow import ShownItem, ShownOption, paper, shown
from courses.exams.queries.sitting import ExamRow, Tally, rows_for, tally, to_take

__all__ = [
    "Behaviour",
    "ExamRow",
    "ShownItem",
    "ShownOption",
    "Tally",
    "behaviour",
    "paper",
    "pools",
    "rows_for",
    "shortages",
    "shown",
    "tally",
    "to_take",
]
