"""Ways to reach a person: one folder a provider, all the same shape.

A folder holds ``open_channel() -> Channel``. ``settings.SMS_CHANNEL`` names the one that carries sign-in codes,
``settings.NOTICE_CHANNELS`` those that carry notices besides the inbox.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from lms.notices.models import Notice


class DeliveryFailed(Exception):
    """The provider did not take the message. The text names the fault and never the code or the number."""


class Channel(Protocol):
    """What every provider can do."""

    def send_code(self, phone: str, code: str) -> None:
        """Send a sign-in code to an 11-digit mobile number.

        :raises DeliveryFailed: the provider did not take it.
        """

    def send(self, notice: "Notice") -> None:
        """Send a notice to its person.

        :raises DeliveryFailed: the provider did not take it.
        """


def channel_names() -> list[str]:
    """Return the names of the folders, in order."""
    return sorted(module.name for module in iter_modules(__path__) if module.ispkg)


def open_channel(name: str) -> Channel:
    """Return the channel in the folder ``name``.

    :raises ImproperlyConfigured: there is no such folder, or its settings are missing.
    """
    if name not in channel_names():
        raise ImproperlyConfigured(f"No notice channel is called {name!r}; there are: {', '.join(channel_names())}.")
    channel: Channel = import_module(f"{__name__}.{name}").open_channel()
    return channel
