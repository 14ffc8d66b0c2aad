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
from courses.exams.queries.behaviour import Behaviour, behaviour
from courses.exams.queries.drawing import Redrawn, Sample, redraw, sample
from courses.exams.queries.editors import editors_of, named_people
from courses.exams.queries.held import held, held_of
from courses.exams.queries.history import history_of, returned_to, told, waiting_for, with_newest
from courses.exams.queries.keptpaper import KeptItem, kept_paper, saves_in_order, shown_places
from courses.exams.queries.media import kind_of, media_for, remember, versions_showing
from courses.exams.queries.mistakes import due_today, is_sitting, mistake_subjects, open_mistakes, shown_mistake
from courses.exams.queries.papershow import ShownGroup, ShownItem, ShownOption, paper
from courses.exams.queries.release import answers_shown, last_bell, marks_are_out, marks_shown
from courses.exams.queries.sitting import ExamRow, Outcome, Tally, rows_for, tally, to_take
from courses.exams.queries.usage import used_in

__all__ = [
    "Behaviour",
    "ExamRow",
    "KeptItem",
    "Outcome",
    "Redrawn",
    "Sample",
    "Short",
    "ShownGroup",
    "ShownItem",
    "ShownOption",
    "Tally",
    "answers_shown",
    "behaviour",
    "digest_of",
    "due_today",
    "editors_of",
    "held",
    "held_of",
    "history_of",
    "is_sitting",
    "kept_paper",
    "kind_of",
    "last_bell",
    "marks_are_out",
    "marks_shown",
    "media_for",
    "mistake_subjects",
    "named_people",
    "open_mistakes",
    "paper",
    "places_drawn",
    "pools",
    "pools_kept",
    "redraw",
    "remember",
    "returned_to",
    "rows_for",
    "sample",
    "saves_in_order",
    "shortages",
    "shown_mistake",
    "shown_places",
    "stock_content",
    "stock_of",
    "tally",
    "to_take",
    "told",
    "used_in",
    "versions_showing",
    "waiting_for",
    "with_newest",
]
