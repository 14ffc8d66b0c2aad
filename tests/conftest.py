"""What every test may use. The database is the one DATABASE_URL names; ``make test`` runs SQLite, then PostgreSQL."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from certificates.register.signing.trial import make_key
from lms.kit import queue
from lms.records.keys import make_key as make_seal_key
from tests import schema


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what only PostgreSQL can show on any other database."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    skip = pytest.mark.skip(reason="needs PostgreSQL's row locks")
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Begin with the schema as it was migrated once, and migrate what is newer.

    With REUSE_TEST_DB=FILE and --reuse-db, the SQLite test database is kept in FILE instead.
    """
    default = settings.DATABASES["default"]
    if os.environ.get("REUSE_TEST_DB"):
        default["TEST"]["NAME"] = os.environ["REUSE_TEST_DB"]
        yield
    elif connection.vendor == "sqlite":
        with closing(schema.fill_memory(connection.creation._get_test_db_name())):
            yield
    else:
        default["TEST"]["TEMPLATE"] = schema.postgres_template(os.environ["DATABASE_URL"])
        yield


@pytest.fixture(scope="session")
def issuer_folder(tmp_path_factory: Any) -> Any:
    """A folder with the key that certificates are signed with in tests."""
    folder = tmp_path_factory.mktemp("issuer") / "key"
    make_key(folder, name="Test issuer")
    return folder


@pytest.fixture(scope="session")
def seal_key_file(tmp_path_factory: Any) -> Any:
    """The key that heads over the records are signed with in tests."""
    file = tmp_path_factory.mktemp("seal") / "key.pem"
    make_seal_key(file)
    return file


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Any, issuer_folder: Any, seal_key_file: Any) -> None:
    """Give every test its own files, an in-memory broker and cache, quick passwords and a key to sign with."""
    settings.ISSUER_KEY_FILE = str(issuer_folder / "key.pem")
    settings.ISSUER_CERTIFICATES_FILE = str(issuer_folder / "certificates.pem")
    settings.SEAL_KEY_FILE = str(seal_key_file)
    settings.SEAL_LAST_FILE = str(tmp_path / "last-head.txt")
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "private"), "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    cache.clear()


@pytest.fixture
def work() -> Callable[[], int]:
    """Do the errands that the code under test left in the outbox, as a worker would; returns how many."""
    return queue.drain


@pytest.fixture
def at() -> datetime:
    """A fixed instant: Thursday, 19 November 2026, 10:00 in Shanghai."""
    return datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="session")
def _flush_past_the_triggers() -> Iterator[None]:
    """Let the end of a transactional test empty append-only tables, whose triggers refuse even that."""
    original = BaseDatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
                original(self, sql_list)
                cursor.execute("SET session_replication_role = DEFAULT")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%_no_delete'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            original(self, sql_list)
            for _name, sql in triggers:
                cursor.execute(sql)

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = original


@pytest.fixture(autouse=True, scope="session")
def _force_login_is_whole() -> Iterator[None]:
    """Make ``client.force_login`` a whole sign-in: the second factor that a role needs counts as shown."""
    original = Client.force_login

    def force_login(self: Client, user: Any, backend: str | None = None) -> None:
        original(self, user, backend)
        session = self.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()

    Client.force_login = force_login  # type: ignore[method-assign]
    yield
    Client.force_login = original  # type: ignore[method-assign]
