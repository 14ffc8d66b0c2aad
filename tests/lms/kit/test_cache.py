"""The cache server may go away, and nothing else with it."""

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCacheClient
from redis.exceptions import ConnectionError as RedisGone

from lms.kit.cache import SteadyRedisCache

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
