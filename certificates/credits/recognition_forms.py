"""What people type about certificates from elsewhere."""

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from certificates.credits.actions.handing_in import Claim, Evidence, FileTooBig
from certificates.credits.evidence import MEGABYTE, MOST_BYTES
from certificates.credits.models import Recognition
from lms.people.choosers import people
from lms.people.models import Person
from lms.records.models import Activity

# What a certificate from elsewhere may be about: lessons, exams and teaching are recorded where they take place.
HERE_ONLY = (Activity.Kind.LESSON, Activity.Kind.EXAM, Activity.Kind.TEACHING)
KINDS = [(value, label) for value, label in Activity.Kind.choices if value not in HERE_ONLY]
_DATE = {"type": "date"}


class HandInForm(forms.Form):
    """A certificate from elsewhere, as it is printed, and its photo."""

    title = forms.CharField(
        label=_("What was it about"), max_length=150, help_text=_("The name of the course or project on it.")
    )
    issuer = forms.CharField(
        label=_("Issuer"), max_length=100, help_text=_("The whole name, as it stands on the seal.")
    )
    number = forms.CharField(label=_("Certificate number"), max_length=60)
    kind = forms.ChoiceField(label=_("What kind"), choices=KINDS, widget=forms.RadioSelect)
    mode = forms.ChoiceField(label=_("How"), choices=Activity.Mode.choices, widget=forms.RadioSelect)
    began_on = forms.DateField(label=_("First day"), widget=forms.DateInput(_DATE, format="%Y-%m-%d"))
    ended_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(_DATE, format="%Y-%m-%d"),
        help_text=_("Empty: it took one day."),
    )
    hours = forms.DecimalField(
        label=_("Hours on it"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(9999),
        decimal_places=2,
        help_text=_("Only if hours are printed on it."),
    )
    credits = forms.DecimalField(
        label=_("Credits on it"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(999),
        decimal_places=2,
        help_text=_("Only if credits are printed on it."),
    )
    file = forms.FileField(
        label=_("Photo or PDF"),
        help_text=_("Lay it flat and photograph all four corners. 10 MB at most."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer no day that lies ahead."""
        super().__init__(*args, **kwargs)
        for name in ("began_on", "ended_on"):
            self.fields[name].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is too big before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            size = {"megabytes": -(-(file.size or 0) // MEGABYTE), "limit": MOST_BYTES // MEGABYTE}
            raise forms.ValidationError(str(FileTooBig(**size)))
        return file

    def clean(self) -> dict[str, Any]:
        """Fill in the last day; ask for hours or credits, and for days in their order."""
        data = super().clean() or {}
        begins = data.get("began_on")
        data["ended_on"] = data.get("ended_on") or begins
        if begins and data["ended_on"] and data["ended_on"] < begins:
            self.add_error("ended_on", _("The last day comes before the first."))
        if not (data.get("hours") or data.get("credits") or {"hours", "credits"} & self.errors.keys()):
            self.add_error("hours", _("Give the hours or the credits that are printed on the certificate."))
        return data

    def claim(self, person: Person) -> Claim:
        """Return what the certificate says of ``person``, once the form is valid."""
        given = self.cleaned_data
        return Claim(
            person=person,
            **{name: given[name] for name in ("title", "issuer", "number", "kind", "mode", "began_on", "ended_on")},
            class_hours_hundredths=int((given["hours"] or 0) * 100),
            claimed_hundredths=int((given["credits"] or 0) * 100),
        )

    def proof(self) -> Evidence:
        """Return the file, read."""
        return Evidence(self.cleaned_data["file"].read())


def as_typed(recognition: Recognition) -> dict[str, Any]:
    """Return what was typed of ``recognition``, to begin another with."""
    names = ("title", "issuer", "number", "kind", "mode", "began_on", "ended_on")
    return {
        **{name: getattr(recognition, name) for name in names},
        "hours": Decimal(recognition.class_hours_hundredths) / 100 or None,
        "credits": Decimal(recognition.claimed_hundredths) / 100 or None,
    }


class HandInForForm(HandInForm):
    """The same for somebody of one's institutions."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Whose certificate"))

    field_order = ("person",)

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        """Offer the people ``viewer`` looks after; the chooser is the admin's own."""
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Person.objects.visible_to(viewer).exclude(pk=viewer.pk)
        field.widget = people.widget_class()


class CheckForm(forms.Form):
    """How much of it counts."""

    minutes = forms.IntegerField(
        label=_("Minutes that count"), min_value=1, max_value=600_000, help_text=_("Credits are worked out from these.")
    )
    sure = forms.BooleanField(
        label=_("I have compared name, number, days and hours with the photo, and the certificate is genuine.")
    )


class DecisionReasonForm(forms.Form):
    """Why a certificate is refused, or not recognised any more."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The doctor reads it."))


def _queue(found: Any, viewer: Any, value: str) -> QuerySet[Recognition]:
    chosen: QuerySet[Recognition] = found & (
        Recognition.objects.to_check_by(viewer) if value == "check" else Recognition.objects.to_approve_by(viewer)
    )
    return chosen


class RecognitionFilterSet(WagtailFilterSet):
    """Narrows the list of certificates from elsewhere; ``queue`` is what waits for the viewer."""

    queue = django_filters.ChoiceFilter(
        method="by_queue",
        choices=[("check", _("for me to check")), ("approve", _("for me to approve"))],
        label=_("Waiting"),
        empty_label=_("All"),
    )
    holder = django_filters.CharFilter(method="by_holder", label=_("Name or number"))
    kind = django_filters.ChoiceFilter(choices=KINDS, label=_("kind"), empty_label=_("All"))

    class Meta:
        model = Recognition
        fields = ["state"]

    def by_queue(self, found: QuerySet[Recognition], _name: str, value: str) -> QuerySet[Recognition]:
        """Return what waits for the viewer to check, or to approve."""
        return _queue(found, self.request.user, value)

    def by_holder(self, found: QuerySet[Recognition], _name: str, value: str) -> QuerySet[Recognition]:
        """Return the certificates whose number or owner's name holds ``value``."""
        text: Any = value.strip()
        return found.filter(Q(number__icontains=text) | Q(person__name__icontains=text))
