"""Django on few threads behind RSGI, granian's own interface.

One thread takes requests in and waits for slow phones; Django runs on others, each with its own connection to the
database. The first never touches one. Source: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections

from lms.kit.arriving import arriving, environ_of
from lms.kit.files import OnDisk, on_disk

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Head = tuple[int, list[tuple[str, str]]]


class OnFewThreads:
    """Run a WSGI application on ``threads`` threads of its own."""

    def __init__(self, application: Application, threads: int) -> None:
        """Start no thread yet: the server may still divide into processes."""
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="django")

    async def __call__(self, scope: Any, protocol: Any) -> None:
        """Answer one request.

        A file goes out from where it is, as fast as the phone takes it. Everything else is made whole first: what is
        handed to the server bit by bit, it would keep for the phone without end.
        """
        loop = asyncio.get_running_loop()
        body = await arriving(scope, protocol, loop)
        (status, headers), answer = await loop.run_in_executor(self._pool, self._ask, environ_of(scope, body))
        if isinstance(answer, OnDisk):
            protocol.response_file_range(status, headers, *answer)
        else:
            protocol.response_bytes(status, headers, answer)

    async def call(self, deed: Callable[..., Any], *arguments: Any) -> Any:
        """Do something else with the database on one of the threads; return what it returns, raise what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, _with_connections, deed, *arguments)

    def _ask(self, environ: dict[str, Any]) -> tuple[Head, OnDisk | bytes]:
        head: list[Head] = []
        response: Any = self._application(
            environ, lambda status, headers, _fault=None: head.append((int(status[:3]), headers))
        )
        try:
            return head[0], on_disk(getattr(response, "file_to_stream", None)) or b"".join(response)
        finally:
            if hasattr(response, "close"):
                response.close()


def _with_connections(deed: Callable[..., Any], *arguments: Any) -> Any:
    # As Django does around a request: a connection that died meanwhile is no longer used.
    close_old_connections()
    try:
        return deed(*arguments)
    finally:
        close_old_connections()
