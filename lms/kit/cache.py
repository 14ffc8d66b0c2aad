"""A cache whose server may go away, and the table behind it."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.db import connection
from django.utils.functional import cached_property

log = logging.getLogger(__name__)

STAND_IN = "table"


class _SteadyClient:
    """A Redis client that asks the stand-in wherever Redis cannot be asked."""

    def __init__(self, client: RedisCacheClient) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Callable[..., Any]:
        ask = getattr(self.client, name)

        @wraps(ask)
        def asked(*args: Any, **kwargs: Any) -> Any:
            try:
                return ask(*args, **kwargs)
            except (OSError, self.client._lib.exceptions.RedisError) as fault:  # type: ignore[attr-defined]
                log.warning("the cache server does not answer (%s); the table stands in", type(fault).__name__)
                return getattr(caches[STAND_IN], name)(*args, **kwargs)

        return asked


class SteadyRedisCache(RedisCache):
    """Redis, with the cache table behind it, so that sign-in and its limits outlive the server."""

    @cached_property
    def _cache(self) -> Any:
        return _SteadyClient(self.server)

    @cached_property
    def server(self) -> Any:
        """The Redis client itself, for what must rather fail than count in two places."""
        return self._class(self._servers, **self._options)  # type: ignore[attr-defined]


def purge(at: datetime) -> int:
    """Delete what the cache table holds beyond its time; return how many rows. By itself it does so only once full."""
    table = connection.ops.quote_name(settings.CACHES[STAND_IN]["LOCATION"])
    with connection.cursor() as cursor:
        over = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [over])  # noqa: S608 - a name from the settings
        return int(cursor.rowcount)
