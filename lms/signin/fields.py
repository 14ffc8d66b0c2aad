"""The two things people type to sign in: a mobile number and a code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.signin.rules import mobile_number, plain_code


class MobileField(forms.CharField):
    """A mainland mobile number, as people write it; cleans to its 11 digits."""

    default_error_messages = {
        "required": _("Enter your mobile number."),
        "not_mobile": _("A mobile number has 11 digits and begins with 1."),
    }

    def __init__(self, **kwargs: Any) -> None:
        """Ask for the telephone keypad and the phone's own number."""
        kwargs.setdefault("label", _("Mobile number"))
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "code"})
        )
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the 11 digits."""
        text: str = super().clean(value)
        number = mobile_number(text) if text else ""
        if number is None:
            raise forms.ValidationError(self.error_messages["not_mobile"], code="not_mobile")
        return number


class CodeField(forms.CharField):
    """A code of digits, from a short message or an authenticator app."""

    default_error_messages = {"required": _("Enter the code.")}

    def __init__(self, *, autofocus: bool = True, **kwargs: Any) -> None:
        """Ask for the number keypad and let the phone fill the code in."""
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code", "autofocus": autofocus}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the code without blanks."""
        return plain_code(super().clean(value))
