"""Pure rules of exams: what a sound question is, how a paper is drawn, how it is marked, when the bell rings."""

from courses.exams.rules.marking import FULL_SCORE, earned_hundredths, is_choice, score_hundredths
from courses.exams.rules.papers import Drawn, Place, Pool, Shortage, draw, lay_out, option_order, shortages
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
from courses.exams.rules.release import Moments, answers_are_out, marks_are_out
from courses.exams.rules.timing import deadline, is_over, remaining_seconds, used_minutes

__all__ = [
    "FULL_SCORE",
    "GROUPS",
    "LONGEST_OPTION",
    "LONGEST_STEM",
    "MOST_OPTIONS",
    "ONE_CHOICE",
    "Drawn",
    "Moments",
    "Part",
    "Place",
    "Pool",
    "Shortage",
    "Wording",
    "answers_are_out",
    "deadline",
    "draw",
    "earned_hundredths",
    "is_choice",
    "is_over",
    "lay_out",
    "marks_are_out",
    "option_order",
    "question_fault",
    "remaining_seconds",
    "score_hundredths",
    "shortages",
    "used_minutes",
]
