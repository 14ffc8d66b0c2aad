"""A request as RSGI hands it over, as WSGI knows it."""

import asyncio
import io
import sys
from collections.abc import AsyncIterator
from typing import Any, BinaryIO

# A body up to so many bytes is there before Django is asked; of a longer one, Django reads what has arrived.
AT_ONCE = 1024 * 1024
# A phone that has sent nothing for so long is given up.
PATIENCE_SECONDS = 60.0
_ALWAYS: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    # The input ends where the body does, announced or not.
    "wsgi.input_terminated": True,
}


def environ_of(scope: Any, body: BinaryIO) -> dict[str, Any]:
    """Return the environ of PEP 3333 for a request and its body.

    Names of headers with an underscore are left out: a phone could pass them off as those the proxy sets.
    """
    server, _colon, port = scope.server.rpartition(":")
    environ = {
        **_ALWAYS,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    given: dict[str, list[str]] = {}
    for name, value in scope.headers.items():
        if "_" not in name:
            given.setdefault(name.upper().replace("-", "_"), []).append(value)
    for name, values in given.items():
        key = name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
        environ[key] = ("; " if name == "COOKIE" else ",").join(values)
    return environ


async def arriving(scope: Any, protocol: Any, loop: asyncio.AbstractEventLoop) -> BinaryIO:
    """Return the body of a request: whole where it is short, and otherwise as it arrives.

    One that is not announced is left alone, as Django does.
    """
    announced = scope.headers.get("content-length", "")
    length = int(announced) if announced.isascii() and announced.isdigit() else 0
    if length > AT_ONCE:
        return io.BufferedReader(_Body(aiter(protocol), length, loop), AT_ONCE)
    return io.BytesIO(await protocol() if length else b"")


class _Body(io.RawIOBase):
    """What arrives on the thread of ``loop``, read on another."""

    def __init__(self, parts: AsyncIterator[bytes], length: int, loop: asyncio.AbstractEventLoop) -> None:
        self._parts, self._left, self._loop = parts, length, loop
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Return that it is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with what comes next; return how many bytes that is, none at the end.

        :raises OSError: the phone is gone, or has been silent for too long.
        """
        if not self._rest and self._left:
            self._rest = memoryview(self._next())
            self._left -= len(self._rest)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    def _next(self) -> bytes:
        async def arrive() -> bytes:
            return await anext(self._parts, b"")

        coming = asyncio.run_coroutine_threadsafe(arrive(), self._loop)
        try:
            part = coming.result(PATIENCE_SECONDS)
        except TimeoutError:
            coming.cancel()
            raise OSError("the phone has been silent for too long") from None
        if not part:
            raise OSError("the phone is gone")
        return part
