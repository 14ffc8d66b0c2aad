"""How allauth meets our people: accounts exist because a roster holds the person."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up; first sign-in claims the account the roster made."""
        return False
