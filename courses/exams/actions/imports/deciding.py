"""What a person says about an import: what its twins are, and that it may be written."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from courses.exams.actions.imports.refusals import ImportApproved, ImportNotReady, NotYours
from courses.exams.models import QuestionImport, QuestionImportTwin
from courses.exams.queries.imports import may_decide
from lms.audit.actions import record
from lms.exchange.actions import SETTLED, keep_approval
from lms.people.models import Person

Answer = QuestionImportTwin.Answer


@transaction.atomic
def answer_twins(
    upload: QuestionImport, *, answers: Mapping[int, str], rest: str = "", by: Person, at: datetime
) -> int:
    """Keep answers by the twin's id; return how many are still open. Answers that do not fit are passed over.

    :param rest: the answer for all that are open otherwise; a new version only of what is in the bank.
    :raises ImportApproved: it is being imported.
    :raises NotYours: somebody else uploaded it.
    """
    row = _locked(upload, by)
    if row.state in SETTLED:
        raise ImportApproved
    told: dict[str, int] = {}
    changed = []
    for twin in row.twins.order_by("number"):
        answer = answers.get(twin.pk) or (rest if twin.answer == Answer.OPEN else "")
        if answer not in Answer.values or answer in ("", twin.answer):
            continue
        if answer == Answer.VERSION and twin.question_id is None:
            continue
        twin.answer, twin.answered_by, twin.answered_at = answer, by, at
        changed.append(twin)
        told[answer] = told.get(answer, 0) + 1
    QuestionImportTwin.objects.bulk_update(changed, ["answer", "answered_by", "answered_at"], batch_size=500)
    if told:
        record("exams.import.answered", actor=by, subject=row, at=at, **told)
    return row.twins.filter(answer="").count()


@transaction.atomic
def approve_import(upload: QuestionImport, *, by: Person, at: datetime) -> QuestionImport:
    """Say that an import may be written. :func:`apply_import` does it.

    :raises ImportNotReady: it has errors or open questions.
    :raises NotYours: somebody else uploaded it.
    """
    row = _locked(upload, by)
    if keep_approval(row, by=by, at=at, not_ready=ImportNotReady):
        record("exams.import.approved", actor=by, subject=row, at=at, sha256=row.sha256)
    return row


def _locked(upload: QuestionImport, by: Person) -> QuestionImport:
    row = QuestionImport.objects.select_for_update().get(pk=upload.pk)
    if not may_decide(row, by):
        raise NotYours
    return row
