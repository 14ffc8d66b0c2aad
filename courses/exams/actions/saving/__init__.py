"""Keeping what phones hand over: many at once, in one transaction."""

from courses.exams.actions.saving.batch import keep, keep_one
from courses.exams.actions.saving.draft import Save, Saved
from courses.exams.actions.saving.refusals import (
    AnswerMalformed,
    BadToken,
    NotOnPaper,
    NotStorable,
    NumberUsed,
    StageClosed,
    StageSealed,
)

__all__ = [
    "AnswerMalformed",
    "BadToken",
    "NotOnPaper",
    "NotStorable",
    "NumberUsed",
    "Save",
    "Saved",
    "StageClosed",
    "StageSealed",
    "keep",
    "keep_one",
]
