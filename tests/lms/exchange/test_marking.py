import io

import openpyxl
import pytest

from lms.exchange import marking
from lms.exchange.models import Upload
from tests.factories.exchange import HEADER, csv_file, workbook
from tests.lms.exchange.test_sheets import changed

LAST = len(HEADER)


def opened(upload):
    return openpyxl.load_workbook(io.BytesIO(upload.marked_content())).active


def merged(rows, *ranges, header=HEADER):
    """A workbook with merged cells; what a cell that is not the first held is gone, as in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows, header=header)))
    for each in ranges:
        book.active.merge_cells(each)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


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


@pytest.mark.parametrize("merge", ["P1:Q1", "P2:Q3", "A6:R6"])
def test_the_explanation_stands_right_of_merged_cells(desk, merge):
    data = merged([[*desk.row(1, 手机号="12"), "甲"]], merge, header=[*HEADER, "备注"])

    sheet = opened(desk.load([], data=data))

    last = sheet.max_column
    assert last == 1 + openpyxl.utils.range_boundaries(merge)[2]
    assert (sheet.cell(1, last).value, sheet.cell(2, last).value[:3]) == ("错误说明", "手机号")


def test_of_merged_cells_the_first_is_marked_and_every_other_row_is_told(desk):
    rows = [desk.row(n, 工作单位="") for n in (1, 3, 5)]

    upload = desk.load([], data=merged(rows, "G2:G4", "K2:L2"))

    faults = [(fault.row, fault.column, fault.code) for fault in upload.faults.order_by("row", "pk")]
    assert faults == [
        (2, "education", "merged"),
        (3, "workplace_code", "merged"),
        (4, "workplace_code", "merged"),
    ]
    sheet = opened(upload)
    assert sheet["G2"].fill.fgColor.rgb.endswith(marking._RED)
    assert "合并" in sheet["G2"].comment.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            b"</sheetData>",
            b'</sheetData><dataValidations count="1"><dataValidation type="foo" sqref="A1"/></dataValidations>',
            id="validation",
        ),
        pytest.param(b"</sheetData>", b'</sheetData><autoFilter ref="?"/>', id="filter"),
        pytest.param(
            b"</sheetData>",
            b'</sheetData><mergeCells count="1"><mergeCell ref="U1:U1048576"/></mergeCells>',
            id="column",
        ),
    ],
)
def test_a_workbook_whose_looks_cannot_be_kept_is_written_anew(desk, old, new):
    data = changed(workbook([desk.row(1, 手机号="12")]), old, new)

    sheet = opened(desk.load([], data=data))

    assert sheet["C2"].fill.fgColor.rgb.endswith(marking._RED)
    assert sheet.cell(2, LAST + 1).value.startswith("手机号")


def test_a_report_is_told_even_where_nothing_can_be_marked(desk, monkeypatch, caplog):
    data = workbook([desk.row(1, 手机号="12")])

    def fail(*_args, **_options):
        raise ValueError(desk.row(1)[1])

    monkeypatch.setattr(marking.openpyxl, "load_workbook", fail)
    monkeypatch.setattr(marking.xlsxwriter, "Workbook", fail)

    upload = desk.load([], data=data)

    assert (upload.state, bool(upload.marked_file), upload.faults.count()) == (Upload.State.REFUSED, False, 1)
    assert desk.row(1)[1] not in caplog.text


def test_a_large_side_sheet_counts_as_well(desk, monkeypatch):
    from tests.lms.exchange.test_sheets import sheets

    data = sheets(("名册", HEADER, [desk.row(1, 手机号="12")]), ("附表", ["数"], [[n] for n in range(2000)]))
    assert opened(desk.load([], data=data)).parent.sheetnames == ["名册", "附表"]
    monkeypatch.setattr(marking, "_MOST_KEPT", 20_000)

    assert len(opened(desk.load([], data=data)).parent.sheetnames) == 1


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
