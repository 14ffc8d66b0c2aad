"""The one way in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from lms.people.models import Person
from lms.signin.queries import person_for_request


class PhoneBackend(AuthenticationBackend):
    """Signs in by phone and password (codes and passkeys need no backend), and loads the person of a request."""

    def get_user(self, user_id: Any) -> Person | None:
        """Return the person if they may still sign in, with what the second-factor gate asks already known."""
        person = person_for_request(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None
