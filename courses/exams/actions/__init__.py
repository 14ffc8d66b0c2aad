"""What is done to the bank, to exams and to sittings."""

from courses.exams.actions.answers import FormEntry, FormSaved, save_form
from courses.exams.actions.bank import (
    BadQuestion,
    load_questions,
    restore_question,
    retire_question,
    write_question,
)
from courses.exams.actions.closing import close_due, close_sitting, hand_in, ring_bell, submit_sitting
from courses.exams.actions.exams import BankTooSmall, EmptyBlueprint, ExamUnderWay, Line, create_exam, save_exam
from courses.exams.actions.late import NothingLate, OwnSitting, StillOpen, decide_late, judge_late
from courses.exams.actions.receipts import Checked, check_receipts
from courses.exams.actions.results import settle
from courses.exams.actions.reviews import AlreadyApproved, OwnVersion, review_version
from courses.exams.actions.saving import (
    AnswerMalformed,
    BadToken,
    NotOnPaper,
    NotStorable,
    NumberUsed,
    Save,
    StageClosed,
    StageSealed,
    keep,
)
from courses.exams.actions.sittings import AlreadyPassed, ExamNotOpen, NoAttemptLeft, start_sitting
from courses.exams.actions.stages import SittingOver, StageTooFar, reach_stage
from courses.exams.rules import Wording

__all__ = [
    "AlreadyApproved",
    "AlreadyPassed",
    "AnswerMalformed",
    "BadQuestion",
    "BadToken",
    "BankTooSmall",
    "Checked",
    "EmptyBlueprint",
    "ExamNotOpen",
    "ExamUnderWay",
    "FormEntry",
    "FormSaved",
    "Line",
    "NoAttemptLeft",
    "NotOnPaper",
    "NotStorable",
    "NothingLate",
    "NumberUsed",
    "OwnSitting",
    "OwnVersion",
    "Save",
    "SittingOver",
    "StageClosed",
    "StageSealed",
    "StageTooFar",
    "StillOpen",
    "Wording",
    "check_receipts",
    "close_due",
    "close_sitting",
    "create_exam",
    "decide_late",
    "hand_in",
    "judge_late",
    "keep",
    "load_questions",
    "reach_stage",
    "restore_question",
    "retire_question",
    "review_version",
    "ring_bell",
    "save_exam",
    "save_form",
    "settle",
    "start_sitting",
    "submit_sitting",
    "write_question",
]
