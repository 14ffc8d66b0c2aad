"""Writing an approved import, whole or not at all."""

from datetime import datetime

from django.db import IntegrityError, transaction

from courses.exams.actions.imports.checking import Step, examined, no_step, read_import, write_report
from courses.exams.actions.imports.deciding import approve_import
from courses.exams.actions.imports.receiving import Destination, receive_import
from courses.exams.actions.imports.refusals import BankChanged, ImportNotReady
from courses.exams.actions.imports.writing import write_planned
from courses.exams.exchange.examination import Examination
from courses.exams.models import QuestionImport
from lms.audit.actions import record
from lms.people.models import Person

State = QuestionImport.State


def apply_import(import_id: int, *, at: datetime, step: Step = no_step) -> QuestionImport:
    """Write an approved import. Safe to repeat.

    The file is looked through again: what was right when it was checked may be wrong now.

    :raises ImportNotReady: it is not approved, or errors and questions have come up; its report says which.
    :raises BankChanged: somebody wrote the same codes at the same moment.
    """
    upload = read_import(import_id)
    if upload.state == State.APPLIED:
        return upload
    if upload.state != State.APPROVED:
        raise ImportNotReady
    data = upload.content()
    return _apply(upload, examined(upload, data, step), data=data, at=at)


def _apply(upload: QuestionImport, found: Examination, *, data: bytes, at: datetime) -> QuestionImport:
    if found.is_refused or found.open_twins:
        write_report(upload, found, data=data, at=at)
        raise ImportNotReady
    try:
        return _write(upload, found, at)
    except IntegrityError as clash:
        write_report(upload, examined(upload, data, no_step), data=data, at=at)
        raise BankChanged from clash


@transaction.atomic
def _write(upload: QuestionImport, found: Examination, at: datetime) -> QuestionImport:
    row = QuestionImport.objects.select_for_update().get(pk=upload.pk)
    if row.state == State.APPLIED:
        return row
    by = None if row.vouched else upload.uploaded_by
    row.counts = found.counts
    row.written = write_planned(found.planned, keeper=upload.keeper, by=by, is_vouched=row.vouched, at=at)
    row.state, row.written_at = State.APPLIED, at
    row.save()
    record("exams.import.applied", actor=upload.approved_by, subject=row, at=at, **row.counts)
    return row


def import_questions(*, data: bytes, file_name: str, onto: Destination, by: Person, at: datetime) -> QuestionImport:
    """Receive, check and, where nothing is wrong or doubtful, approve and apply a file in one go.

    The caller reads the import's ``state``: refused, waiting for answers, or applied.
    """
    upload = read_import(receive_import(data=data, file_name=file_name, onto=onto, by=by, at=at).pk)
    found = examined(upload, data, no_step)
    upload = write_report(upload, found, data=data, at=at)
    if upload.state != State.CHECKED:
        return upload
    approve_import(upload, by=by, at=at)
    return _apply(read_import(upload.pk), found, data=data, at=at)
