"""Databases, cache, sessions."""

from datetime import timedelta
from typing import Any

import dj_database_url

from lms.settings.place import DATA_DIR, env

_database = env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'xinglin.sqlite3'}"
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(_database, conn_max_age=60)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue for the lock at BEGIN; Django's default takes it at the first write, when it is too late to wait.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; PRAGMA cache_size=-65536; "
            # INSERT OR REPLACE then asks the triggers that refuse to delete what stands in its way.
            "PRAGMA recursive_triggers=ON; "
            # What a statement would have to take back if it failed halfway is remembered without a file.
            "PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    # PostgreSQL would compile a statement about 500 people for three seconds that runs for a quarter of one. With four
    # megabytes, its own measure, it groups a city's people on the disk, and gives up gathering what was taken back.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c work_mem=16MB")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits live in the cache, so it is shared by all processes: a table unless CACHE_URL names a server.
# A full table throws out what still counts: it has room for a city that signs in on one day. A task empties it.
_table: dict[str, Any] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "cache",
    "OPTIONS": {"MAX_ENTRIES": 2_000_000},
}
CACHES: dict[str, Any] = {
    "default": env.dj_cache_url("CACHE_URL") if env.str("CACHE_URL", "") else _table,
    "table": _table,
}
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    # The server gone must not mean nobody can sign in: the table stands in for it.
    CACHES["default"]["BACKEND"] = "lms.kit.cache.SteadyRedisCache"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
