"""Every rule of the tables: the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from lms.exchange.models import Upload
from tests.factories.exchange import ChangeFactory, FaultFactory, QuestionFactory, UploadFactory
from tests.factories.people import RosterFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_an_applied_upload_names_its_roster_and_its_time(at):
    given = {"state": Upload.State.APPLIED, "approved_at": at}
    refused(lambda: UploadFactory(**given))
    refused(lambda: UploadFactory(**given, written_at=at))
    refused(lambda: UploadFactory(written_at=at, roster=RosterFactory()))


def test_nothing_is_applied_without_approval(at):
    refused(lambda: UploadFactory(state=Upload.State.APPROVED))
    refused(lambda: UploadFactory(state=Upload.State.APPLIED, written_at=at, roster=RosterFactory()))
    refused(lambda: UploadFactory(approved_at=at))


def test_a_fault_has_a_code_and_a_change_a_field():
    refused(lambda: FaultFactory(code=""))
    refused(lambda: ChangeFactory(field=""))


def test_a_question_is_asked_once():
    question = QuestionFactory()
    refused(lambda: QuestionFactory(upload=question.upload, row=question.row, person=question.person))


def test_an_answer_has_its_time(at):
    refused(lambda: QuestionFactory(answer="same"))
    refused(lambda: QuestionFactory(answered_at=at))
