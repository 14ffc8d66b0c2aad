"""From an uploaded roster to people on file: received, checked, answered, approved, applied."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.exchange import queries
from lms.exchange.actions.checked import SETTLED, AlreadyApproved, NotReady, keep_approval, keep_file
from lms.exchange.actions.reports import write_report
from lms.exchange.examine import Examination, examine
from lms.exchange.models import Question, Upload
from lms.exchange.roster.onfile import Onto
from lms.kit.errors import Refusal
from lms.people.actions.rolls import RosterName, Written, write_roll
from lms.people.models import Organisation, Person

State = Upload.State


class KeeperOutside(Refusal):
    """The institution that should keep the roster is not the uploader's."""

    code = "keeper_outside"
    message = _("You do not manage this institution.")


class Changed(Refusal):
    """Somebody else's import came in between."""

    code = "upload_changed"
    message = _("The data on file has changed since. Nothing has been written. Please have the file checked again.")


class OutOfReach(Refusal):
    """Some of the rows are about institutions or people outside the scope of whoever decides."""

    code = "upload_out_of_reach"
    message = _(
        "This file is about institutions or people outside your area, or changes people with an administrative role. "
        "Whoever uploaded it has to go on with it."
    )


@dataclass(frozen=True, kw_only=True)
class Target:
    """Which roster an upload is for."""

    keeper: Organisation
    name: str
    as_of: date
    end_missing: bool = False


@transaction.atomic
def receive_upload(*, data: bytes, file_name: str, target: Target, by: Person, at: datetime) -> Upload:
    """Keep a roster file, sealed, as it came. It is looked at by :func:`check_upload`.

    :raises KeeperOutside: ``by`` has no scope over the institution.
    """
    if not Organisation.objects.visible_to(by).filter(pk=target.keeper.pk).exists():
        raise KeeperOutside
    upload = Upload(
        file_name=file_name,
        uploaded_by=by,
        uploaded_at=at,
        keeper=target.keeper,
        roster_name=target.name,
        as_of=target.as_of,
        end_missing=target.end_missing,
    )
    keep_file(upload, data)
    record("exchange.upload.received", actor=by, subject=upload, at=at, sha256=upload.sha256)
    return upload


def check_upload(upload_id: int, *, at: datetime) -> Upload:
    """Look an upload through and keep the report. Nothing of it is written to people's data.

    Safe to repeat: answers stay as long as the same is asked.
    """
    upload = _read(upload_id)
    if upload.state in SETTLED:
        return upload
    data = upload.content()
    return write_report(upload, _examined(upload, data, at), data=data, at=at)


def _read(upload_id: int) -> Upload:
    return Upload.objects.select_related("keeper", "uploaded_by", "approved_by").get(pk=upload_id)


def _examined(upload: Upload, data: bytes, at: datetime) -> Examination:
    answered = upload.questions.exclude(answer="").values_list("row", "kind", "person", "answer")
    assert upload.uploaded_by is not None  # noqa: S101 - receive_upload sets it
    return examine(
        data,
        onto=Onto(upload.keeper, upload.roster_name, upload.as_of, upload.end_missing),
        uploader=upload.uploaded_by,
        answers={(row, kind, person): answer for row, kind, person, answer in answered},
        today=timezone.localdate(at),
    )


@transaction.atomic
def answer_questions(upload: Upload, *, answers: Mapping[int, str], by: Person, at: datetime) -> int:
    """Keep answers by question id; return how many questions are still open. Unknown answers are passed over.

    :raises AlreadyApproved: the upload is being imported.
    :raises OutOfReach: not everything it names is in the scope of ``by``.
    """
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    if row.state in SETTLED:
        raise AlreadyApproved
    _refuse_out_of_reach(row, by, at)
    for question in row.questions.filter(pk__in=answers.keys()):
        answer = answers[question.pk]
        if answer and answer in Question.Answer.values and answer != question.answer:
            question.answer, question.answered_by, question.answered_at = answer, by, at
            question.save()
            record(
                "exchange.question.answered",
                actor=by,
                subject=row,
                at=at,
                row=question.row,
                answer=answer,
                kind=question.kind,
            )
    return row.questions.filter(answer="").count()


