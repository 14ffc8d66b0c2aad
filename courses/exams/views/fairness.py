"""The signals of an exam and of one sitting, and what a person says of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.exams import actions
from courses.exams.forms import RemarkForm
from courses.exams.models import Exam, Sitting
from courses.exams.queries import fairness as queries
from courses.exams.queries.watching import watched_exams, watched_sittings
from courses.exams.views.watching import furniture, may_watch, watched_exam
from lms.kit.errors import Refusal
from lms.site.typing import person_of

ROWS_A_PAGE = 50


@never_cache
@require_GET
@may_watch
def signals(request: HttpRequest, exam_id: int) -> HttpResponse:
    """List the sittings about which something was noticed, and what a person has said of them so far."""
    found, viewer = watched_exam(request, exam_id), person_of(request)
    noticed = queries.signs_of_exam(found, viewer, timezone.now())
    address = reverse("exam_watch:signals", args=[found.pk])
    context = {
        "exam": found,
        "page": Paginator(noticed, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "noticed": len(noticed),
        "may_compare": Exam.objects.visible_to(viewer).filter(pk=found.pk).exists(),
        "compared": found.twins.order_by("-found_at").first(),
        **furniture(found, (address, _("Signals"))),
    }
    return render(request, "courses/exams/admin/signals.html", context)


@require_POST
@may_watch
def compare(request: HttpRequest, exam_id: int) -> HttpResponse:
    """Have a worker look for papers too alike; whoever looks after only some of the people may not ask for all."""
    found = watched_exam(request, exam_id)
    if not Exam.objects.visible_to(request.user).filter(pk=found.pk).exists():
        raise PermissionDenied
    job = actions.start_comparison(exam=found, by=person_of(request), at=timezone.now())
    return redirect("office_jobs:job", job.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may_watch
def sitting(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Show everything noticed about one sitting, explained; posted, keep a remark."""
    mine, form = _sitting(request, sitting_id), RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remark(sitting=mine, by=person_of(request), at=timezone.now(), **form.cleaned_data)
        except Refusal as said_no:
            form.add_error(None, str(said_no))
        else:
            messages.success(request, _("Your remark is kept. The result of the sitting is as it was."))
            return redirect("exam_watch:sitting", mine.pk)
    (signs,) = queries.signs_of(Sitting.objects.filter(pk=mine.pk), timezone.now())
    crumbs = (reverse("exam_watch:signals", args=[mine.exam_id]), _("Signals")), ("", mine.person.name)
    context = {
        "sitting": mine,
        "signs": signs,
        "pairs": queries.others(mine, signs.twins, watched_sittings(mine.exam, person_of(request))),
        "moments": queries.timeline(mine),
        "devices": mine.presences.order_by("first_seen_at"),
        "remarks": mine.remarks.select_related("by").order_by("-at", "-pk"),
        "form": form,
        **furniture(mine.exam, *crumbs),
    }
    return render(request, "courses/exams/admin/signals_of_sitting.html", context, status=422 if form.errors else 200)


def _sitting(request: HttpRequest, sitting_id: int) -> Sitting:
    """Return the sitting, with the exam as the viewer may watch it, or nothing found."""
    mine = get_object_or_404(Sitting.objects.select_related("person"), pk=sitting_id)
    mine.exam = get_object_or_404(watched_exams(person_of(request)), pk=mine.exam_id)
    return get_object_or_404(watched_sittings(mine.exam, person_of(request)), pk=mine.pk) and mine
