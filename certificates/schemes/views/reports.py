"""The reports on a class in the admin: those that were made, and making another."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from certificates.schemes import actions
from certificates.schemes.forms import ReportForm
from certificates.schemes.models import ClassReport, Cohort
from certificates.schemes.queries.reporting import report_page
from certificates.schemes.views.classroom import furniture, may_change
from lms.kit.errors import Refusal
from lms.site.sending import hand_out
from lms.site.typing import person_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def index(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """List the reports on a class; on request start making one."""
    mine = Cohort.objects.run_by(request.user).select_related("scheme")
    cohort, now = get_object_or_404(mine, pk=cohort_id), timezone.now()
    form = ReportForm(request.POST or None, initial={"as_of": timezone.localtime(now)})
    if request.method == "POST" and form.is_valid():
        as_of = form.cleaned_data["as_of"]
        try:
            job = actions.request_report(cohort, as_of=as_of, by=person_of(request), at=now)
        except Refusal as refusal:
            form.add_error("as_of", str(refusal))
        else:
            messages.info(request, _("The report is being made."))
            return redirect("jobs:job", job.pk)
    crumb = {"url": reverse("training_class:page", args=[cohort.pk]), "label": cohort.name}
    context = {
        "cohort": cohort,
        "form": form,
        "page": report_page(cohort),
        **furniture(_("Report on the class"), [crumb]),
    }
    template = "certificates/schemes/admin/reports.html"
    return render(request, template, context, status=422 if form.errors else 200)


@never_cache
@require_GET
@may_change
def file(request: HttpRequest, report_id: int) -> FileResponse:
    """Hand out a report as it was made, and write down who took it."""
    report = get_object_or_404(ClassReport.objects.run_by(request.user), pk=report_id)
    actions.note_report_taken(report, by=person_of(request), at=timezone.now())
    return hand_out(report.open(), name=report.file_name, media_type="application/zip")
