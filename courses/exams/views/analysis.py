"""The report on an exam: how hard it was, whom its questions told apart, and who did how well."""

from io import BytesIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.admin.auth import permission_required

from courses.exams.analysis_book import sheets
from courses.exams.models import Exam
from courses.exams.queries.analysis import AnalysedItem, Report, analysis
from courses.exams.queries.comparison import COUNTY, INSTITUTION, comparison
from courses.exams.rules import LETTERS, pictures
from lms.exchange.sheets import XLSX, write_workbook
from lms.site.typing import person_of

may_look = permission_required("exams.view_exam")


@require_GET
@may_look
def exam(request: HttpRequest, exam_id: int) -> HttpResponse:
    """Show the exam as a whole, its questions with what is odd about them, and how places compare."""
    found, report, every = _report(request, exam_id)
    by = INSTITUTION if request.GET.get("by") == INSTITUTION else COUNTY
    context = {
        "exam": found,
        "report": report,
        "every_attempt": every,
        "by": by,
        "compared": comparison(found, person_of(request), by=by),
        "histogram": _histogram(found, report),
        "scatter": _scatter(report.items),
        **_furniture(found),
    }
    return render(request, "courses/exams/admin/analysis.html", context)


@require_GET
@may_look
def item(request: HttpRequest, exam_id: int, asked_id: int, part: int) -> HttpResponse:
    """Show one question: who chose what, the strong and the weak apart."""
    found, report, every = _report(request, exam_id)
    asked = next((each for each in report.items if (each.version_id, each.part) == (asked_id, part)), None)
    if asked is None:
        raise Http404
    context = {
        "exam": found,
        "item": asked,
        "every_attempt": every,
        # A key on the screen while the exam is still sat is for those who keep the bank.
        "shows_key": found.closes_at <= timezone.now() or person_of(request).has_perm("exams.view_question"),
        "rows": _option_rows(asked),
        **_furniture(found, _("Question %(number)s") % {"number": asked.number}),
    }
    return render(request, "courses/exams/admin/analysis_item.html", context)


@require_GET
@may_look
def workbook(request: HttpRequest, exam_id: int) -> HttpResponse:
    """Hand out the report as a workbook."""
    found, report, _every = _report(request, exam_id)
    viewer, file = person_of(request), BytesIO()
    counties, places = (comparison(found, viewer, by=by) for by in (COUNTY, INSTITUTION))
    write_workbook(file, sheets(found, report, counties, places))
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    name = _("Analysis of %(exam)s.xlsx") % {"exam": found.title}
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _report(request: HttpRequest, exam_id: int) -> tuple[Exam, Report, bool]:
    found = get_object_or_404(Exam.objects.visible_to(request.user).select_related("organiser"), pk=exam_id)
    every = request.GET.get("attempts") == "all"
    return found, analysis(found, every_attempt=every), every


def _histogram(found: Exam, report: Report) -> dict[str, Any]:
    labels = [f"{low}-{low + 5}" for low in range(0, 100, 5)]
    return {
        "bars": pictures.bars(report.bins, labels),
        "pass_at": pictures.across(found.pass_mark_hundredths / 10000),
        "ticks": [pictures.Tick(pictures.across(mark / 100), str(mark)) for mark in range(0, 101, 20)],
        "ground": pictures.HEIGHT - pictures.BOTTOM,
    }


def _scatter(items: list[AnalysedItem]) -> dict[str, Any]:
    points = [
        (str(each.number), each.figures.facility, each.figures.discrimination, bool(each.figures.flags))
        for each in items
    ]
    return {
        "dots": pictures.dots(points),
        "upward": pictures.scale(lowest=-0.5, highest=1.0, steps=3),
        "ticks": [pictures.Tick(pictures.across(step / 5), f"{step * 20} %") for step in range(6)],
        "zero": pictures.upward(0, lowest=-0.5, highest=1.0),
        "ground": pictures.HEIGHT - pictures.BOTTOM,
    }


def _option_rows(asked: AnalysedItem) -> list[dict[str, Any]]:
    most = max((max(each.upper, each.lower) for each in asked.figures.options), default=0)
    return [
        {
            "letter": LETTERS[each.index],
            "text": asked.options[each.index],
            "figures": each,
            "upper": pictures.share_bar(each.upper, most),
            "lower": pictures.share_bar(each.lower, most),
        }
        for each in asked.figures.options
    ]


def _furniture(found: Exam, title: str = "") -> dict[str, Any]:
    report = {"url": reverse("exam_analysis:exam", args=[found.pk]) if title else "", "label": _("Analysis")}
    crumbs = [{"url": reverse("exam_setup:index"), "label": _("Exams")}]
    crumbs.append({"url": reverse("exam_setup:inspect", args=[found.pk]), "label": found.title})
    crumbs.append(report)
    if title:
        crumbs.append({"url": "", "label": title})
    return {"breadcrumbs_items": crumbs, "header_title": title or _("Analysis"), "header_icon": "table"}
