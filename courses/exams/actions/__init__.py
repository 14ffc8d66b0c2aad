"""What is done to the bank, to exams and to sittings."""

from courses.exams.actions.answers import FormEntry, FormSaved, save_form
from courses.exams.actions.appeals import AppealDecided, AppealOpen, AppealTooEarly, OwnMatter, appeal, dismiss, uphold
from courses.exams.actions.bank import BadQuestion, load_questions, restore_question, retire_question, write_question
from courses.exams.actions.closing import close_due, close_sitting, hand_in, ring_bell, submit_sitting
from courses.exams.actions.exams import BankTooSmall, EmptyBlueprint, ExamUnderWay, Line, create_exam, save_exam
from courses.exams.actions.marks import AnswerDecided, MarkOutOfRange, MarkStands, NothingToMark, OwnPaper, give_mark
from courses.exams.actions.media import keep_media
from courses.exams.actions.regrading import (
    BadCorrection,
    Correction,
    CorrectionUnderWay,
    KeyOutOfReach,
    RegradeRunning,
    correct_key,
    resume_regrade,
    run_regrade,
)
from courses.exams.actions.results import publish, settle
from courses.exams.actions.reviews import (
    AlreadyApproved,
    NoComment,
    NotNewest,
    OwnVersion,
    approve_versions,
    review_version,
)
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
from courses.exams.rules import Wording

__all__ = [
    "AlreadyApproved",
    "AlreadyPassed",
    "AnswerDecided",
    "AnswerMalformed",
    "AppealDecided",
    "AppealOpen",
    "AppealTooEarly",
    "BadCorrection",
    "BadQuestion",
    "BadToken",
    "BankTooSmall",
    "Correction",
    "CorrectionUnderWay",
    "EmptyBlueprint",
    "ExamNotOpen",
    "ExamUnderWay",
    "FormEntry",
    "FormSaved",
    "KeyOutOfReach",
    "Line",
    "MarkOutOfRange",
    "MarkStands",
    "NoAttemptLeft",
    "NoComment",
    "NotNewest",
    "NotOnPaper",
    "NotStorable",
    "NothingToMark",
    "NumberUsed",
    "OwnMatter",
    "OwnPaper",
    "OwnVersion",
    "RegradeRunning",
    "Save",
    "StageClosed",
    "StageSealed",
    "Wording",
    "appeal",
    "approve_versions",
    "close_due",
    "close_sitting",
    "correct_key",
    "create_exam",
    "dismiss",
    "give_mark",
    "hand_in",
    "keep",
    "keep_media",
    "load_questions",
    "publish",
    "restore_question",
    "resume_regrade",
    "retire_question",
    "review_version",
    "ring_bell",
    "run_regrade",
    "save_exam",
    "save_form",
    "settle",
    "start_sitting",
    "submit_sitting",
    "uphold",
    "write_question",
]
