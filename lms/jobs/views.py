"""Watching long work: how far it is, stopping it, fetching what it made."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lms.jobs import actions, queries
from lms.jobs.models import Job
from lms.site.typing import person_of, signed_in

JOBS_A_PAGE = 20


@never_cache
@require_GET
@signed_in
def jobs(request: HttpRequest) -> HttpResponse:
    """List the jobs of the person who asks, the newest first."""
    mine = Job.objects.visible_to(person_of(request)).order_by("-created_at", "-pk")
    return render(
        request, "lms/jobs/jobs.html", {"page": Paginator(mine, JOBS_A_PAGE).get_page(request.GET.get("page"))}
    )


@never_cache
@require_GET
@signed_in
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show one job; htmx asks for the part that moves."""
    standing = queries.standing_of(_mine(request, job_id), timezone.now())
    template = "lms/jobs/_progress.html" if request.headers.get("HX-Request") else "lms/jobs/job.html"
    return render(request, template, {"job": standing.job, "standing": standing})


@require_POST
@signed_in
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask a job to stop at its next step."""
    actions.ask_to_cancel(_mine(request, job_id), at=timezone.now())
    return redirect("jobs:job", job_id)


@never_cache
@require_GET
@signed_in
def file(request: HttpRequest, job_id: int) -> FileResponse:
    """Hand out the file a job made, to its owner only."""
    mine = _mine(request, job_id)
    if not mine.file:
        raise Http404
    name = queries.standing_of(mine, timezone.now()).file_name
    return FileResponse(mine.file.open(), as_attachment=True, filename=name)


def _mine(request: HttpRequest, job_id: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(person_of(request)), pk=job_id)
