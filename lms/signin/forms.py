"""allauth's forms in our words, with the keypads and refusals that phones and people need."""

import time
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from lms.signin import limits
from lms.signin.fields import CodeField

# Who has just signed in with a code may set a new password without the old one.
FORGOTTEN_WITHIN_SECONDS = 600
NEW_PASSWORD = _("At least 10 characters, and nothing that many people use. A short sentence is good.")


def _without_placeholders(form: forms.BaseForm) -> None:
    """Take the placeholders out: they repeat the labels, and look like something already typed."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class PhoneForm(account.RequestLoginCodeForm):
    """Ask for a code."""

    def clean_phone(self) -> str:
        """Refuse where limits cannot be counted; then let allauth count."""
        if not limits.can_count():
            raise get_adapter().validation_error("codes_unavailable")
        phone: str = super().clean_phone()
        return phone


class CodeForm(account.ConfirmLoginCodeForm):
    """Give the code back."""

    code = CodeField(label=_("The 6 digits of the code"))


class PasswordForm(account.LoginForm):
    """Sign in with a password instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the fields plainly."""
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        _without_placeholders(self)


class PasswordAgainForm(account.ReauthenticateForm):
    """Give the password once more before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the fields plainly."""
        super().__init__(*args, **kwargs)
        _without_placeholders(self)


class SetPasswordForm(account.SetPasswordForm):
    """Choose a first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the fields plainly."""
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = NEW_PASSWORD
        _without_placeholders(self)


class ChangePasswordForm(account.ChangePasswordForm):
    """Choose another password; the old one is not asked of who has just signed in with a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Drop the old password where a code stands for it."""
        super().__init__(*args, **kwargs)
        if _signed_in_by_code(self.user):
            del self.fields["oldpassword"]
        self.fields["password1"].help_text = NEW_PASSWORD
        _without_placeholders(self)


def _signed_in_by_code(person: Any) -> bool:
    since = time.time() - FORGOTTEN_WITHIN_SECONDS
    records = get_authentication_records(context.request, person)
    return any(each["method"] == "code" and each["at"] >= since for each in records)


class _OnceOnly(forms.Form):
    """A code from an authenticator app works once, for as long as it could work at all."""

    user: Any

    def clean_code(self) -> str:
        """Check the code, then remember it."""
        code: str = super().clean_code()  # type: ignore[misc]
        period = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)
        if not cache.add(f"signin.factor.used:{self.user.pk}:{code}", "1", timeout=period):
            raise get_adapter().validation_error("incorrect_code")
        return code


class FactorForm(_OnceOnly, mfa.AuthenticateForm):
    """The second step of signing in."""

    code = CodeField(label=_("The 6 digits in your authenticator app"))


class FactorAgainForm(_OnceOnly, mfa.ReauthenticateForm):
    """The second step once more, before something that matters."""

    code = CodeField(label=_("The 6 digits in your authenticator app"))


class AppForm(totp.ActivateTOTPForm):
    """Set up an authenticator app."""

    # No autofocus: it would scroll past the picture that comes first.
    code = CodeField(label=_("The 6 digits the app now shows"), autofocus=False)


class PasskeyForm(webauthn.AddWebAuthnForm):
    """Add a passkey."""

    name = forms.CharField(label=_("Name of this device"), required=False, max_length=60)
    passwordless = forms.BooleanField(label=_("Sign in with this passkey alone"), required=False, initial=True)


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    """Give a passkey another name."""

    name = forms.CharField(label=_("Name of this device"), max_length=60)
