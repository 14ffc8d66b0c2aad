import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lms.exchange.roster.columns import COLUMNS, WORDS, find, known_in, offered
from lms.exchange.roster.table import CLEANERS
from lms.exchange.rules import Bad
from lms.exchange.sheets import Sheet, read_grid, refusals, safety, write_workbook
from lms.exchange.sheets.writer import safe_text
from tests.factories.exchange import HEADER, csv_file, workbook

ROW = ["李明", "11010519491231002X", "13800138000"]


def read(data):
    return read_grid(data, known_in, lambda grid: None)


def sheets(*pages):
    """A workbook of sheets, each ``(name, header, rows, how)``; ``how`` is a method's name, such as ``"hide"``."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    for name, header, rows, *how in pages:
        page = book.add_worksheet(name)
        for number, row in enumerate([header, *rows]):
            page.write_row(number, 0, row)
        for each in how:
            getattr(page, each)()
    book.get_worksheet_by_name(pages[-1][0]).activate()
    book.close()
    return file.getvalue()


def repacked(data, change):
    """The archive with each member passed through ``change(name, content)``; ``None`` drops it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return file.getvalue()


def with_member(data, name, content=b"x"):
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        pytest.param(b"%PDF-1.7 ...", refusals.NotASheet, id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(40), refusals.NotASheet, id="png"),
        pytest.param(b"<html><table><tr><td>1", refusals.NotASheet, id="html-named-xls"),
        pytest.param(bytes(range(256)) * 20, refusals.NotASheet, id="bytes"),
        pytest.param(b"", refusals.Empty, id="no-byte"),
        pytest.param(b"\r\n\r\n", refusals.Empty, id="blank-lines"),
        pytest.param(safety._OLE + bytes(600), refusals.OldFormat, id="xls"),
        pytest.param(safety._OLE + "EncryptedPackage".encode("utf-16-le"), refusals.Locked, id="encrypted"),
        pytest.param(b"PK\x03\x04 but no more", refusals.Broken, id="cut-off"),
        pytest.param(workbook([]), refusals.Empty, id="header-only"),
        pytest.param(workbook([], header=[]), refusals.Empty, id="empty-sheet"),
        pytest.param(with_member(workbook([ROW]), "xl/vbaProject.bin"), refusals.HasMacros, id="macros"),
        pytest.param(with_member(workbook([ROW]), "xl/embeddings/a.bin"), refusals.HasMacros, id="embedded"),
        pytest.param(with_member(workbook([ROW]), "xl/workbook.bin"), refusals.OldFormat, id="xlsb"),
        pytest.param(workbook([["甲", "乙"]], header=["一", "二"]), refusals.NoHeader, id="no-header"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_with_its_own_code(data, refusal):
    with pytest.raises(refusal):
        read(data)


def test_a_zip_of_something_else_is_no_sheet():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    with pytest.raises(refusals.NotASheet):
        read(file.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = with_member(workbook([ROW]), "xl/worksheets/sheet9.xml", bytes(64 * safety.MEGABYTE))
    assert len(bomb) < safety.MEGABYTE

    with pytest.raises(refusals.Bomb, match="64"):
        read(bomb)


def test_too_many_entries_are_a_bomb():
    file = io.BytesIO(workbook([ROW]))
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(safety.MOST_ENTRIES):
            archive.writestr(f"xl/media/{number}", "")

    with pytest.raises(refusals.Bomb):
        read(file.getvalue())


def test_a_sheet_of_two_million_rows_is_refused_before_it_is_parsed():
    """The sheet says so itself, row by row; no row is laid out."""
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n * 7919) for n in range(2, 400_000))

    def swell(name, content):
        if name != "xl/worksheets/sheet1.xml":
            return content
        return content.replace(b"</sheetData>", rows * 5 + b"</sheetData>")

    with pytest.raises(refusals.TooManyRows, match="200000"):
        read(repacked(workbook([ROW]), swell))


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        (b"XFD3", refusals.TooManyColumns),
        (b"CW3", refusals.TooManyColumns),
        (b"A1048576", refusals.TooManyRows),
        (b"A200011", refusals.TooManyRows),
    ],
)
def test_one_cell_far_away_does_not_lay_out_a_full_sheet(address, refusal):
    def move(name, content):
        cell = b'<row r="3"><c r="' + address + b'"><v>1</v></c></row></sheetData>'
        return content.replace(b"</sheetData>", cell) if name == "xl/worksheets/sheet1.xml" else content

    with pytest.raises(refusal):
        read(repacked(workbook([ROW]), move))


