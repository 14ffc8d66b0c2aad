"""How allauth keeps second factors: sealed, in our names, and never the last one gone from who needs it."""

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.kit import sealing
from lms.signin.queries import FACTORS, needs_second_factor


class FactorAdapter(DefaultMFAAdapter):
    """allauth's questions about second factors, answered."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Wait for the next one and type it again."),
        "cannot_delete_authenticator": _("Your role needs a second step. Add another one before you remove this."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return base64.b64encode(sealing.seal(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what :meth:`encrypt` sealed."""
        return sealing.unseal(base64.b64decode(encrypted_text))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last factor of who must have one."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists() or not needs_second_factor(authenticator.user)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """Suggest a name for a new passkey."""
        number = Authenticator.objects.filter(user=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def _get_user_identifier(self, user: Any) -> str:
        return f"{user.name} {user.phone_masked}".strip()

    def _get_site_name(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)
