"""The workbook of those who can be covered fastest."""

from io import BytesIO

import xlsxwriter
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.coverage import wording
from lms.coverage.exchange import OPTIONS, add_sheet, in_sheets
from lms.coverage.listing.standings import due_until, post_of
from lms.coverage.models import Standing
from lms.coverage.queries import Place
from lms.coverage.queries.fastest import fastest
from lms.coverage.queries.matter import Matter
from lms.exchange.sheets.writer import safe_text
from lms.jobs.registry import Progress


def fastest_workbook(matter: Matter, place: Place, progress: Progress) -> bytes:
    """Return the .xlsx of who can be covered fastest at ``place``; ``progress`` advances with the names."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        columns = [(_("name"), 14), (_("ID number"), 22), (_("county"), 14), (_("town"), 14), (_("institution"), 34)]
        columns += [
            (_("post"), 24),
            (_("left to do"), 16),
            (_("hours trained"), 10),
            (_("credits"), 10),
            (_("due until"), 14),
        ]
        waiting = fastest(matter, place)
        progress.total(waiting.count())
        related = waiting.select_related("person", "workplace__division__county", "workplace__division__town")
        ordered = related.order_by(F("left").asc(nulls_last=True), "person__name", "pk")
        people = ordered.iterator(chunk_size=2000)
        for sheet, number, standing in in_sheets(book, _("Names"), columns, people, progress.advance):
            for column, value in enumerate(_line(matter, standing)):
                if isinstance(value, str):
                    sheet.write_string(number, column, safe_text(value))
                else:
                    sheet.write_number(number, column, value)
        _sources(book, matter, place, progress)
    return buffer.getvalue()


def _line(matter: Matter, standing: Standing) -> list[str | float]:
    area = standing.workplace.division
    return [
        standing.person.name,
        standing.person.id_number_masked,
        str(area if area.level == area.Level.COUNTY else area.county or ""),
        str(area if area.level == area.Level.TOWN else area.town or ""),
        standing.workplace.name,
        post_of(standing),
        wording.left(matter.version, standing.left),  # type: ignore[attr-defined]
        round(standing.minutes / 60, 1),
        standing.credits_hundredths / 100,
        due_until(standing),
    ]


def _sources(book: xlsxwriter.Workbook, matter: Matter, place: Place, progress: Progress) -> None:
    sheet = add_sheet(book, _("Sources"), [(_("source item"), 24), (_("value"), 80)])
    version = matter.version
    said = [
        (_("programme"), f"{matter.programme.name} ({matter.programme.code})"),
        (_("area or institution"), place.name),
        (_("as of"), matter.on.isoformat()),
        (_("rule version"), str(version.number) if version else "—"),
        (_("who is due"), wording.whom(version) if version else "—"),
        (_("covered is"), wording.counts(version) if version else "—"),
        (_("document"), f"{version.source_document} {version.clause}" if version else "—"),
        (_("made by"), str(matter.viewer)),
        (_("made at"), f"{timezone.localtime(progress.now):%Y-%m-%d %H:%M}"),
    ]
    for number, (what, value) in enumerate(said, start=1):
        sheet.write_string(number, 0, what)
        sheet.write_string(number, 1, safe_text(value))
