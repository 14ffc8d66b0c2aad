"""Addresses of this app, inside the Wagtail admin."""

from datetime import date

from django.urls import include, path, register_converter
from django.urls.converters import IntConverter

from lms.coverage import views
from lms.coverage.queries.matter import Key
from lms.coverage.trail import TrailView
from lms.coverage.views import (
    anomalies,
    checklist,
    comparing,
    day,
    drawing,
    editor,
    files,
    findings,
    institutions,
    limits,
    programmes,
    reports,
    samples,
    standings,
    taking,
)
from lms.coverage.views.anomaly_list import AnomalyList
from lms.coverage.views.finding_list import FindingList
from lms.coverage.views.furniture import ID
from lms.coverage.views.sample_list import SampleList


class DayConverter:
    """A calendar day in an address, such as ``2026-11-19``."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Read the day; one that no calendar has is no address."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        """Write the day."""
        return str(value)


class IdConverter(IntConverter):
    """An id in an address, with no more digits than the database can look up."""

    regex = ID


class ProgrammeConverter:
    """Figures of a programme in an address: ``7`` are those of now, ``7@2026-03-31`` those of that day."""

    regex = rf"{ID}(?:@\d{{4}}-\d{{2}}-\d{{2}})?"

    def to_python(self, value: str) -> Key:
        """Read programme and day; a day that no calendar has is no address."""
        programme_id, _at, as_of = value.partition("@")
        return Key(int(programme_id), date.fromisoformat(as_of) if as_of else None)

    def to_url(self, value: Key | str | int) -> str:
        """Write programme and day."""
        return str(value)


class PlaceConverter:
    """A place of the tree in an address: ``all``, ``division-17``, ``institution-4``."""

    regex = rf"all|(?:division|institution)-{ID}"

    def to_python(self, value: str) -> str:
        """Leave the place as text."""
        return value

    def to_url(self, value: str) -> str:
        """Leave the place as text."""
        return value


register_converter(IdConverter, "id")
register_converter(DayConverter, "day")
register_converter(ProgrammeConverter, "programme")
register_converter(PlaceConverter, "place")

_PLACE = "programmes/<id:programme_id>/<place:place>"
_FIGURES = "programmes/<programme:key>/<place:place>"
_PERSON = "programmes/<programme:key>/person/<id:person_id>"
_QUESTION = "<id:scheme_id>/<id:roster_id>/<day:as_of>"

_SAMPLES = [
    path("", SampleList.as_view(), name="index"),
    path("results/", SampleList.as_view(results_only=True), name="index_results"),
    path("<id:sample_id>/", samples.show, name="page"),
    path("<id:sample_id>/changes/", samples.compare, name="changes"),
    path("<id:sample_id>/print/", samples.printed, name="print"),
    path("<id:sample_id>/assign/", samples.assign, name="assign"),
    path("<id:sample_id>/people.xlsx", samples.workbook, name="workbook"),
    path("<id:sample_id>/population.csv", samples.population, name="population"),
    path("<id:sample_id>/<id:position>/", checklist.person, name="person"),
    path("<id:sample_id>/<id:position>/phone/", checklist.phone, name="phone"),
]
_FINDINGS = [
    path("", FindingList.as_view(), name="index"),
    path("results/", FindingList.as_view(results_only=True), name="index_results"),
    path("new/", findings.new, name="new"),
    path("<id:finding_id>/", findings.show, name="page"),
    path("<id:finding_id>/<slug:kind>/", findings.step, name="step"),
]
_ANOMALIES = [
    path("", AnomalyList.as_view(), name="index"),
    path("results/", AnomalyList.as_view(results_only=True), name="index_results"),
    path("thresholds/", limits.limits, name="limits"),
    path("<id:anomaly_id>/", anomalies.show, name="page"),
]

app_name = "coverage"
urlpatterns = [
    path("", views.index, name="index"),
    path("audit-log/", TrailView.as_view(), name="trail"),
    path("audit-log/results/", TrailView.as_view(results_only=True), name="trail_results"),
    path("samples/", include((_SAMPLES, "samples"))),
    path("findings/", include((_FINDINGS, "findings"))),
    path("anomalies/", include((_ANOMALIES, "anomalies"))),
    path("files/<id:attachment_id>/", files.attachment, name="file"),
    path(f"{_QUESTION}/<place:place>/draw/", drawing.draw, name="draw"),
    path(f"{_QUESTION}/<place:place>/", views.tree, name="tree"),
    path(f"{_QUESTION}/<place:place>/names/", views.names, name="names"),
    path(f"{_QUESTION}/<place:place>/export/", views.export, name="export"),
    path(f"{_QUESTION}/<place:place>/freeze/", reports.freeze, name="freeze"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<uuid:frozen_id>/", reports.report, name="report"),
    path("reports/<uuid:frozen_id>/names/", reports.names, name="report_names"),
    path("reports/<uuid:frozen_id>/changes/", comparing.changes, name="report_changes"),
    path("reports/<uuid:frozen_id>/changes/compare/", comparing.compare, name="report_compare"),
    path("reports/<uuid:frozen_id>/changes/<uuid:comparison_id>/", comparing.comparison, name="report_comparison"),
    path("reports/<uuid:frozen_id>/file/", taking.file, name="report_file"),
    path("reports/<uuid:frozen_id>/workbook/", taking.workbook, name="report_workbook"),
    path("reports/<uuid:frozen_id>/workbook/write/", taking.write, name="report_workbook_write"),
    path("reports/<uuid:frozen_id>/check/", reports.check, name="report_check"),
    path(f"{_QUESTION}/person/<id:person_id>/", views.person, name="person"),
    path(f"{_QUESTION}/person/<id:person_id>/record/<id:record_id>/", views.record, name="record"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/new/", editor.new, name="programme_new"),
    path("programmes/<id:programme_id>/edit/", editor.edit, name="programme_edit"),
    path("programmes/<id:programme_id>/rule/", editor.rules, name="programme_rules"),
    path("programmes/<id:programme_id>/rule/new/", editor.new_rule, name="programme_rule_new"),
    path(f"{_FIGURES}/", programmes.programme, name="programme"),
    path(f"{_FIGURES}/groups/", programmes.breakdown, name="programme_breakdown"),
    path(f"{_FIGURES}/trend/", programmes.trend, name="programme_trend"),
    path(f"{_FIGURES}/ranking/", programmes.ranking, name="programme_ranking"),
    path(f"{_FIGURES}/institutions/", institutions.institutions, name="programme_institutions"),
    path(f"{_PLACE}/day/", day.day, name="programme_day"),
    path(f"{_PLACE}/freeze/", reports.freeze_programme, name="programme_freeze"),
    path(f"{_FIGURES}/people/", standings.people, name="programme_people"),
    path(f"{_FIGURES}/people/draw/", drawing.draw_programme, name="programme_draw"),
    path(f"{_PLACE}/fastest/", standings.quickest, name="programme_fastest"),
    path(f"{_PLACE}/fastest/export/", standings.export_fastest, name="programme_fastest_export"),
    path(f"{_PERSON}/", standings.person, name="programme_person"),
    path(f"{_PERSON}/record/<id:record_id>/", standings.record, name="programme_record"),
]
