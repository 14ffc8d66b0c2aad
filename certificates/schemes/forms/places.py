"""Forms about places: answers to those who ask, nominations, and the places of each county."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.schemes.queries.places import ClassPlaces, CountyPlaces
from lms.people.models import Person

_MOST = 100_000


class _Ids(forms.TypedMultipleChoiceField):
    """Keys of rows that were ticked; whether they are still there is for the action to find out."""

    def valid_value(self, value: Any) -> bool:
        """Take any number."""
        return str(value).isdecimal()


class DecisionForm(forms.Form):
    """The answer to those who are ticked, and why where it is no."""

    traineeship = _Ids(coerce=int)
    do = forms.ChoiceField(choices=[("approve", "approve"), ("refuse", "refuse")])
    reason = forms.CharField(
        label=_("Reason, where you refuse"), max_length=200, required=False, help_text=_("The person will read it.")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an approval with a reason: Enter inside that field presses the first button of the form."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("do") == "approve" and data.get("reason"):
            raise forms.ValidationError(_("A reason is for a refusal. Leave it blank to approve."))
        return data


class NominationForm(forms.Form):
    """Who is put forward, among one's own people."""

    person: forms.ModelMultipleChoiceField[Person] = forms.ModelMultipleChoiceField(Person.objects.none())

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        """Take no one but ``people``."""
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def chosen(self) -> Sequence[Person]:
        """Return who was ticked and is one's own; nobody, where the form is wrong."""
        return list(self.cleaned_data["person"].order_by("name", "pk")) if self.is_valid() else []


class SharesForm(forms.Form):
    """A number of places for each county, or the wish for the fair numbers."""

    def __init__(self, *args: Any, places: ClassPlaces, fair: Mapping[int, int], **kwargs: Any) -> None:
        """Make a field for each county that has people due, or places, or people in the class."""
        super().__init__(*args, **kwargs)
        self._places, self._fair = places, fair
        for each in self._counties():
            self.fields[self._name(each)] = forms.IntegerField(
                label=each.name, min_value=0, max_value=_MOST, required=False, initial=each.places
            )

    @property
    def wants_fair(self) -> bool:
        """Whether the fair numbers are asked for, whatever stands in the fields."""
        return self.data.get("do") == "fair"

    def shares(self) -> dict[int, int]:
        """Return the places by county; where every field is blank, nothing is shared out."""
        typed = {each.county_id or 0: self.cleaned_data[self._name(each)] for each in self._counties()}
        if all(number is None for number in typed.values()):
            return {}
        return {county: number or 0 for county, number in typed.items()}

    def rows(self) -> list[tuple[CountyPlaces, Any, int | None]]:
        """Return each county with its field and its fair number."""
        return [(each, self[self._name(each)], self._fair.get(each.county_id or 0)) for each in self._counties()]

    def _counties(self) -> list[CountyPlaces]:
        return [each for each in self._places.counties if each.county_id]

    def _name(self, county: CountyPlaces) -> str:
        return f"county_{county.county_id}"
