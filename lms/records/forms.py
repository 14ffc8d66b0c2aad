"""What people type about learning records."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from lms.records.models import Activity, LearningRecord
from lms.records.rules import note


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


class BroughtHeadForm(forms.Form):
    """A head somebody kept, as a file or copied."""

    file = forms.FileField(label=_("File"), required=False)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("As it was printed, mailed or read from the QR code, all of its lines."),
    )

    def clean(self) -> dict[str, Any]:
        """Read the head, from the file if there is one."""
        given = super().clean() or {}
        file = given.get("file")
        text = file.read(4000).decode(errors="replace") if file else given.get("text", "")
        try:
            given["note"] = note.read(text)
        except note.Unreadable:
            raise forms.ValidationError(_("This is no head as it is printed. Copy all of its lines.")) from None
        return given


class MailHeadForm(forms.Form):
    """Where a head is to go."""

    to = forms.EmailField(label=_("E-mail address"), max_length=200)
