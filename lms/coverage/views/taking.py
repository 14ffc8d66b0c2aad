"""Taking a frozen report along: its signed file; its workbook at once, or of many names by a worker."""

from tempfile import TemporaryFile
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.coverage import actions, booking, paper
from lms.coverage.views import reports
from lms.coverage.views.page import may_view
from lms.exchange.sheets.writer import XLSX
from lms.site.sending import hand_out
from lms.site.typing import person_of


@require_safe
@may_view
def file(request: HttpRequest, frozen_id: UUID) -> FileResponse:
    """Hand out the signed file."""
    found = reports.report_of(request, frozen_id)
    actions.note_report_taken(person_of(request), found, as_file="pdf", at=timezone.now())
    return hand_out(found.file.open("rb"), name=f"{paper.file_name(found)}.pdf")


@require_safe
@may_view
def workbook(request: HttpRequest, frozen_id: UUID) -> FileResponse | HttpResponse:
    """Hand out the workbook; of many names it has to be asked for."""
    found = reports.report_of(request, frozen_id)
    if found.due > reports.MOST_WRITTEN_AT_ONCE:
        messages.info(request, _("This workbook has many names: have it written first."))
        return redirect("coverage:report", found.pk)
    made = TemporaryFile()  # noqa: SIM115 - the answer closes it
    booking.write_report(found, made)
    made.seek(0)
    actions.note_report_taken(person_of(request), found, as_file="xlsx", at=timezone.now())
    return hand_out(made, name=f"{paper.file_name(found)}.xlsx", media_type=XLSX)


@require_POST
@may_view
def write(request: HttpRequest, frozen_id: UUID) -> HttpResponse:
    """Start writing the workbook, and go to its progress."""
    found = reports.report_of(request, frozen_id)
    back = reverse("coverage:report", args=[found.pk])
    job = actions.start_report_book(found, by=person_of(request), return_url=back, at=timezone.now())
    return redirect("jobs:job", job.pk)
