"""The list of findings: the auditors' of an area, and an institution's own."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from lms.coverage.models import Finding, FindingStep
from lms.coverage.models.finding import VIEW
from lms.coverage.queries.findings import findings_for
from lms.coverage.rules.findings import WAITS_FOR_INSTITUTION
from lms.coverage.views.lists import AuditList


class FindingFilterSet(WagtailFilterSet):
    """By state, severity, institution and day; and what is late."""

    state = django_filters.ChoiceFilter(
        field_name="state", choices=FindingStep.Kind.choices, label=_("state"), empty_label=_("All")
    )
    severity = django_filters.ChoiceFilter(choices=Finding.Severity.choices, label=_("severity"), empty_label=_("All"))
    late = django_filters.ChoiceFilter(
        method="by_lateness", choices=[("yes", _("past its day"))], label=_("late"), empty_label=_("All")
    )
    institution = django_filters.CharFilter(
        field_name="organisation__name", lookup_expr="icontains", label=_("institution")
    )
    person = django_filters.CharFilter(field_name="person__name", lookup_expr="icontains", label=_("person"))
    due_on = django_filters.DateFromToRangeFilter(label=_("to be answered by"), widget=DateRangePickerWidget)

    class Meta:
        model = Finding
        fields: list[str] = []

    def by_lateness(self, found: Any, _name: str, _value: str) -> QuerySet[Finding]:
        """Return what should have been answered by today."""
        late: QuerySet[Finding] = found.overdue(timezone.localdate())
        return late


def _address(finding: Finding) -> str:
    return reverse("coverage:findings:page", args=[finding.pk])


def _state(finding: Any) -> str:
    """Return the state in words; what is late says so."""
    words, late = str(FindingStep.Kind(finding.state).label), _("late")
    return f"{words} · {late}" if _is_late(finding, timezone.localdate()) else words


def _is_late(finding: Any, on: date) -> bool:
    return finding.state in WAITS_FOR_INSTITUTION and finding.due_on < on


class FindingList(AuditList):
    """Findings, newest first."""

    noun, permission = "finding", VIEW
    page_title = _("Findings")
    model = Finding
    filterset_class = FindingFilterSet
    index_url_name = "coverage:findings:index"
    index_results_url_name = "coverage:findings:index_results"
    export_filename = "findings"
    cells = {
        "title": lambda each: each.title,
        "severity": lambda each: each.get_severity_display(),
        "state": _state,
        "organisation": lambda each: each.organisation.name,
        "person": lambda each: each.person.name if each.person else "",
        "due_on": lambda each: each.due_on.isoformat(),
        "raised_by": lambda each: each.raised_by.name,
        "raised_at": lambda each: f"{timezone.localtime(each.raised_at):%Y-%m-%d %H:%M}",
        "text": lambda each: each.text,
    }
    list_export = list(cells)
    export_headings = {"state": _("state")}

    def found(self) -> QuerySet[Finding]:
        """Return the findings."""
        return findings_for(self.viewer)

    @property
    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            TitleColumn("title", label=_("title"), get_url=_address),
            Column("severity", label=_("severity"), accessor="get_severity_display"),
            Column("state", label=_("state"), accessor=_state),
            Column("organisation", label=_("institution"), accessor="organisation.name"),
            Column("person", label=_("person"), accessor=self.cells["person"]),
            Column("due_on", label=_("to be answered by"), accessor=self.cells["due_on"]),
        ]
