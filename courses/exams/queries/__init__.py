"""Reads across the bank, exams and sittings."""

from courses.exams.queries.bank import pools, shortages
from courses.exams.queries.behaviour import Behaviour, behaviour
from courses.exams.queries.held import held, held_of
from courses.exams.queries.history import history_of, returned_to, told, waiting_for, with_newest
from courses.exams.queries.media import kind_of, media_for, remember, versions_showing
from courses.exams.queries.mistakes import due_today, is_sitting, mistake_subjects, open_mistakes, shown_mistake
from courses.exams.queries.papershow import ShownGroup, ShownItem, ShownOption, paper
from courses.exams.queries.sitting import ExamRow, Tally, rows_for, tally, to_take
from courses.exams.queries.usage import used_in

__all__ = [
    "Behaviour",
    "ExamRow",
    "ShownGroup",
    "ShownItem",
    "ShownOption",
    "Tally",
    "behaviour",
    "due_today",
    "held",
    "held_of",
    "history_of",
    "is_sitting",
    "kind_of",
    "media_for",
    "mistake_subjects",
    "open_mistakes",
    "paper",
    "pools",
    "remember",
    "returned_to",
    "rows_for",
    "shortages",
    "shown_mistake",
    "tally",
    "to_take",
    "told",
    "used_in",
    "versions_showing",
    "waiting_for",
    "with_newest",
]
