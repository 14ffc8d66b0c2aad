"""Forms of the admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.lines import choices_of_schemes
from lms.people.models import Appointment, Organisation, Person
from lms.people.purposes import LONGEST, SHORTEST, Purpose
from lms.site.admin import ScopedForm


class ContactsForm(ScopedForm):
    """A person's name, number and right to sign in. The number is written anew, never shown."""

    new_phone = forms.RegexField(
        r"^1[3-9][0-9]{9}$",
        label=_("New mobile number"),
        required=False,
        help_text=_("Leave empty to keep the number: %(phone)s"),
        error_messages={"invalid": _("A mobile number has 11 digits and begins with 1.")},
    )

    class Meta:
        model = Person
        fields = ("name", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say which number is kept, masked."""
        super().__init__(*args, **kwargs)
        kept = self.instance.phone_masked or _("none")
        self.fields["new_phone"].help_text = _("Leave empty to keep the number: %(phone)s") % {"phone": kept}


class OrganisationForm(ScopedForm):
    """One institution."""

    class Meta:
        model = Organisation
        fields = ("code", "name", "kind", "grade", "division", "parent", "closed_on")


class AppointmentForm(ScopedForm):
    """A new role for somebody. The action says what is missing."""

    limited_to = forms.MultipleChoiceField(
        label=_("schemes it is limited to"),
        required=False,
        help_text=_("For a line department: it sees what concerns these schemes, and nothing else."),
    )

    class Meta:
        model = Appointment
        fields = ("person", "role", "division", "organisation", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the schemes of today."""
        super().__init__(*args, **kwargs)
        self.fields["limited_to"].choices = choices_of_schemes()
        self.fields["ends_on"].help_text = _("The first day without the role. Auditors need one.")


class DismissalForm(ScopedForm):
    """The end of a role."""

    class Meta:
        model = Appointment
        fields = ("ends_on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """An end needs its day."""
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = True


class NumberForm(forms.Form):
    """Whom somebody looks for, by a whole number."""

    number = forms.CharField(
        label=_("Whole ID number or mobile number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("A part of a number finds nobody."),
    )


class PurposeForm(forms.Form):
    """What a whole ID number is wanted for."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=[("", _("Choose a purpose")), *Purpose.choices])
    why = forms.CharField(
        label=_("What exactly it is for"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person concerned reads this, with your name and the time."),
    )
