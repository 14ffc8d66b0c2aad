"""The cache server may go away, and nothing else with it."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCacheClient
from django.db import connection
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisGone

from lms.kit import tasks
from lms.kit.cache import SteadyRedisCache, purge
from lms.settings import data

TABLE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "stand-in"}


class Server(RedisCacheClient):
    """A Redis that may be gone."""

    is_gone = True

    def __init__(self, *_args, **_options):
        import redis

        self._lib, self.kept = redis, {}

    def _ask(self):
        if self.is_gone:
            raise RedisGone

    def get(self, key, default):
        self._ask()
        return self.kept.get(key, default)

    def set(self, key, value, timeout):
        self._ask()
        self.kept[key] = value

    def add(self, key, value, timeout):
        self._ask()
        return self.kept.setdefault(key, value) == value


@pytest.fixture
def steady(settings, monkeypatch):
    settings.CACHES = {
        "default": {"BACKEND": "lms.kit.cache.SteadyRedisCache", "LOCATION": "redis://nowhere"},
        "table": TABLE,
    }
    monkeypatch.setattr(SteadyRedisCache, "__init__", _with_server)
    caches["table"].clear()
    return caches["default"]


def _with_server(self, server, params):
    super(SteadyRedisCache, self).__init__(server, params)
    self._class = Server


def test_the_table_stands_in_while_the_server_is_gone(steady):
    steady.set("limit", [1, 2], 60)

    assert steady.get("limit") == [1, 2]
    assert steady.add("limit", 3, 60) is False
    assert steady.get("nothing", "default") == "default"


def test_the_server_is_asked_while_it_answers(steady, monkeypatch):
    monkeypatch.setattr(Server, "is_gone", False)

    steady.set("limit", [1], 60)

    assert steady.get("limit") == [1]
    assert caches["table"].get(steady.make_key("limit")) is None


def test_the_server_itself_has_no_stand_in(steady):
    with pytest.raises(RedisGone):
        steady.server.set("probe", "1", 5)


@pytest.fixture
def table(settings, db):
    """The cache as the product keeps it where no server is named."""
    settings.CACHES = {"default": data.CACHES["table"], "table": data.CACHES["table"]}
    return caches["default"]


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        return cursor.fetchone()[0]


@pytest.mark.database
def test_what_is_over_leaves_the_table_and_the_rest_stays(table):
    now = timezone.now()
    table.set("over", 1, 30)
    table.set("counts", 1, 7200)

    assert (purge(now), rows()) == (0, 2)
    assert purge(now + timedelta(hours=1)) == 1
    tasks.purge_cache()
    assert (table.get("counts"), rows()) == (1, 1)
