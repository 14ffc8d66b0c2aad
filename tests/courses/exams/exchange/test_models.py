"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories.exams import (
    MADE,
    QuestionFactory,
    QuestionImportFactory,
    QuestionImportFaultFactory,
    QuestionImportTwinFactory,
)
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def refused(factory, **given):
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"state": "applied"},
        {"state": "checked", "written_at": MADE},
        {"state": "approved"},
        {"state": "approved", "approved_at": MADE},
        {"state": "checked", "approved_at": MADE},
    ],
    ids=str,
)
def test_an_import_is_whole(given):
    refused(QuestionImportFactory, **given)


def test_a_fault_has_a_code():
    refused(QuestionImportFaultFactory, code="")


def test_a_twin_is_asked_about_once():
    twin = QuestionImportTwinFactory()

    refused(QuestionImportTwinFactory, upload=twin.upload, number=twin.number)


@pytest.mark.parametrize(
    "given",
    [
        {"question": None},
        {"other_row": 3},
        {"answer": "skip"},
        {"answered_at": MADE},
        {"answer": "version", "answered_at": MADE, "question": None, "other_row": 3},
    ],
    ids=str,
)
def test_a_twin_is_whole(given):
    refused(QuestionImportTwinFactory, **given)


def test_each_says_what_it_is():
    upload = QuestionImportFactory(uploaded_by=PersonFactory())

    assert str(upload) == "题库.xlsx"
    assert str(QuestionImportFaultFactory(upload=upload)) == "2 right: no_right"
    question = QuestionFactory()
    assert str(QuestionImportTwinFactory(upload=upload, question=question)) == f"2 = {question.pk}"
