"""What people type about learning records."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from lms.records.models import Activity, LearningRecord


class RecordFilterSet(WagtailFilterSet):
    """Narrows the list of records; a number finds one."""

    number = django_filters.NumberFilter(field_name="pk", label=_("record number"))
    name = django_filters.CharFilter(method="by_name", label=_("Name"))
    kind = django_filters.ChoiceFilter(
        field_name="activity__kind", choices=Activity.Kind.choices, label=_("kind"), empty_label=_("All")
    )
    happened_at = django_filters.DateFromToRangeFilter(label=_("when"), widget=DateRangePickerWidget)

    class Meta:
        model = LearningRecord
        fields: list[str] = []

    def by_name(self, found: QuerySet[LearningRecord], _name: str, value: str) -> QuerySet[LearningRecord]:
        """Return the records of people whose name holds ``value``."""
        text: Any = value.strip()
        return found.filter(person__name__icontains=text)


class TakeBackForm(forms.Form):
    """Why a record does not count any more."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The person whose record it is reads it."))
    sure = forms.BooleanField(label=_("I have checked that this is the right record."))
