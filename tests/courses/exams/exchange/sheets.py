"""Sheets of questions as editors send them."""

import io
import zipfile

import openpyxl
import xlsxwriter

from courses.exams.exchange.columns import TITLES
from courses.exams.exchange.opening import open_file

GOOD = {"kind": "A1型", "stem": "诊断慢阻肺必须做的检查是", "option_a": "胸片", "option_b": "肺功能", "right": "B"}


def workbook(*rows, columns=None, name="试题"):
    """A workbook with the given rows; the columns are those that any of them names, under their titles."""
    fields = columns or [field for field in TITLES if any(field in row for row in rows)]
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, field in enumerate(fields):
        sheet.write_string(0, place, TITLES.get(field, field))
        for number, row in enumerate(rows, start=1):
            value = row.get(field, "")
            if hasattr(value, "year"):
                sheet.write_datetime(number, place, value, day)
            elif value != "":
                sheet.write(number, place, value)
    book.close()
    return file.getvalue()


def changed(data, change):
    """The workbook after ``change(sheet)``, as a spreadsheet program saves it."""
    book, file = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    change(book.active)
    book.save(file)
    return file.getvalue()


def packed(**files):
    """A zip of the given files; ``__`` in a name is a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return file.getvalue()


def read(*rows, **given):
    return open_file(workbook(*rows, **given)).drafts


def faults(draft):
    return [(fault.row, fault.field, fault.code) for fault in draft.faults]
