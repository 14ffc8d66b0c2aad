"""How often one address may ask, counted in the cache that all processes share."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

A_MINUTE = 20
_SECONDS = 60


def within_limit(request: HttpRequest) -> bool:
    """Count one look-up by the address ``request`` comes from; return whether it is still within the limit."""
    address = get_adapter().get_client_ip(request)
    # The address itself is kept nowhere.
    key = "register.verify." + hashlib.sha256(address.encode()).hexdigest()[:32]
    cache.add(key, 0, timeout=_SECONDS)
    try:
        return bool(cache.incr(key) <= A_MINUTE)
    except ValueError:
        # The minute ended between the two lines.
        return True
