"""Whose token it is, and whether it opens anything today."""

from datetime import datetime
from enum import StrEnum

from lms.api.models import ApiToken
from lms.api.rules import ABILITIES, digest_of, is_whole
from lms.people.models import Person
from lms.people.queries import person_today
from lms.signin.queries import has_factor, needs_second_factor


class Standing(StrEnum):
    """How a token stands."""

    GOOD = "good"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ASLEEP = "asleep"


def token_by(text: str) -> ApiToken | None:
    """Return the token that ``text`` is, with its person; ``None`` where there is none. Two queries at most."""
    if not is_whole(text):
        return None
    token = ApiToken.objects.filter(digest=digest_of(text)).first()
    if token is not None:
        token.person = person_today(token.person_id)
    return token


def standing_of(token: ApiToken, at: datetime) -> Standing:
    """Return how ``token`` stands at ``at``.

    A token is no way around the second factor: it sleeps while its person may not sign in, or has to show a second
    factor and has none.
    """
    if token.revoked_at is not None:
        return Standing.REVOKED
    if at >= token.expires_at:
        return Standing.EXPIRED
    person = token.person
    if not person.is_active or (needs_second_factor(person) and not has_factor(person)):
        return Standing.ASLEEP
    return Standing.GOOD


def abilities_open_to(person: Person) -> dict[str, str]:
    """Return the abilities ``person`` may give to a token, with their words."""
    return {key: str(each.label) for key, each in ABILITIES.items() if person.has_perm(each.permission)}
