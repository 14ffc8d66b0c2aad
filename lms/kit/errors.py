"""The one family of errors a person may be shown."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A "no" with a code for programs, a sentence for people and the values the sentence speaks of.

    Subclasses are born beside the action that raises them and set ``code`` and ``message``; the message may
    name the keyword arguments as ``%(name)s``.

    >>> class Full(Refusal):
    ...     code = "full"
    ...     message = "All %(seats)s seats are taken."
    >>> str(Full(seats=3))
    'All 3 seats are taken.'
    """

    code: str = "refused"
    message: str | Promise = _("This cannot be done.")

    def __init__(self, **data: Any) -> None:
        """Keep the values that the message and the caller may want."""
        super().__init__(self.code)
        self.data = data

    def __str__(self) -> str:
        return str(self.message) % self.data if self.data else str(self.message)
