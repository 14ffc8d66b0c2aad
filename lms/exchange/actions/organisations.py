"""Taking in a list of institutions."""

from datetime import datetime

from lms.exchange.organisations import read_lines
from lms.people.actions.organisations import Saved, save_organisations
from lms.people.models import Person


def import_organisations(*, data: bytes, by: Person | None, at: datetime) -> Saved:
    """Save the institutions of an .xlsx or .csv file by their code, all or none.

    :raises lms.exchange.sheets.SheetRefused: the file cannot be read.
    :raises lms.exchange.organisations.LinesRefused: rows are wrong; its data names each.
    """
    return save_organisations(read_lines(data), at=at, by=by)
