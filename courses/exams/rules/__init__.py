"""Pure rules of exams: what a sound question is, how a paper is drawn, how it is marked, when the bell rings."""

from courses.exams.rules.differences import Change, Run, changes
from courses.exams.rules.faults import MOST_PARTS, Fault, faults, question_fault
from courses.exams.rules.late import was_in_time
from courses.exams.rules.marking import (
    FULL_SCORE,
    Key,
    Verdict,
    correction_fault,
    earned_hundredths,
    is_choice,
    score_hundredths,
    verdict,
)
from courses.exams.rules.papers import Drawn, Place, Pool, Shortage, draw, lay_out, option_order, shortages
from courses.exams.rules.questions import (
    GROUPS,
    LETTERS,
    LONGEST_OPTION,
    LONGEST_STEM,
    MOST_OPTIONS,
    ONE_CHOICE,
    Part,
    Wording,
    letters,
)
from courses.exams.rules.release import Moments, answers_are_out, marks_are_out
from courses.exams.rules.texts import Piece, pieces, text_fault, uids, without_media
from courses.exams.rules.timing import deadline, is_over, remaining_seconds, used_minutes

__all__ = [
    "FULL_SCORE",
    "GROUPS",
    "LETTERS",
    "LONGEST_OPTION",
    "LONGEST_STEM",
    "MOST_OPTIONS",
    "MOST_PARTS",
    "ONE_CHOICE",
    "Change",
    "Drawn",
    "Fault",
    "Key",
    "Moments",
    "Part",
    "Piece",
    "Place",
    "Pool",
    "Run",
    "Shortage",
    "Verdict",
    "Wording",
    "answers_are_out",
    "changes",
    "correction_fault",
    "deadline",
    "draw",
    "earned_hundredths",
    "faults",
    "is_choice",
    "is_over",
    "lay_out",
    "letters",
    "marks_are_out",
    "option_order",
    "pieces",
    "question_fault",
    "remaining_seconds",
    "score_hundredths",
    "shortages",
    "text_fault",
    "uids",
    "used_minutes",
    "verdict",
    "was_in_time",
    "without_media",
]
