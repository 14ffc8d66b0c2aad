import io

import openpyxl

from lms.exchange import marking
from lms.exchange.models import Upload
from tests.factories.exchange import HEADER, csv_file, workbook


def opened(upload):
    return openpyxl.load_workbook(io.BytesIO(upload.marked_content())).active


def test_formulas_come_back_as_text(desk):
    sheet = opened(desk.load([desk.row(1, 姓名="=HYPERLINK(1)")]))

    assert (sheet["A2"].data_type, sheet["A2"].value[:2]) == ("s", "'=")


def test_the_explanation_names_each_column(desk):
    sheet = opened(desk.load([desk.row(1, 手机号="12", 姓名=""), desk.row(3)]))

    last = len(HEADER) + 1
    said = sheet.cell(2, last).value
    assert [line.split("：")[0] for line in said.split("\n")] == ["姓名", "手机号"]
    assert sheet.cell(3, last).value is None


def test_a_csv_comes_back_as_a_workbook_with_the_same_row_numbers(desk):
    upload = desk.load([], data=csv_file([desk.row(1), desk.row(3, 手机号="=1+1")]))

    sheet = opened(upload)
    assert (sheet["A2"].value, sheet["C3"].value) == ("李二", "'=1+1")
    assert sheet["C3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert sheet["C2"].fill.fgColor.rgb in ("00000000", None)


def test_a_large_sheet_is_written_anew(desk, monkeypatch):
    monkeypatch.setattr(marking, "_MOST_KEPT", 1)

    upload = desk.load([desk.row(1), desk.row(3, 手机号="12")])

    assert opened(upload)["C3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert upload.state == Upload.State.REFUSED


def test_the_marked_workbook_is_read_again_once_it_is_corrected(desk):
    marked = opened(desk.load([desk.row(1, 手机号="12")]))
    marked["C2"] = "13800000001"
    file = io.BytesIO()
    marked.parent.save(file)

    assert desk.load([], data=file.getvalue()).state == Upload.State.APPLIED


def test_a_file_that_cannot_be_read_has_nothing_to_mark(desk):
    assert not desk.load([], data=workbook([])).marked_file
