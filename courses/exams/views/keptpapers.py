"""The paper of one sitting, with everything that was answered, for whoever may see the sitting."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail.admin.auth import permission_required

from courses.exams import queries
from courses.exams.models import ExtraTime, Sitting
from lms.site.typing import person_of

may_look = permission_required("exams.view_sitting")


@never_cache
@require_GET
@may_look
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the paper, drawn again by its seed, every save in time order, marks and receipts."""
    sitting = _sitting(request, pk)
    title = _("Paper of %(person)s") % {"person": sitting.person.name}
    crumbs = [
        {"url": reverse("exam_sittings:index"), "label": _("Exam sittings")},
        {"url": reverse("exam_sittings:inspect", args=[sitting.pk]), "label": str(sitting)},
        {"url": "", "label": title},
    ]
    context = {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "list-ul"}
    return render(request, "courses/exams/admin/paper.html", context | _kept(request, sitting))


@never_cache
@require_GET
@may_look
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the same as a page of its own, to print and to sign."""
    sitting = _sitting(request, pk)
    context = {"printed_by": person_of(request), "printed_at": timezone.now()}
    return render(request, "courses/exams/admin/paper_print.html", context | _kept(request, sitting))


def _sitting(request: HttpRequest, pk: int) -> Sitting:
    # One's own paper is on the phone's pages, which keep back what is not released.
    seen = Sitting.objects.visible_to(request.user).exclude(person=person_of(request))
    return get_object_or_404(seen.select_related("exam__organiser", "person", "stock"), pk=pk)


def _kept(request: HttpRequest, sitting: Sitting) -> dict[str, Any]:
    items = queries.kept_paper(sitting)
    # Whoever may not look into the bank reads the key once nobody sits the exam any more.
    is_over = timezone.now() >= queries.last_bell(sitting.exam)
    return {
        "sitting": sitting,
        "items": items,
        "saves": queries.saves_in_order(items),
        "redrawn": queries.redraw(sitting),
        "with_key": is_over or person_of(request).has_perm("exams.view_question"),
        "results": sitting.results.select_related("by").order_by("number"),
        "late_decisions": sitting.late_decisions.select_related("by").order_by("pk"),
        "stages": sitting.stages.select_related("version__question").order_by("at", "pk"),
        "extra": ExtraTime.objects.filter(exam=sitting.exam_id, person=sitting.person_id).first(),
    }
