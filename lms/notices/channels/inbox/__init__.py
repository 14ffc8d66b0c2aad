"""The inbox on the site itself: a notice is there as soon as it is written."""

from typing import TYPE_CHECKING

from lms.notices.channels import Channel, DeliveryFailed

if TYPE_CHECKING:
    from lms.notices.models import Notice


class InboxChannel:
    """Carries notices, and no codes: who asks for a code cannot open the inbox yet."""

    def send_code(self, phone: str, code: str) -> None:
        """Refuse."""
        raise DeliveryFailed("The inbox carries no sign-in codes.")

    def send(self, notice: "Notice") -> None:
        """Do nothing: the row is the message."""


def open_channel() -> Channel:
    """Return the inbox."""
    return InboxChannel()
