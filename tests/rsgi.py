"""A request as granian hands it over by RSGI, and what is answered to it."""

from collections.abc import AsyncIterator, Coroutine
from types import SimpleNamespace
from typing import Any


class Headers:
    """The head of a request, whose names are small letters and may come twice."""

    def __init__(self, *given: tuple[str, str]) -> None:
        self._given = list(given)

    def items(self) -> list[tuple[str, str]]:
        return self._given

    def get(self, name: str, default: Any = None) -> Any:
        return next((value for key, value in self._given if key == name), default)


def scope(path: str, *headers: tuple[str, str], method: str = "GET", **more: Any) -> Any:
    """Return what names a request."""
    plain = {"query_string": "", "authority": None, "http_version": "1.1", "scheme": "http"}
    ends = {"server": "127.0.0.1:8000", "client": "127.0.0.2:5000"}
    return SimpleNamespace(path=path, method=method, headers=Headers(*headers), **{**plain, **ends, **more})


class Protocol:
    """Gives the body of a request in ``parts``, and keeps what is answered."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = list(parts)
        self.status, self.headers, self.body = 0, {}, b""

    async def __call__(self) -> bytes:
        return b"".join(self.parts)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, {name.title(): value for name, value in headers}, body

    def response_file_range(
        self, status: int, headers: list[tuple[str, str]], file: str, start: int, stop: int
    ) -> None:
        if start >= stop:
            raise ValueError("Invalid range")  # as granian does
        with open(file, "rb") as found:
            found.seek(start)
            self.response_bytes(status, headers, found.read(stop - start))


def at_once(deed: Coroutine[Any, Any, Any]) -> Any:
    """Return what a coroutine returns that waits for nothing, without the loop that Django's ORM shuns."""
    try:
        deed.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("it waits for something")
