"""The question bank, exams, and the sittings in which they are taken."""

from courses.exams.models.answers import AnswerEntry, LateDecision, Presence, Signal, StageReached
from courses.exams.models.bank import Question, QuestionReview, QuestionVersion
from courses.exams.models.exam import BlueprintLine, Exam, ExtraTime
from courses.exams.models.media import QuestionMedia
from courses.exams.models.results import Appeal, KeyCorrection, Mark, Result
from courses.exams.models.sitting import Answer, Sitting, SittingItem
from courses.exams.models.stock import Stock

__all__ = [
    "Answer",
    "AnswerEntry",
    "Appeal",
    "BlueprintLine",
    "Exam",
    "ExtraTime",
    "KeyCorrection",
    "LateDecision",
    "Mark",
    "Presence",
    "Question",
    "QuestionMedia",
    "QuestionReview",
    "QuestionVersion",
    "Result",
    "Signal",
    "Sitting",
    "SittingItem",
    "StageReached",
    "Stock",
]
