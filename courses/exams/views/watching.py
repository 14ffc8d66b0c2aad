"""The invigilator's page: made for walking around with a phone in the hand."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail.admin.auth import permission_required

from courses.exams.models import Exam
from courses.exams.queries import watching as queries
from lms.site.typing import person_of

ROWS_A_PAGE = 60
# An exam stays on the list this long after it closed: its signals are looked at afterwards.
STAYS = timedelta(days=60)
STATE_WORDS = {
    "silent": gettext_lazy("silent"),
    "open": gettext_lazy("sitting now"),
    "due": gettext_lazy("not begun"),
    "person": gettext_lazy("has handed in"),
    "bell": gettext_lazy("ended by the bell"),
}
SORTS = {"silence": gettext_lazy("silence"), "name": gettext_lazy("name"), "place": gettext_lazy("institution")}

may_watch = permission_required("exams.invigilate_exam")


@never_cache
@require_GET
@may_watch
def exams(request: HttpRequest) -> HttpResponse:
    """List the exams to watch over: those open now first, then what comes, then what is over."""
    now = timezone.now()
    found = queries.watched_exams(person_of(request)).filter(closes_at__gt=now - STAYS).select_related("organiser")
    listed = list(found.order_by("opens_at", "pk"))
    context = {
        "groups": [
            (_("Open now"), [each for each in listed if each.opens_at <= now < each.closes_at]),
            (_("Coming"), [each for each in listed if now < each.opens_at]),
            (_("Over"), [each for each in listed if each.closes_at <= now][::-1]),
        ],
        **furniture(),
    }
    return render(request, "courses/exams/admin/watch_list.html", context)


@never_cache
@require_GET
@may_watch
def exam(request: HttpRequest, exam_id: int) -> HttpResponse:
    """Show who sits, who is silent, who is missing; htmx asks for the part that moves every ten seconds."""
    found, now, viewer = watched_exam(request, exam_id), timezone.now(), person_of(request)
    everybody = queries.watched(found, viewer, now)
    asked = {name: request.GET.get(name, "")[:60] for name in ("state", "sort", "q")}
    rows = queries.sorted_rows((row for row in everybody if _fits(row, asked)), by=asked["sort"])
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    progress = queries.progress_of(found, list(page))
    tally = queries.tally_of(everybody)
    query = urlencode({name: value for name, value in asked.items() if value})
    context = {
        "exam": found,
        "now": now,
        "page": page,
        "rows": [_shown(row, progress.get(row.sitting_id or 0), now) for row in page],
        "everybody": len(everybody),
        "tally": [(state, STATE_WORDS[state], count) for state, count in tally.items()],
        "asked": asked,
        "sorts": SORTS.items(),
        "query": f"{query}&" if query else "",
        **furniture(found),
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, f"courses/exams/admin/{'_watched' if is_part else 'watch'}.html", context)


def watched_exam(request: HttpRequest, exam_id: int) -> Exam:
    """Return the exam, or nothing found where the viewer neither looks after it nor has people in it."""
    return get_object_or_404(queries.watched_exams(person_of(request)).select_related("organiser"), pk=exam_id)


def furniture(found: Exam | None = None, *more: tuple[str, str]) -> dict[str, Any]:
    """Return the head of a page: where it hangs, below the exam, below ``more`` pairs of address and words."""
    crumbs = [{"url": reverse("exam_watch:index"), "label": _("Invigilation")}]
    if found:
        crumbs.append({"url": reverse("exam_watch:exam", args=[found.pk]), "label": found.title})
    crumbs += [{"url": url, "label": label} for url, label in more]
    return {"breadcrumbs_items": crumbs, "header_title": crumbs[-1]["label"], "header_icon": "view"}


def _fits(row: queries.Watched, asked: dict[str, str]) -> bool:
    return (not asked["state"] or row.state == asked["state"]) and (asked["q"] in row.name or asked["q"] in row.place)


def _shown(row: queries.Watched, progress: queries.Progress | None, now: Any) -> dict[str, Any]:
    return {
        "row": row,
        "progress": progress,
        "state": STATE_WORDS[row.state],
        "silence": row.silent_seconds(now),
        "is_over": row.ended_at is not None,
    }
