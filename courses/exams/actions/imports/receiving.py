"""Keeping a file of questions."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from courses.exams.actions.imports.refusals import OutsideYourArea
from courses.exams.models import QuestionImport
from lms.audit.actions import record
from lms.exchange.actions import keep_file
from lms.people.models import Organisation, Person
from lms.records.models import Subject


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where the questions of a file are to go.

    :param subject: of questions that name none.
    :param keeper: the institution that keeps new questions; ``None`` is everybody's.
    :param leave_out_faulty: import the sound ones of a file that has errors.
    :param vouched: what the installation itself brings in is approved at once.
    """

    subject: Subject | None = None
    keeper: Organisation | None = None
    leave_out_faulty: bool = False
    vouched: bool = False


@transaction.atomic
def receive_import(*, data: bytes, file_name: str, onto: Destination, by: Person, at: datetime) -> QuestionImport:
    """Keep a file of questions, sealed, as it came. It is looked at by :func:`check_import`.

    :raises OutsideYourArea: ``by`` has no scope over the institution.
    """
    if onto.keeper is not None and not Organisation.objects.visible_to(by).filter(pk=onto.keeper.pk).exists():
        raise OutsideYourArea
    upload = QuestionImport(
        file_name=file_name,
        uploaded_by=by,
        uploaded_at=at,
        subject=onto.subject,
        keeper=onto.keeper,
        leave_out_faulty=onto.leave_out_faulty,
        vouched=onto.vouched,
    )
    keep_file(upload, data)
    record("exams.import.received", actor=by, subject=upload, at=at, sha256=upload.sha256)
    return upload
