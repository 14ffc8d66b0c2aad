"""The one way in for programs: a token in the ``Authorization`` header. A session opens nothing here."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from lms.api import actions, limits, queries
from lms.api.models import ApiToken
from lms.api.rules import ABILITIES
from lms.kit.errors import Refusal


class NoToken(Refusal):
    """No token, or one that nobody made."""

    code, status = "token_missing", 401
    message = _("Send a token that is valid: Authorization: Bearer xinglin_…")


class TokenEnded(Refusal):
    """A token that is over."""

    code, status = "token_ended", 401
    message = _("This token is no longer valid. Make a new one in the admin.")


class TokenAsleep(Refusal):
    """A token of somebody who could not sign in now."""

    code, status = "token_asleep", 401
    message = _("This token rests while its person may not sign in or has no second factor. It works again after that.")


class NotAllowed(Refusal):
    """A token that may not read this, or whose person may not any more."""

    code, status = "not_allowed", 403
    message = _("This token may not read %(what)s. Make one that may, or ask for the role that allows it.")


_OVER: dict[str, type[Refusal]] = {
    queries.Standing.REVOKED: TokenEnded,
    queries.Standing.EXPIRED: TokenEnded,
    queries.Standing.ASLEEP: TokenAsleep,
}


class Bearer(HttpBearer):
    """Lets a call in whose token is good for ``ability``, counts it, and slows down who asks too often."""

    def __init__(self, ability: str = "") -> None:
        """Ask for ``ability``; an empty one is open to every token."""
        super().__init__()
        self.ability = ability

    def __call__(self, request: HttpRequest) -> Any:
        """Return the token of ``request``.

        :raises Refusal: there is none that may do this now.
        """
        kind, _blank, text = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            raise NoToken
        return self.authenticate(request, text.strip())

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """Return the token whose text is ``token``."""
        now, held = timezone.now(), queries.token_by(token)
        if held is None:
            raise NoToken
        standing = queries.standing_of(held, now)
        if standing != queries.Standing.GOOD:
            raise _OVER[standing]
        limits.take(held.pk, at=now)
        match = request.resolver_match
        actions.note_call(held, match.url_name if match and match.url_name else "", at=now)
        self._ask_for_ability(held)
        return held

    def _ask_for_ability(self, token: ApiToken) -> None:
        if not self.ability:
            return
        asked = ABILITIES[self.ability]
        if self.ability not in token.abilities or not token.person.has_perm(asked.permission):
            raise NotAllowed(what=asked.label)