@pytest.mark.parametrize("quote", [b"r='XFD3'", b'r = "XFD3"'])
def test_an_address_written_in_another_way_is_seen_too(quote):
    def move(name, content):
        cell = b"<row r='3'><c " + quote + b"><v>1</v></c></row></sheetData>"
        return content.replace(b"</sheetData>", cell) if name == "xl/worksheets/sheet1.xml" else content

    with pytest.raises(refusals.TooManyColumns):
        read(repacked(workbook([ROW]), move))


def test_formulas_are_found_by_their_cells():
    data = workbook([[*ROW[:2], "=13800138000+1"], ROW])

    grid = read(data)

    assert (grid.formulas.count, grid.formulas.rows, grid.formulas.lost) == (1, {3: [2]}, False)


def changed(data, old, new):
    """The workbook with ``old`` replaced in its first sheet."""
    part = "xl/worksheets/sheet1.xml"
    return repacked(data, lambda name, content: re.sub(old, new, content) if name == part else content)


def test_formulas_are_all_remembered_however_many_stand_before():
    data = workbook([[*ROW, "=ROW()-1"]] * 10_050 + [[*ROW[:2], "=13800138000+1"]])

    assert read(data).formulas.rows[3] == [10_052]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(rb'<c r="[A-Z]+[0-9]+"', b"<c", id="no-address"),
        pytest.param(b"<f>", b"<!-- --><f>", id="comment"),
        pytest.param(b"<f>", b'<f t="array" ref="C1:D3">', id="array"),
        pytest.param(b"<f>", b"<f ref='C2:C3' t='dataTable'>", id="data-table"),
    ],
)
def test_a_sheet_whose_formulas_cannot_all_be_told_is_refused(old, new):
    data = changed(workbook([[*ROW[:2], "=13800138000+1"], ROW]), old, new)

    with pytest.raises(refusals.FormulasLost) as refusal:
        read(data)

    assert refusal.value.data == {"sheet": "名册"}


@pytest.mark.parametrize("new", [b'<f t="array" ref="C2">', b'<f t="array" ref="C2:C2">', b'<f\nca="1">'])
def test_a_formula_of_one_cell_is_told_however_it_is_written(new):
    assert read(changed(workbook([[*ROW[:2], "=1+1"], ROW]), b"<f>", new)).formulas.rows == {3: [2]}


def test_more_formulas_than_are_remembered_refuse_the_sheet(monkeypatch):
    monkeypatch.setattr(safety, "_MOST_FORMULAS", 1)
    assert not read(workbook([[*ROW, "=1"]])).formulas.lost

    with pytest.raises(refusals.FormulasLost):
        read(workbook([[*ROW, "=1"]] * 2))


def test_a_sheet_that_is_not_the_roster_may_have_any_formulas():
    data = sheets(("名册", HEADER, [ROW]), ("合计", ["数"], [["=1"]]))
    part = "xl/worksheets/sheet2.xml"

    grid = read(repacked(data, lambda name, text: text.replace(b"<f>", b"<!-- --><f>") if name == part else text))

    assert grid.name == "名册"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding_and_with_every_delimiter(encoding, delimiter):
    grid = read(csv_file([ROW], header=HEADER[:3], encoding=encoding, delimiter=delimiter))

    assert (grid.header, grid.rows) == (list(HEADER[:3]), [ROW])


def test_the_header_may_stand_below_a_title():
    grid = read(workbook([HEADER, ROW], header=["潍坊市乡村医生名册"]))

    assert (grid.header_row, grid.rows[0][0]) == (2, "李明")


def test_the_sheet_with_the_header_is_taken():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet("封面")
    page = book.add_worksheet("名册 & 表")
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, ROW)
    book.close()

    grid = read(file.getvalue())

    assert (grid.name, grid.rows[0][0]) == ("名册 & 表", "李明")


