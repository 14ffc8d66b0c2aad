"""What is done to the bank, to exams and to sittings."""

from courses.exams.actions.answers import (
    AnswerMalformed,
    AnswerStale,
    FormEntry,
    NotOnPaper,
    SittingOver,
    SittingSubmitted,
    save_answer,
    save_form,
)
from courses.exams.actions.bank import (
    BadQuestion,
    load_questions,
    restore_question,
    retire_question,
    write_question,
)
from courses.exams.actions.exams import BankTooSmall, EmptyBlueprint, ExamUnderWay, Line, create_exam, save_exam
from courses.exams.actions.fairness import OwnSittingRemarked, RemarkEmpty, find_twins, remark, start_comparison
from courses.exams.actions.mistakes import (
    NotAChoice,
    NothingChosen,
    keep_mistakes,
    keep_mistakes_of,
    practise,
    sweep_mistakes,
)
from courses.exams.actions.reviews import AlreadyApproved, OwnVersion, review_version
from courses.exams.actions.sittings import (
    AlreadyPassed,
    ExamNotOpen,
    NoAttemptLeft,
    close_due,
    start_sitting,
    submit_sitting,
)
from courses.exams.rules import Wording

__all__ = [
    "AlreadyApproved",
    "AlreadyPassed",
    "AnswerMalformed",
    "AnswerStale",
    "BadQuestion",
    "BankTooSmall",
    "EmptyBlueprint",
    "ExamNotOpen",
    "ExamUnderWay",
    "FormEntry",
    "Line",
    "NoAttemptLeft",
    "NotAChoice",
    "NotOnPaper",
    "NothingChosen",
    "OwnSittingRemarked",
    "OwnVersion",
    "RemarkEmpty",
    "SittingOver",
    "SittingSubmitted",
    "Wording",
    "close_due",
    "create_exam",
    "find_twins",
    "keep_mistakes",
    "keep_mistakes_of",
    "load_questions",
    "practise",
    "remark",
    "restore_question",
    "retire_question",
    "review_version",
    "save_answer",
    "save_exam",
    "save_form",
    "start_comparison",
    "start_sitting",
    "submit_sitting",
    "sweep_mistakes",
    "write_question",
]
