"""The list of samples."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from lms.coverage.models import Sample
from lms.coverage.models.sample import VIEW
from lms.coverage.queries.samples import progress_by_sample, sees_population
from lms.coverage.views.lists import AuditList


class SampleFilterSet(WagtailFilterSet):
    """By title, by what it was drawn from, and when."""

    title = django_filters.CharFilter(lookup_expr="icontains", label=_("title"))
    drawn_from = django_filters.CharFilter(lookup_expr="icontains", label=_("drawn from"))
    drawn_at = django_filters.DateFromToRangeFilter(label=_("drawn"), widget=DateRangePickerWidget)

    class Meta:
        model = Sample
        fields: list[str] = []


class ProgressColumn(Column):
    """How far a sample is, as a bar that says it in words."""

    cell_template_name = "lms/coverage/audit/_progress_cell.html"


def _address(sample: Sample) -> str:
    return reverse("coverage:samples:page", args=[sample.pk])


def _progress(sample: Sample) -> Any:
    return getattr(sample, "progress", None)


class SampleList(AuditList):
    """Samples with somebody of the viewer's area, newest first, each with how far it is."""

    noun, permission = "sample", VIEW
    page_title = _("Samples")
    model = Sample
    filterset_class = SampleFilterSet
    index_url_name = "coverage:samples:index"
    index_results_url_name = "coverage:samples:index_results"
    export_filename = "samples"
    cells = {
        "title": lambda each: each.title,
        "drawn_from": lambda each: each.drawn_from,
        "size": lambda each: each.size,
        "population": lambda each: each.population,
        "seed": lambda each: each.seed,
        "drawn_by": lambda each: each.drawn_by.name,
        "drawn_at": lambda each: f"{timezone.localtime(each.drawn_at):%Y-%m-%d %H:%M}",
    }
    list_export = list(cells)
    export_headings = {"drawn_by": _("drawn by")}

    def found(self) -> QuerySet[Sample]:
        """Return the samples."""
        return Sample.objects.visible_to(self.viewer).newest()

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """Return one line of the export; how many there were to draw from is for those who may know them all."""
        row = super().to_row_dict(item)
        return row if sees_population(self.viewer, item) else {**row, "population": ""}

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Say of each how far it is."""
        known = progress_by_sample(self.viewer, object_list)
        for sample in object_list:
            sample.progress = known.get(sample.pk)
        return object_list

    @property
    def columns(self) -> list[Column]:
        """Return the columns."""
        return [
            TitleColumn("title", label=_("title"), get_url=_address),
            Column("size", label=_("people drawn")),
            ProgressColumn("progress", label=_("done"), accessor=_progress),
            Column("drawn_from", label=_("drawn from")),
            Column("drawn_by", label=_("drawn by"), accessor="drawn_by.name"),
            DateColumn("drawn_at", label=_("drawn")),
        ]
