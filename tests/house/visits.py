"""How the walks ask: thousands of requests, each taken back, and none told the same thing again."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.db import connection, transaction
from django.test import Client

from lms.audit.models import Entry

CHANGES_NOTHING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")
WRITES_DOWN = f'INSERT INTO "{Entry._meta.db_table}"'


def client_of(person: Any) -> Client:
    """Return a browser that ``person`` is signed in to, or nobody."""
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
    return client


def text_of(answer: Any) -> str:
    """Return what can be read in an answer, workbooks included."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return content.decode(errors="replace")


def visit(client: Client, key: str, url: str) -> Any:
    """Return the answer, and whether anything was written down about it; what the request changed is taken back.

    :param key: the name of the address, ``POST name`` for a form.
    """
    cookies = copy(client.cookies)
    with transaction.atomic(), _changes() as changes:
        answer: Any = client.post(url) if key.startswith("POST ") else client.get(url)
        answer.text_ = text_of(answer)
        answer.written_ = any(sql.startswith(WRITES_DOWN) for sql in changes)
        # SQLite reads its whole schema anew after each of these, once a temporary table was made before.
        transaction.set_rollback(bool(changes))
    # Neither what was said about one address nor a sign-out reaches the next.
    client.cookies = cookies
    return answer


@contextmanager
def _changes() -> Iterator[list[str]]:
    """Collect the statements that change something meanwhile; asking the tables would cost as much as a page."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(CHANGES_NOTHING):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found
