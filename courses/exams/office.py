"""Where the pages on a running or finished exam hang in the admin, and how one comes there."""

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from courses.exams.views import analysis, fairness, watching
from lms.site.menu import PermittedMenuItem

WATCH = "exams.invigilate_exam"

_watching: list[URLPattern] = [
    path("", watching.exams, name="index"),
    path("<int:exam_id>/", watching.exam, name="exam"),
    path("<int:exam_id>/signals/", fairness.signals, name="signals"),
    path("<int:exam_id>/signals/compare/", fairness.compare, name="compare"),
    path("sittings/<int:sitting_id>/", fairness.sitting, name="sitting"),
]
_analysis: list[URLPattern] = [
    path("<int:exam_id>/", analysis.exam, name="exam"),
    path("<int:exam_id>/workbook/", analysis.workbook, name="workbook"),
    path("<int:exam_id>/questions/<int:asked_id>/<int:part>/", analysis.item, name="item"),
]


def office_urls() -> list[URLResolver]:
    """Mount the pages."""
    return [
        path("exams/watch/", include((_watching, "exam_watch"))),
        path("exams/analysis/", include((_analysis, "exam_analysis"))),
    ]


def invigilation() -> MenuItem:
    """Invigilators come straight to the exams of the day."""
    look = {"name": "exam-watch", "icon_name": "view", "order": 241}
    return PermittedMenuItem(_("Invigilation"), reverse("exam_watch:index"), permission=WATCH, **look)
