"""The token that asks."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from lms.api.models import ApiToken
from lms.api.reading import reads
from lms.api.shapes.tokens import TokenOut

router = Router(tags=["token"])


@reads(router, "/token", "token", ability="", response=TokenOut, summary=gettext_noop("The token itself"))
def token(request: HttpRequest) -> TokenOut:
    """Whose token it is, what it may read, and until when."""
    held: ApiToken = request.auth  # type: ignore[attr-defined]
    return TokenOut(
        name=held.name,
        person=held.person.name,
        abilities=held.abilities,
        expires_at=held.expires_at,
        calls_a_minute=settings.API_CALLS_A_MINUTE,
    )
