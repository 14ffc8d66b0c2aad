"""From a file of questions to questions in the bank: received, checked, answered, approved, applied."""

from courses.exams.actions.imports.applying import apply_import, import_questions
from courses.exams.actions.imports.checking import check_import
from courses.exams.actions.imports.deciding import answer_twins, approve_import
from courses.exams.actions.imports.receiving import Destination, receive_import
from courses.exams.actions.imports.refusals import (
    BankChanged,
    ImportApproved,
    ImportNotReady,
    NotYours,
    OutsideYourArea,
)

__all__ = [
    "BankChanged",
    "Destination",
    "ImportApproved",
    "ImportNotReady",
    "NotYours",
    "OutsideYourArea",
    "answer_twins",
    "apply_import",
    "approve_import",
    "check_import",
    "import_questions",
    "receive_import",
]
