"""Makes uploads and what hangs on them, and roster files as hospitals send them."""

import io
from datetime import UTC, date, datetime

import factory
import xlsxwriter
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from lms.exchange import models
from lms.exchange.roster.columns import COLUMNS
from lms.kit import sealing
from tests.factories.people import OrganisationFactory, PersonFactory

HEADER = tuple(column.title for column in COLUMNS)


class UploadFactory(DjangoModelFactory):
    class Meta:
        model = models.Upload

    file = factory.LazyFunction(lambda: ContentFile(sealing.seal_bytes(b"x"), name="x.sealed"))
    file_name = "名册.xlsx"
    sha256 = "0" * 64
    uploaded_by = factory.SubFactory(PersonFactory)
    uploaded_at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    keeper = factory.SubFactory(OrganisationFactory)
    roster_name = "首席医师培训班"
    as_of = date(2026, 11, 19)


class FaultFactory(DjangoModelFactory):
    class Meta:
        model = models.Fault

    upload = factory.SubFactory(UploadFactory)
    row = 2
    name = "李二"
    column = "phone"
    code = "phone_odd"


class ChangeFactory(DjangoModelFactory):
    class Meta:
        model = models.Change

    upload = factory.SubFactory(UploadFactory)
    row = 2
    person = factory.SubFactory(PersonFactory)
    field = "title"
    before = "医师"
    after = "主治医师"


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.Question

    upload = factory.SubFactory(UploadFactory)
    row = 2
    kind = "phone_same"
    person = factory.SubFactory(PersonFactory)


def id_number(serial, born="19800101", area="370799"):
    """An ID number that passes its check; odd serials are men."""
    digits = f"{area}{born}{serial:03d}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def workbook(rows, header=HEADER, sheet="名册"):
    """The bytes of an .xlsx file; formulas are written as formulas, dates as dates."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    for number, row in enumerate([header, *rows]):
        for place, value in enumerate(row):
            page.write(number, place, value)
    book.close()
    return file.getvalue()


def csv_file(rows, header=HEADER, encoding="utf-8-sig", delimiter=","):
    """The bytes of a CSV file."""
    return "\r\n".join(delimiter.join(map(str, row)) for row in [header, *rows]).encode(encoding)
