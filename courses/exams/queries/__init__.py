"""Reads across the bank, exams and sittings."""

from courses.exams.queries.bank import (
    Short,
    digest_of,
    places_drawn,
    pools,
    pools_kept,
    shortages,
    stock_content,
    stock_of,
)
from courses.exams.queries.drawing import Redrawn, Sample, redraw, sample
from courses.exams.queries.editors import editors_of, named_people
from courses.exams.queries.keptpaper import KeptItem, kept_paper, saves_in_order, shown_places
from courses.exams.queries.papershow import ShownItem, ShownOption, paper, shown
from courses.exams.queries.release import answers_shown, last_bell, marks_are_out, marks_shown
from courses.exams.queries.sitting import ExamRow, Outcome, Tally, rows_for, tally, to_take

__all__ = [
    "ExamRow",
    "KeptItem",
    "Outcome",
    "Redrawn",
    "Sample",
    "Short",
    "ShownItem",
    "ShownOption",
    "Tally",
    "answers_shown",
    "digest_of",
    "editors_of",
    "kept_paper",
    "last_bell",
    "marks_are_out",
    "marks_shown",
    "named_people",
    "paper",
    "places_drawn",
    "pools",
    "pools_kept",
    "redraw",
    "rows_for",
    "sample",
    "saves_in_order",
    "shortages",
    "shown",
    "shown_places",
    "stock_content",
    "stock_of",
    "tally",
    "to_take",
]
