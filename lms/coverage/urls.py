"""Addresses of this app, inside the Wagtail admin."""

from datetime import date

from django.urls import path, register_converter

from lms.coverage import report_views, views
from lms.coverage.trail import TrailView


class DayConverter:
    """A calendar day in an address, such as ``2026-11-19``."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Read the day; one that no calendar has is no address."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        """Write the day."""
        return str(value)


class PlaceConverter:
    """A place of the tree in an address: ``all``, ``division-17``, ``institution-4``."""

    regex = r"all|(?:division|institution)-\d{1,18}"

    def to_python(self, value: str) -> str:
        """Leave the place as text."""
        return value

    def to_url(self, value: str) -> str:
        """Leave the place as text."""
        return value


register_converter(DayConverter, "day")
register_converter(PlaceConverter, "place")

_QUESTION = "<int:scheme_id>/<int:roster_id>/<day:as_of>"

app_name = "coverage"
urlpatterns = [
    path("", views.index, name="index"),
    path("audit-log/", TrailView.as_view(), name="trail"),
    path("audit-log/results/", TrailView.as_view(results_only=True), name="trail_results"),
    path(f"{_QUESTION}/<place:place>/", views.tree, name="tree"),
    path(f"{_QUESTION}/<place:place>/names/", views.names, name="names"),
    path(f"{_QUESTION}/<place:place>/export/", views.export, name="export"),
    path(f"{_QUESTION}/<place:place>/freeze/", report_views.freeze, name="freeze"),
    path("reports/", report_views.reports, name="reports"),
    path("reports/<uuid:frozen_id>/", report_views.report, name="report"),
    path("reports/<uuid:frozen_id>/names/", report_views.names, name="report_names"),
    path("reports/<uuid:frozen_id>/changes/", report_views.changes, name="report_changes"),
    path("reports/<uuid:frozen_id>/file/", report_views.file, name="report_file"),
    path("reports/<uuid:frozen_id>/workbook/", report_views.workbook, name="report_workbook"),
    path("reports/<uuid:frozen_id>/check/", report_views.check, name="report_check"),
    path(f"{_QUESTION}/person/<int:person_id>/", views.person, name="person"),
    path(f"{_QUESTION}/person/<int:person_id>/record/<int:record_id>/", views.record, name="record"),
]
