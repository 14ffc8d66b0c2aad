"""Every kind of mistake, each marked in its row; scaled down from the bank of 10,000 of ``big.py``."""

import io

import openpyxl

from courses.exams.exchange.findings import sentence
from courses.exams.models import QuestionImport
from tests.courses.exams.exchange.big import EVERY, MISTAKES, bank

COUNT = EVERY * len(MISTAKES) * 2


def test_every_kind_of_mistake_is_marked_in_its_row(desk):
    data, expected = bank(COUNT)

    upload = desk.checked(data)

    assert upload.state == QuestionImport.State.REFUSED
    found = {fault.row: (fault.column, fault.code) for fault in upload.faults.all()}
    assert found == expected
    sheet = openpyxl.load_workbook(io.BytesIO(upload.marked_content())).active
    told = {row: sheet.cell(row, sheet.max_column).value for row in range(2, COUNT + 2)}
    assert {row for row, words in told.items() if words} == set(expected)
    for fault in upload.faults.all():
        assert sentence(fault.code, fault.data) in told[fault.row]


def test_the_same_bank_again_changes_nothing(desk):
    data, faults = bank(60)
    upload = desk.imported(data, leave_out_faulty=True)
    assert (upload.counts["new"], upload.counts["left_out"]) == (60 - len(faults), len(faults))

    again = desk.checked(data, leave_out_faulty=True)

    assert (again.counts["unchanged"], again.counts["new"], again.counts["twins"]) == (60 - len(faults), 0, 0)
