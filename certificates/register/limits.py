"""How often anybody may ask, counted in the cache that all processes share."""

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

A_MINUTE, A_DAY = 20, 400
# Wrong names for one number, from wherever they come: who guesses from many addresses is stopped as well.
WRONG_NAMES_AN_HOUR = 20
LISTS_AN_HOUR = 10
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def within_limit(request: HttpRequest) -> bool:
    """Count one look-up by the address ``request`` comes from; return whether it is still within the limits."""
    address = get_adapter().get_client_ip(request)
    # Both are counted, whatever the first says.
    return all([_count("minute", address, _MINUTE) <= A_MINUTE, _count("day", address, _DAY) <= A_DAY])


def may_be_guessed(number: str) -> bool:
    """Return whether the names tried for ``number`` are few enough for another."""
    return _seen("names", number, _HOUR) < WRONG_NAMES_AN_HOUR


def note_wrong_name(number: str) -> None:
    """Count one wrong name for ``number``; numbers that do not exist are counted alike."""
    _count("names", number, _HOUR)


def list_within_limit(person_id: int) -> bool:
    """Count one list that a person has checked; return whether it is still within the limit."""
    return _count("lists", str(person_id), _HOUR) <= LISTS_AN_HOUR


def _key(what: str, whose: str, seconds: int) -> str:
    # The window is part of the name: some caches begin its time anew with each count. Whose it is, is kept nowhere.
    window = int(time.time() // seconds)
    return f"register.verify.{what}.{window}." + hashlib.sha256(whose.encode()).hexdigest()[:32]


def _seen(what: str, whose: str, seconds: int) -> int:
    return int(cache.get(_key(what, whose, seconds), 0))


def _count(what: str, whose: str, seconds: int) -> int:
    key = _key(what, whose, seconds)
    cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key))
    except ValueError:
        # The window ended between the two lines.
        return 1
