"""A form of every control, for the page of components."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """Never saved."""

    phone = forms.CharField(
        label=_("mobile phone"), min_length=11, help_text=_("11 digits, as your institution registered it.")
    )
    mode = forms.ChoiceField(
        label=_("mode"), choices=[("online", _("online")), ("onsite", _("on site"))], widget=forms.RadioSelect
    )
    county = forms.ChoiceField(label=_("county"), required=False, choices=[("", "—"), ("1", _("county"))])
    on = forms.DateField(label=_("when"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label=_("PDF file"), required=False)
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label=_("I have read this"), required=False)
