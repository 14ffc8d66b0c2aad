"""The question bank, exams, and the sittings in which they are taken."""

from courses.exams.models.bank import Question, QuestionVersion
from courses.exams.models.exam import BlueprintLine, Exam
from courses.exams.models.sitting import Answer, Sitting, SittingItem

__all__ = ["Answer", "BlueprintLine", "Exam", "Question", "QuestionVersion", "Sitting", "SittingItem"]
