"""A WSGI application on few threads of its own, whatever number of threads the server has.

Each thread that runs Django keeps its own connection to the database. What only waits, such as the door for answers
of exams, wants many threads and no connection.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Full, Queue
from threading import Event
from typing import Any

from django.db import close_old_connections
from django.http import FileResponse

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Head = tuple[str, list[tuple[str, str]]]

# A response made bit by bit is made this many bits ahead of whoever reads it.
AHEAD = 8
# How often a thread whose reader is silent looks whether the reader is gone.
LOOK_SECONDS = 1.0


class OnFewThreads:
    """Run a WSGI application on ``threads`` threads; whoever calls it waits."""

    def __init__(self, application: Application, threads: int) -> None:
        """Start no thread yet: the server may still divide into processes."""
        self._application = application
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="django")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does, with a list if all of it is there at once."""
        (status, headers), body = self._pool.submit(self._begin, environ).result()
        start_response(status, headers)
        return body

    def call(self, deed: Callable[..., Any], *arguments: Any) -> Any:
        """Do something else with the database on one of the threads, and wait for what it returns or raises."""
        return self._pool.submit(_with_connections, deed, *arguments).result()

    def _begin(self, environ: Environ) -> tuple[Head, Iterable[bytes]]:
        head: list[Head] = []
        response: Any = self._application(environ, lambda status, headers, _fault=None: head.append((status, headers)))
        if isinstance(response, FileResponse):
            # Reading a file needs no database, and may take as long as the phone at the other end.
            return head[0], _Elsewhere(response, lambda: self._pool.submit(response.close))
        if getattr(response, "streaming", False):
            bits = _Bits()
            self._pool.submit(bits.make, response)
            return head[0], bits
        try:
            return head[0], [b"".join(response)]
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


class _Elsewhere:
    """A body read by the caller and closed by a thread of the pool."""

    def __init__(self, body: Iterable[bytes], close: Callable[[], Any]) -> None:
        self._body, self.close = body, close

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)


class _Bits:
    """A body made by a thread of the pool and read by the caller, a few bits behind."""

    def __init__(self) -> None:
        self._queue: Queue[bytes | BaseException | None] = Queue(AHEAD)
        self._gone = Event()

    def make(self, response: Any) -> None:
        end: BaseException | None = None
        try:
            for bit in response:
                if not self._put(bit):
                    break
        except Exception as fault:
            end = fault
        finally:
            response.close()
            self._put(end)

    def _put(self, bit: bytes | BaseException | None) -> bool:
        while not self._gone.is_set():
            try:
                self._queue.put(bit, timeout=LOOK_SECONDS)
            except Full:
                continue
            return True
        return False

    def __iter__(self) -> Iterator[bytes]:
        while (bit := self._queue.get()) is not None:
            if isinstance(bit, BaseException):
                raise bit
            yield bit

    def close(self) -> None:
        self._gone.set()
