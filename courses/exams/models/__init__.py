"""The question bank, exams, and the sittings in which they are taken."""

from courses.exams.models.answers import AnswerEntry, LateDecision, Presence, Signal, StageReached
from courses.exams.models.bank import Question, QuestionReview, QuestionVersion
from courses.exams.models.care import AnswerTwins, Mistake, SittingRemark
from courses.exams.models.exam import BlueprintLine, Exam, ExtraTime
from courses.exams.models.imports import QuestionImport, QuestionImportFault, QuestionImportTwin
from courses.exams.models.media import QuestionMedia
from courses.exams.models.regrade import Regrade
from courses.exams.models.results import Appeal, KeyCorrection, Mark, Result
from courses.exams.models.sitting import Sitting, SittingItem
from courses.exams.models.stock import Stock

__all__ = [
    "AnswerEntry",
    "AnswerTwins",
    "Appeal",
    "BlueprintLine",
    "Exam",
    "ExtraTime",
    "KeyCorrection",
    "LateDecision",
    "Mark",
    "Mistake",
    "Presence",
    "Question",
    "QuestionImport",
    "QuestionImportFault",
    "QuestionImportTwin",
    "QuestionMedia",
    "QuestionReview",
    "QuestionVersion",
    "Regrade",
    "Result",
    "Signal",
    "Sitting",
    "SittingItem",
    "SittingRemark",
    "StageReached",
    "Stock",
]
