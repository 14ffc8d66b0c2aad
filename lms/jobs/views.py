"""Watching long work: how far it is, stopping it, fetching what it made."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lms.jobs import actions, queries
from lms.jobs.models import Job
from lms.site.sending import hand_out
from lms.site.typing import person_of, signed_in

JOBS_A_PAGE = 20
# The namespace of the same pages inside the admin.
OFFICE = "office_jobs"


@never_cache
@require_GET
@signed_in
def jobs(request: HttpRequest) -> HttpResponse:
    """List the jobs of the person who asks, the newest first."""
    mine = Job.objects.visible_to(person_of(request)).order_by("-created_at", "-pk")
    page = Paginator(mine, JOBS_A_PAGE).get_page(request.GET.get("page"))
    if _in_the_office(request):
        return render(request, "lms/jobs/admin/jobs.html", {"page": page, **_furniture(request, "")})
    return render(request, "lms/jobs/jobs.html", {"page": page})


@never_cache
@require_GET
@signed_in
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show one job, where it was asked for; htmx asks for the part that moves."""
    mine = _mine(request, job_id)
    context = {"job": mine, "standing": queries.standing_of(mine, person_of(request), timezone.now())}
    if _in_the_office(request):
        return render(request, "lms/jobs/admin/job.html", {**context, **_furniture(request, mine.title)})
    if mine.return_url.startswith("/admin/") and request.user.has_perm("wagtailadmin.access_admin"):
        return redirect(f"{OFFICE}:job", mine.pk)
    template = "lms/jobs/_progress.html" if request.headers.get("HX-Request") else "lms/jobs/job.html"
    return render(request, template, context)


@require_POST
@signed_in
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask a job to stop at its next step."""
    actions.ask_to_cancel(_mine(request, job_id), at=timezone.now())
    return redirect(_here(request, "job", job_id))


@never_cache
@require_GET
@signed_in
def file(request: HttpRequest, job_id: int) -> FileResponse:
    """Hand out the file a job made: to its owner only, and only while they may see what is in it."""
    mine = _mine(request, job_id)
    standing = queries.standing_of(mine, person_of(request), timezone.now())
    if not standing.file_name:
        raise Http404
    return hand_out(mine.file.open(), name=standing.file_name)


def _in_the_office(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.namespace == OFFICE


def _here(request: HttpRequest, page: str, *key: int) -> str:
    """Return the address of ``page`` in the frame the request is in."""
    return reverse(f"{OFFICE if _in_the_office(request) else 'jobs'}:{page}", args=key)


def _furniture(request: HttpRequest, title: str) -> dict[str, Any]:
    crumbs = [{"url": _here(request, "jobs"), "label": _("Work in the background")}, {"url": "", "label": title}]
    return {
        "breadcrumbs_items": crumbs if title else crumbs[:1],
        "header_title": title or crumbs[0]["label"],
        "header_icon": "history",
    }


def _mine(request: HttpRequest, job_id: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(person_of(request)), pk=job_id)
