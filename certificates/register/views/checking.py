"""Checking a whole list of certificates in the admin."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from certificates.register import actions
from certificates.register.checking import Checked
from certificates.register.forms import ListForm
from certificates.register.views.office import furniture, may_view
from lms.exchange.sheets import Sheet, write_workbook
from lms.kit.errors import Refusal
from lms.site.typing import person_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_view
def check_list(request: HttpRequest) -> HttpResponse:
    """Take a list of numbers and names, and answer with each one's status: on the page, or as a workbook.

    For managers who are signed in, not for everybody: a list is thousands of guesses, and somebody answers for them.
    """
    form = ListForm(request.POST or None, request.FILES or None)
    checked: Sequence[Checked] = ()
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data["file"].read()
            checked = actions.check_list(data, by=person_of(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        if checked and "workbook" in request.POST:
            return _workbook(checked)
    context = {"form": form, "checked": checked, **furniture(_("Check a list of certificates"), [])}
    context["valid"] = sum(each.is_valid for each in checked)
    template = "certificates/register/admin/check_list.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _workbook(checked: Sequence[Checked]) -> HttpResponse:
    header = [_("Row"), _("Number"), _("Name"), _("Status"), _("Valid"), _("Since"), _("Reason"), _("Replaced by")]
    file = BytesIO()
    name = _("Checked certificates")
    write_workbook(file, [Sheet(name=name, header=header, rows=_rows(checked), widths=[6, 24, 12, 40])])
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    named = f"{name}-{timezone.localdate():%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, named)
    return response


def _rows(checked: Sequence[Checked]) -> Iterator[list[Any]]:
    for each in checked:
        asked = each.asked
        stands = _("yes") if each.is_valid else _("no")
        yield [asked.row, asked.number, asked.name, each.said, stands, each.ended_on, each.reason, each.newer]
