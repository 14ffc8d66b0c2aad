"""How many calls a token may make a minute, counted in the cache that all processes share."""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from lms.kit.errors import Refusal

_MINUTE = 60


class TooFast(Refusal):
    """More calls in this minute than a token may make."""

    code = "too_many_calls"
    message = _("More than %(most)s calls in one minute. Wait %(seconds)s seconds, then go on.")


def take(key: int, *, at: datetime) -> None:
    """Count one call of the token ``key`` in the minute of ``at``.

    :raises TooFast: the minute is used up.
    """
    most: int = settings.API_CALLS_A_MINUTE
    minute, second = divmod(int(at.timestamp()), _MINUTE)
    name = f"api.calls.{key}.{minute}"
    if cache.add(name, 1, _MINUTE * 2):
        return
    try:
        count = cache.incr(name)
    except ValueError:
        # Gone between the two: the minute is all but over.
        return
    if count > most:
        raise TooFast(most=most, seconds=_MINUTE - second)
