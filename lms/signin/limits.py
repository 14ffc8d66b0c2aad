"""Whether limits on short messages can be counted at all."""

from django.core.cache import cache

_PROBE = "signin.probe"


def can_count() -> bool:
    """Return whether the shared cache answers. No count, no message: a gateway bill has no other lid.

    The cache's stand-in is not asked: limits that start anew with every outage are none.
    """
    server = getattr(cache, "server", cache)
    try:
        server.set(_PROBE, "1", 5)
    except Exception:  # Every backend fails in its own way, and all of them mean no.
        return False
    return True
