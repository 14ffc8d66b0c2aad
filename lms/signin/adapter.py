"""How allauth meets our people: accounts exist because a roster holds the person."""

import time
from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.notices.actions import send_code
from lms.people.models import Person
from lms.signin import actions
from lms.signin.fields import MobileField
from lms.signin.queries import has_factor, needs_second_factor

WAYS = {
    "reauthenticate": _("Use the password"),
    "mfa_reauthenticate": _("Use the authenticator app"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; the phone is the roster's, and the code that reaches it proves the person."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This code is not right. Look at the newest message and type its 6 digits."),
        "phone_password_mismatch": _("The number or the password is not right. You can sign in with a code instead."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("Your current password is not right."),
        "too_many_login_attempts": _("Too many attempts. Wait a minute, then try again."),
        "rate_limited": _("Too many attempts. Wait a minute, then try again."),
        "codes_unavailable": _("Codes cannot be sent at the moment. Sign in with your password, or try again later."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up; first sign-in claims the account the roster made."""
        return False

    def get_login_stages(self) -> list[str]:
        """Prove the phone or the password, then the second factor where there is one."""
        return ["allauth.account.stages.LoginByCodeStage", "allauth.mfa.stages.AuthenticateStage"]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the account page."""
        return reverse("signin:account")

    def phone_form_field(self, **kwargs: Any) -> MobileField:
        """Return the field people type their number into."""
        return MobileField(**kwargs)

    def get_user_by_phone(self, phone: str) -> Person | None:
        """Return who may sign in with ``phone``. Who left or is unknown is nobody, and the pages do not tell which."""
        person: Person | None = Person.objects.filter(phone=phone, is_active=True).first()
        return person

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        """Return the number and that the roster vouches for it."""
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:
        """Refuse: numbers change in the roster, by the institution's manager."""
        raise PermissionDenied

    def set_phone_verified(self, user: Any, phone: str) -> None:
        """Do nothing: the roster vouches for the number."""

    def send_verification_code_sms(self, user: Any, phone: str, code: str, **kwargs: Any) -> None:
        """Have the code sent."""
        good_for = timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
        send_code(phone=phone, code=code, good_for=good_for, at=timezone.now())

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Do the same work for a number nobody has; the code is too old before anybody could send it."""
        send_code(phone=phone, code="000000", good_for=timedelta(0), at=timezone.now())

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Write the sign-in down, and end the sessions of who has a role after a working day."""
        how = [each["method"] for each in get_authentication_records(request, user)]
        actions.open_session(person_id=user.pk, how=how, at=timezone.now())
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if needs_second_factor(user):
            request.session.set_expiry(settings.ADMIN_SESSION_AGE)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Leave the password out for who has a role and a factor: it would prove too little."""
        methods = [{**way, "description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]
        if user.is_authenticated and needs_second_factor(user) and has_factor(user):
            return [way for way in methods if way["id"] != "reauthenticate"]
        return methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again only who did not prove themselves just now, with the factor if they have one."""
        request = context.request
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        fresh = {each["method"] for each in get_authentication_records(request, request.user) if each["at"] >= since}
        if "mfa" in fresh or (fresh and not has_factor(request.user)):
            return False
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts failures by e-mail or username only: all our people would share one count.
        return f"phone:{credentials.get('phone', '')}"