@pytest.mark.parametrize("how", ["hide", "very_hidden"])
def test_a_hidden_sheet_is_passed_over(how):
    grid = read(sheets(("旧", HEADER, [["王五", *ROW[1:]]], how), ("新", HEADER, [ROW])))

    assert (grid.name, grid.rows[0][0]) == ("新", "李明")


def test_several_rosters_in_one_file_are_named_and_none_is_read():
    pages = [(f"第{n}镇", HEADER, [ROW]) for n in range(1, 8)]

    with pytest.raises(refusals.SeveralSheets) as refusal:
        read(sheets(*pages))

    assert refusal.value.data == {"sheets": "第1镇、第2镇、第3镇、第4镇、第5镇、第6镇、第7镇"}


def test_the_roster_is_found_behind_other_sheets_that_know_some_columns():
    others = [(f"统计{n}", ["单位", "人员类别", "人数"], [["甲", "护士", 3]]) for n in range(6)]

    grid = read_grid(sheets(*others, ("名册", HEADER, [ROW])), known_in, find)

    assert grid.name == "名册"


def test_of_several_sheets_the_one_with_a_header_says_what_it_lacks():
    pages = [("空", [], []), ("封面", ["封面"], [["x"]]), ("名册", [*HEADER[:2], *HEADER[3:]], [ROW])]

    with pytest.raises(refusals.ColumnsMissing):
        read_grid(sheets(*pages), known_in, find)


def test_more_sheets_than_are_looked_at_are_refused():
    with pytest.raises(refusals.TooManySheets, match="100"):
        read(sheets(*((f"表{n}", ["x"], []) for n in range(101))))


HEAD = ["姓名", "身份证号", "手机号", "人员类别", "备注"]


def torn(*lines):
    return csv_file([["李明", "1", "2", "护士", note] for note in lines], header=HEAD, encoding="gb18030")


@pytest.mark.parametrize(
    "notes",
    [
        pytest.param(["", '"请核对', "", ""], id="open-to-the-end"),
        pytest.param(["", '"请核对', "", '好"', ""], id="closed-in-a-row-below"),
        pytest.param(["", '"请核对', '好"，行'], id="closed-in-the-next-row"),
        pytest.param(["", '"请核对'], id="open-in-the-last-cell"),
        pytest.param(["", '"请核对', *["字" * 1000] * 200], id="longer-than-a-cell-may-be"),
    ],
)
def test_a_stray_quotation_mark_that_swallows_rows_is_named_by_its_line(notes):
    with pytest.raises(refusals.StrayQuote) as refusal:
        read(torn(*notes))

    assert refusal.value.data == {"line": 3}


@pytest.mark.parametrize("line", ['"李明,1,2,护士,', '李明,1,"2,护士,', '李明,1,2,"护士,'])
@pytest.mark.parametrize("end", ['王五",3,4,护士,', '王五,3,"4",护士,', '王五,3,4,护士,好"'])
def test_a_stray_quotation_mark_never_loses_a_row(line, end):
    data = "\r\n".join([",".join(HEAD), "赵六,1,2,护士,", line, end, "周七,1,2,护士,"]).encode()

    with pytest.raises(refusals.StrayQuote):
        read(data)


def test_a_cell_of_several_lines_is_read_whole():
    grid = read(torn("", '"第一行\r\n第二行，又一行\n3"', '"双""引号"', '5"管'))

    assert [row[4] for row in grid.rows] == ["", "第一行\r\n第二行，又一行\n3", '双"引号', '5"管']


def test_columns_are_found_by_alias_in_any_order_and_extra_ones_are_listed():
    header = ["序号", "* 联系电话", "身份证号码（必填）", "姓 名", "单位名称", "人员类型", "备注"]

    found = find(read(workbook([["1", *ROW]], header=header)))

    assert found.places == {"phone": 1, "id_number": 2, "name": 3, "workplace": 4, "kind": 5}
    assert found.extra == ("序号", "备注")


@pytest.mark.parametrize("title", ["资格证书编号", "证书编号", "资格证书", "参加工作日期"])
def test_a_column_that_means_something_else_is_left_out(title):
    found = find(read(workbook([ROW], header=[*HEADER[:12], title])))

    assert found.extra == (title,)


