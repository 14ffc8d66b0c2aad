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
from courses.exams.rules.papers import Pool, draw, option_order
from courses.exams.rules.questions import GROUPS, LONGEST_OPTION, LONGEST_STEM, MOST_OPTIONS, ONE_CHOICE, Part, Wording
from courses.exams.rules.texts import Piece, pieces, text_fault, uids, without_media
from courses.exams.rules.timing import deadline, is_over, remaining_seconds, used_minutes

__all__ = [
    "FULL_SCORE",
    "GROUPS",
    "LONGEST_OPTION",
    "LONGEST_STEM",
    "MOST_OPTIONS",
    "MOST_PARTS",
    "ONE_CHOICE",
    "Change",
    "Fault",
    "Key",
    "Part",
    "Piece",
    "Pool",
    "Run",
    "Verdict",
    "Wording",
    "changes",
    "correction_fault",
    "deadline",
    "draw",
    "earned_hundredths",
    "faults",
    "is_choice",
    "is_over",
    "option_order",
    "pieces",
    "question_fault",
    "remaining_seconds",
    "score_hundredths",
    "text_fault",
    "uids",
    "used_minutes",
    "verdict",
    "was_in_time",
    "without_media",
]
