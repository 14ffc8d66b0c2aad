"""Checking whole lists of certificates for an employer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from certificates.register.checking import Checked, check, read_list
from certificates.register.limits import LISTS_AN_HOUR, list_within_limit
from lms.audit.actions import record
from lms.exchange.sheets.refusals import Empty, TooBig
from lms.exchange.sheets.safety import MEGABYTE
from lms.kit.errors import Refusal
from lms.people.models import Person

MOST_ROWS, MOST_MEGABYTES = 2000, 2


class ListTooLong(Refusal):
    """A list is as long as the staff of a county's hospitals at most."""

    code = "list_too_long"
    message = gettext_lazy("This list has %(rows)s rows; at most %(limit)s are checked at once. Please split it.")


class TooManyLists(Refusal):
    """A list is many guesses at once."""

    code = "too_many_lists"
    message = gettext_lazy("At most %(limit)s lists are checked in an hour. Please go on in the next one.")


@transaction.atomic
def check_list(data: bytes, *, by: Person, at: datetime) -> list[Checked]:
    """Return what is known of each certificate on the list ``data``, a workbook or CSV file.

    Neither the file nor the answers are kept: the audit log says who asked, how many rows, and how many were found.

    :raises SheetRefused: the file cannot be read; the refusal says what to do.
    :raises ListTooLong: too many rows.
    :raises TooManyLists: too many lists in this hour.
    """
    if not list_within_limit(by.pk):
        raise TooManyLists(limit=LISTS_AN_HOUR)
    if len(data) > MOST_MEGABYTES * MEGABYTE:
        raise TooBig(megabytes=-(-len(data) // MEGABYTE), limit=MOST_MEGABYTES)
    asked = read_list(data)
    if not asked:
        # Cells that hold spaces alone.
        raise Empty
    if len(asked) > MOST_ROWS:
        raise ListTooLong(rows=len(asked), limit=MOST_ROWS)
    checked = check(asked)
    found = sum(each.certificate is not None for each in checked)
    record("register.list.checked", actor=by, subject=None, at=at, rows=len(asked), found=found)
    return checked