def test_a_renamed_column_is_named_with_what_stands_there_instead():
    header = [title if title != "手机号" else "电话机" for title in HEADER]

    with pytest.raises(refusals.ColumnsMissing) as refusal:
        find(read(workbook([ROW], header=header)))

    assert refusal.value.data == {"missing": "手机号", "unknown": "电话机"}


def test_without_any_workplace_column_the_code_is_asked_for():
    header = [title for title in HEADER if title not in ("机构代码", "工作单位")]

    with pytest.raises(refusals.ColumnsMissing) as refusal:
        find(read(workbook([ROW], header=header)))

    assert refusal.value.data["missing"] == "机构代码"


@pytest.mark.parametrize(
    ("before", "after", "headers"),
    [
        (["联系电话"], ["电话"], "联系电话、电话"),
        (["手机号", "联系电话"], ["手机号（必填）"], "手机号、手机号（必填）"),
    ],
)
def test_two_columns_that_mean_one_thing_as_much_are_named(before, after, headers):
    header = [*before, *(title for title in HEADER if title != "手机号"), *after]

    with pytest.raises(refusals.ColumnTwice) as refusal:
        find(read(workbook([ROW], header=header)))

    assert refusal.value.data == {"column": "手机号", "headers": headers}


@pytest.mark.parametrize(
    ("title", "alias"), [("手机号", "联系电话"), ("工作单位", "单位"), ("科室", "部门"), ("手机号", "手机号码")]
)
def test_the_exact_title_stands_before_an_alias_on_either_side_of_it(title, alias):
    found = find(read(workbook([ROW], header=[alias, *HEADER])))

    assert found.extra == (alias,)
    assert found.places == {column.field: place for place, column in enumerate(COLUMNS, start=1)}


def test_each_word_of_the_template_is_a_word_of_its_list():
    for column in COLUMNS:
        if column.field in ("kind", "education", "licence_kind", "sex", "title"):
            assert column.example in offered(column.field)


@pytest.mark.parametrize(
    ("field", "word", "kept"),
    [
        ("title", "主管医师", "主治医师"),
        ("title", "公卫主管医师", "主治医师"),
        ("title", "主治（主管）医师", "主治医师"),
        ("title", "住院中医师", "中医师"),
        ("title", "主管中药师", "主管中药师"),
        ("education", "大专及以上", "大专"),
        ("kind", "乡村医生（村医）", "village_doctor"),
        ("licence_kind", "中医（专长）医师", "other"),
        ("licence_kind", "执业医师证书", "physician"),
        # It may be either of two, and which one decides what somebody may do.
        ("licence_kind", "执业（助理）医师", Bad),
    ],
)
def test_what_rosters_say_is_understood(field, word, kept):
    found = CLEANERS[field](word)

    assert found == kept or (kept is Bad and found.code == "not_in_list")


def test_every_word_is_found_as_it_stands():
    lost = [(f, word) for f, words in WORDS.items() for word in words if CLEANERS[f](word) != words[word]]

    assert lost == []


# --- Out -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "　@x", "\x0c=1"])
def test_no_cell_begins_as_a_formula(text):
    assert safe_text(text) == f"'{text}"


@given(st.text(max_size=40))
def test_safe_text_never_starts_a_formula_and_never_loses_a_letter(text):
    safe = safe_text(text)

    assert safe.removeprefix("'").endswith(text.removeprefix("'"))
    assert not safe.strip().startswith(("=", "+", "-", "@"))


def test_a_written_workbook_reads_back_as_text_and_numbers():
    file = io.BytesIO()

    count = write_workbook(file, [Sheet(name="覆盖", header=["姓名", "人数"], rows=iter([["=王", 3], ["李", None]]))])

    sheet = openpyxl.load_workbook(io.BytesIO(file.getvalue())).active
    assert count == 2
    assert [[cell.value for cell in row] for row in sheet.rows] == [["姓名", "人数"], ["'=王", 3], ["李", None]]
    assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "n"}


def test_notes_stand_above_the_header():
    file = io.BytesIO()

    write_workbook(file, [Sheet(name="表", header=["甲"], rows=[["乙"]], notes=["导出于 2026-11-19"])])

    sheet = openpyxl.load_workbook(io.BytesIO(file.getvalue())).active
    assert [row[0].value for row in sheet.rows] == ["导出于 2026-11-19", "甲", "乙"]
