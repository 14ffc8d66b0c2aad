"""For development: short messages go to the console and to the page ``/_dev/sms/``."""

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.notices.channels import Channel

if TYPE_CHECKING:
    from lms.notices.models import Notice

log = logging.getLogger(__name__)

KEPT = 50
_KEY = "notices.console"


class ConsoleChannel:
    """Writes messages, codes included, where a developer sees them."""

    def send_code(self, phone: str, code: str) -> None:
        """Show the code."""
        self._show(phone, _("Your sign-in code is %(code)s. Tell it to nobody.") % {"code": code}, code)

    def send(self, notice: "Notice") -> None:
        """Show the notice's title."""
        self._show(notice.person.phone or "", notice.title, "")

    def _show(self, phone: str, text: str, code: str) -> None:
        # A warning, since a worker's console shows nothing lower.
        log.warning("SMS to %s: %s", phone, text)
        message = {"phone": phone, "text": text, "code": code, "at": timezone.now().isoformat()}
        # The cache is a table shared by all processes, so the page shows what a worker sent.
        # In a transaction, so that on SQLite two workers do not lose each other's.
        with transaction.atomic():
            cache.set(_KEY, [message, *shown()][:KEPT], timeout=None)


def shown() -> list[dict[str, str]]:
    """Return the latest messages, newest first: phone, text, code and the instant as ISO text."""
    messages: list[dict[str, str]] = cache.get(_KEY, [])
    return messages


def open_channel() -> Channel:
    """Return the console.

    :raises ImproperlyConfigured: this is no development, and nobody asked for the console by name.
    """
    if not (settings.DEBUG or settings.SMS_CHANNEL_CHOSEN):
        raise ImproperlyConfigured("The console channel shows sign-in codes; set SMS_CHANNEL to a real provider.")
    return ConsoleChannel()
