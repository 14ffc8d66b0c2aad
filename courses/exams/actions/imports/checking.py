"""Looking a file of questions through, and keeping what was found."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from courses.exams.exchange.check import Given, examine
from courses.exams.exchange.examination import Examination, Onto
from courses.exams.exchange.returning import changes_of, marked_file, notes_of
from courses.exams.models import QuestionImport, QuestionImportFault, QuestionImportTwin
from lms.exchange.actions import SETTLED, keep_report
from lms.exchange.rules import masked

_MOST_FAULTS = 50_000
_BATCH = 1000
State = QuestionImport.State
Step = Callable[[int], None]


def no_step(_percent: int) -> None:
    """Pass over how far the work is."""


def check_import(import_id: int, *, at: datetime, step: Step = no_step) -> QuestionImport:
    """Look an import through and keep the report. Nothing of it is written to the bank.

    Safe to repeat: answers stay as long as the same is asked.

    :param step: called with how much of the work is done, in percent.
    """
    upload = read_import(import_id)
    if upload.state in SETTLED:
        return upload
    data = upload.content()
    return write_report(upload, examined(upload, data, step), data=data, at=at)


def read_import(import_id: int) -> QuestionImport:
    """Return an import with the people and places it names."""
    related = ("keeper", "subject", "uploaded_by", "approved_by")
    return QuestionImport.objects.select_related(*related).get(pk=import_id)


def examined(upload: QuestionImport, data: bytes, step: Step) -> Examination:
    """Look through the file with the answers that were given."""
    answered = upload.twins.exclude(answer="").values_list("number", "answer", "question")
    onto = Onto(upload.uploaded_by, upload.subject, upload.keeper, upload.leave_out_faulty)
    answers = {number: Given(answer, question) for number, answer, question in answered}
    return examine(data, onto=onto, answers=answers, step=step)


@transaction.atomic
def write_report(upload: QuestionImport, found: Examination, *, data: bytes, at: datetime) -> QuestionImport:
    """Replace the report of an import by what was ``found``."""
    upload.faults.all().delete()
    QuestionImportFault.objects.bulk_create(
        (
            QuestionImportFault(
                upload=upload,
                row=each.row,
                label=masked(label)[:80],
                column=each.field,
                code=each.code,
                data={name: masked(value) if isinstance(value, str) else value for name, value in each.data.items()},
            )
            for each, label in found.faults[:_MOST_FAULTS]
        ),
        batch_size=_BATCH,
    )
    _ask(upload, found)
    upload.form = found.reading.form if found.reading else ""
    upload.notes, upload.changes = notes_of(found), changes_of(found)
    state = State.REFUSED if found.is_refused else State.WAITING if found.open_twins else State.CHECKED
    keep_report(upload, state=state, counts=found.counts, marked=marked_file(data, found), at=at)
    return upload


def _ask(upload: QuestionImport, found: Examination) -> None:
    """Keep the answers that were given about the same, drop what is not asked any more, and ask anew."""
    kept = {twin.number: twin for twin in upload.twins.exclude(answer="")}
    upload.twins.filter(answer="").delete()
    fresh, still = [], set()
    for each in found.twins:
        twin = QuestionImportTwin(
            upload=upload,
            number=each.draft.number,
            row=each.draft.row,
            question=each.question,
            other_row=each.other_row,
            percent=each.percent,
            facts=each.facts,
        )
        known = kept.get(twin.number)
        if known is not None and (known.question_id, known.other_row) == (twin.question_id, twin.other_row):
            still.add(known.pk)
        else:
            fresh.append(twin)
    upload.twins.exclude(pk__in=still).delete()
    QuestionImportTwin.objects.bulk_create(fresh, batch_size=_BATCH)
