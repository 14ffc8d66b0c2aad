"""Pure rules of exams: what a sound question is, how a paper is drawn, how it is marked, when the bell rings."""

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
from courses.exams.rules.questions import (
    GROUPS,
    LONGEST_OPTION,
    LONGEST_STEM,
    MOST_OPTIONS,
    ONE_CHOICE,
    Part,
    Wording,
    question_fault,
)
from courses.exams.rules.timing import deadline, is_over, remaining_seconds, used_minutes

__all__ = [
    "FULL_SCORE",
    "GROUPS",
    "LONGEST_OPTION",
    "LONGEST_STEM",
    "MOST_OPTIONS",
    "ONE_CHOICE",
    "Key",
    "Part",
    "Pool",
    "Verdict",
    "Wording",
    "correction_fault",
    "deadline",
    "draw",
    "earned_hundredths",
    "is_choice",
    "is_over",
    "option_order",
    "question_fault",
    "remaining_seconds",
    "score_hundredths",
    "used_minutes",
    "verdict",
]
