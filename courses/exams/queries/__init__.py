"""Reads across the bank, exams and sittings."""

from courses.exams.queries.bank import pools, shortages
from courses.exams.queries.behaviour import Behaviour, behaviour
from courses.exams.queries.mistakes import due_today, is_sitting, mistake_subjects, open_mistakes, shown_mistake
from courses.exams.queries.papershow import ShownItem, ShownOption, paper, shown
from courses.exams.queries.sitting import ExamRow, Tally, rows_for, tally, to_take

__all__ = [
    "Behaviour",
    "ExamRow",
    "ShownItem",
    "ShownOption",
    "Tally",
    "behaviour",
    "due_today",
    "is_sitting",
    "mistake_subjects",
    "open_mistakes",
    "paper",
    "pools",
    "rows_for",
    "shortages",
    "shown",
    "shown_mistake",
    "tally",
    "to_take",
]
