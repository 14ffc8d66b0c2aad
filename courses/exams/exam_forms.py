"""The forms in which an exam is set up and extra time is given."""

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.exams.actions import FROZEN
from courses.exams.templatetags.exam_figures import points
from lms.people.choosers import people
from lms.people.models import Person, Roster
from lms.site.admin import ScopedForm

_SHORTEST_CODE = 4


class ExamForm(ScopedForm):
    """An exam with its blueprint."""

    pass_mark = forms.DecimalField(
        label=_("Pass mark"), min_value=0, max_value=100, decimal_places=2, help_text=_("In points, of 100.")
    )
    tolerance = forms.DecimalField(
        label=_("Two markers may differ by"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("In points of one question. Where they differ by more, a third person decides."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show points instead of hundredths, and lock what somebody who has begun depends on."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("pass_mark", points(self.instance.pass_mark_hundredths))
        self.initial.setdefault("tolerance", points(self.instance.marking_tolerance_hundredths))
        if self.instance.pk and self.instance.sittings.exists():
            for name in (*FROZEN, "pass_mark", "tolerance"):
                if name in self.fields:
                    self.fields[name].disabled = True
                    self.fields[name].help_text = _("Somebody has begun the exam, so this stays as it is.")

    def clean_pass_mark(self) -> Decimal:
        """Keep the points as the hundredths the exam holds."""
        mark: Decimal = self.cleaned_data["pass_mark"]
        self.instance.pass_mark_hundredths = int(mark * 100)
        return mark

    def clean_tolerance(self) -> Decimal:
        """Keep the points as the hundredths the exam holds."""
        tolerance: Decimal = self.cleaned_data["tolerance"]
        self.instance.marking_tolerance_hundredths = int(tolerance * 100)
        return tolerance

    def clean_access_code(self) -> str:
        """Refuse a code that a phone cannot type, or anybody can guess."""
        code = "".join(unicodedata.normalize("NFKC", self.cleaned_data["access_code"]).split())
        if code and not (code.isascii() and code.isalnum() and len(code) >= _SHORTEST_CODE):
            raise ValidationError(_("A code has 4 to 12 letters or digits. Leave it empty if none is needed."))
        return code

    def clean_rosters(self) -> list[Roster]:
        """Keep the rosters of the exam that the editor does not see, and so cannot have unticked."""
        hidden = self.instance.rosters.all() if self.instance.pk else []
        offered = set(self.fields["rosters"].queryset.values_list("pk", flat=True))
        return [*self.cleaned_data["rosters"], *(each for each in hidden if each.pk not in offered)]


class ExtraTimeForm(forms.Form):
    """Who has more time, how much and why."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who"))
    minutes = forms.IntegerField(
        label=_("Extra minutes"),
        min_value=0,
        max_value=600,
        help_text=_(
            "Beyond the time of the exam, in all. Given again, the new number counts instead of the old one; "
            "0 withdraws what was given."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For example: a broken hand, a power cut of ten minutes.")
    )

    def __init__(self, *args: Any, viewer: Any, **kwargs: Any) -> None:
        """Offer the people ``viewer`` looks after; the chooser is the admin's own."""
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Person.objects.visible_to(viewer)
        field.widget = people.widget_class()
