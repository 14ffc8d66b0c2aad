"""Keeping what was found in an upload."""

from datetime import datetime

from django.db import transaction

from lms.exchange import marking
from lms.exchange.actions.checked import keep_report
from lms.exchange.examine import Examination
from lms.exchange.facts import facts_of
from lms.exchange.models import Change, Fault, Question, Upload
from lms.exchange.rules import masked

_MOST_FAULTS = 100_000
_BATCH = 1000
State = Upload.State


@transaction.atomic
def write_report(upload: Upload, found: Examination, *, data: bytes, at: datetime) -> Upload:
    """Replace the report of an upload by what was ``found``."""
    upload.faults.all().delete()
    upload.changes.all().delete()
    _tell_faults(upload, found)
    changes = found.plan.changes if found.plan else []
    Change.objects.bulk_create(
        (
            Change(
                upload=upload,
                row=c.row,
                person_id=c.person,
                field=c.field,
                before=_shown(c.field, c.before),
                after=_shown(c.field, c.after),
            )
            for c in changes
        ),
        batch_size=_BATCH,
    )
    _ask(upload, found)
    upload.extra_columns, upload.workplaces = list(found.extra), sorted(set(found.workplaces))
    state = State.REFUSED if found.faults else State.WAITING if found.questions else State.CHECKED
    marked = marking.marked_workbook(data, found) if found.faults else None
    keep_report(upload, state=state, counts=found.counts, marked=marked, at=at)
    return upload


def _shown(field: str, value: str) -> str:
    # A licence number may have the length of an ID number; one that holds an ID number is refused.
    return (value if field == "licence_number" else masked(value))[:400]


def _tell_faults(upload: Upload, found: Examination) -> None:
    faults, table = found.faults[:_MOST_FAULTS], found.table
    names = dict(zip(table.numbers, table.columns["name"], strict=True)) if faults and table else {}
    Fault.objects.bulk_create(
        (
            Fault(
                upload=upload,
                row=each.row,
                name=names.get(each.row, ""),
                column=each.field,
                code=each.code,
                data=dict(each.data),
            )
            for each in faults
        ),
        batch_size=_BATCH,
    )


def _ask(upload: Upload, found: Examination) -> None:
    """Keep the answers given, drop questions that no longer arise, and ask the new ones."""
    upload.questions.filter(answer="").delete()
    table = found.table
    if table is None or found.faults:
        return
    Question.objects.bulk_create(
        Question(
            upload=upload,
            row=table.numbers[each.index],
            kind=each.kind,
            person_id=each.person.pk,
            facts=facts,
        )
        for each, facts in zip(found.questions, facts_of(found.questions, table, found.workplaces), strict=True)
    )
