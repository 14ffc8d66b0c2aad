"""What is done to the bank, to exams and to sittings."""

from courses.exams.actions.access import CodeWrong, TooManyCodes, remove_code, renew_code
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
from courses.exams.actions.copying import copy_exam
from courses.exams.actions.deadlines import BadExtraTime, ExamEnded, TimeTakenAway, give_extra_time, move_deadlines
from courses.exams.actions.exams import (
    FROZEN,
    AttemptsUsed,
    BankTooSmall,
    ClosesTooEarly,
    EmptyBlueprint,
    ExamUnderWay,
    Line,
    MarksAreOut,
    create_exam,
    save_exam,
)
from courses.exams.actions.release import (
    MarksFirst,
    NotByHand,
    publish_due,
    publish_released,
    release_answers,
    release_marks,
)
from courses.exams.actions.reviews import AlreadyApproved, OwnVersion, review_version
from courses.exams.actions.sittings import close_due, submit_sitting
from courses.exams.actions.starting import AlreadyPassed, ExamNotOpen, NoAttemptLeft, PaperShort, start_sitting
from courses.exams.rules import Wording

__all__ = [
    "FROZEN",
    "AlreadyApproved",
    "AlreadyPassed",
    "AnswerMalformed",
    "AnswerStale",
    "AttemptsUsed",
    "BadExtraTime",
    "BadQuestion",
    "BankTooSmall",
    "ClosesTooEarly",
    "CodeWrong",
    "EmptyBlueprint",
    "ExamEnded",
    "ExamNotOpen",
    "ExamUnderWay",
    "FormEntry",
    "Line",
    "MarksAreOut",
    "MarksFirst",
    "NoAttemptLeft",
    "NotByHand",
    "NotOnPaper",
    "OwnVersion",
    "PaperShort",
    "SittingOver",
    "SittingSubmitted",
    "TimeTakenAway",
    "TooManyCodes",
    "Wording",
    "close_due",
    "copy_exam",
    "create_exam",
    "give_extra_time",
    "load_questions",
    "move_deadlines",
    "publish_due",
    "publish_released",
    "release_answers",
    "release_marks",
    "remove_code",
    "renew_code",
    "restore_question",
    "retire_question",
    "review_version",
    "save_answer",
    "save_exam",
    "save_form",
    "start_sitting",
    "submit_sitting",
    "write_question",
]