@transaction.atomic
def approve_upload(upload: Upload, *, by: Person, at: datetime) -> Upload:
    """Say that an upload may be written. :func:`apply_upload` does it.

    :raises NotReady: it has errors or open questions.
    :raises OutOfReach: not everything it names is in the scope of ``by``.
    """
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    _refuse_out_of_reach(row, by, at)
    if keep_approval(row, by=by, at=at):
        record("exchange.upload.approved", actor=by, subject=row, at=at, sha256=row.sha256)
    return row


def _refuse_out_of_reach(upload: Upload, by: Person, at: datetime) -> None:
    if not queries.may_decide(upload, by, today=timezone.localdate(at)):
        raise OutOfReach


def apply_upload(upload_id: int, *, at: datetime) -> Upload:
    """Write an approved upload, whole or not at all. Safe to repeat.

    The file is looked through again: what was right when it was checked may be wrong now.

    :raises NotReady: it is not approved, or errors and questions have come up; its report says which.
    :raises Changed: somebody wrote the same people at the same moment.
    """
    upload = _read(upload_id)
    if upload.state == State.APPLIED:
        return upload
    if upload.state != State.APPROVED:
        raise NotReady
    data = upload.content()
    return _apply(upload, _examined(upload, data, at), data=data, at=at)


def _apply(upload: Upload, found: Examination, *, data: bytes, at: datetime) -> Upload:
    if found.faults or found.questions or found.plan is None or not _is_in_reach(upload, found, at):
        write_report(upload, found, data=data, at=at)
        raise NotReady
    try:
        return _write(upload, found, at)
    except IntegrityError as clash:
        write_report(upload, _examined(upload, data, at), data=data, at=at)
        raise Changed from clash


def _is_in_reach(upload: Upload, found: Examination, at: datetime) -> bool:
    """Whether whoever approved may decide on what the file means by now. The uploader's scope bounds it anyway."""
    approver = upload.approved_by
    if approver is None or approver.pk == upload.uploaded_by_id:
        return True
    today = timezone.localdate(at)
    return queries.covers(approver, workplaces=set(found.workplaces), people=found.people, today=today)


@transaction.atomic
def _write(upload: Upload, found: Examination, at: datetime) -> Upload:
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    if row.state == State.APPLIED:
        return row
    assert found.plan is not None  # noqa: S101 - asked by the caller
    name = RosterName(name=row.roster_name, keeper=upload.keeper, made_on=row.as_of)
    written = write_roll(found.plan.roll, roster=name, by=row.approved_by, at=at)
    row.state, row.written_at, row.roster, row.counts = State.APPLIED, at, written.roster, found.counts
    row.written = _account(written, found)
    row.save()
    record("exchange.upload.applied", actor=row.approved_by, subject=row, at=at, **row.counts)
    return row


def _account(written: Written, found: Examination) -> dict[str, Any]:
    """Return what was written, so that each person can be traced to the upload that made them."""
    ids = written.new_people
    return {
        "new_people": [ids[0], ids[-1]] if ids else [],
        "changed_people": sorted(found.plan.roll.people_changed) if found.plan else [],
        "posts": written.posts,
        "licences": written.licences,
        "entries": written.entries,
    }


def import_roster(*, data: bytes, file_name: str, target: Target, by: Person, at: datetime) -> Upload:
    """Receive, check and, where nothing is wrong or doubtful, approve and apply a roster in one go.

    The caller reads the upload's ``state``: refused, waiting for answers, or applied.
    """
    upload = receive_upload(data=data, file_name=file_name, target=target, by=by, at=at)
    found = _examined(upload, data, at)
    upload = write_report(upload, found, data=data, at=at)
    if upload.state != State.CHECKED:
        return upload
    return _apply(approve_upload(upload, by=by, at=at), found, data=data, at=at)
