"""A load of many connections that are kept alive, by asyncio: each sends its next request when the last is answered."""

import asyncio
import json
from collections.abc import Callable
from time import perf_counter
from typing import Any

# Makes the next request of connection ``n``, whole: head and body.
Make = Callable[[int], bytes]


def post(path: str, body: bytes, *, kind: str = "application/json", cookie: str = "") -> bytes:
    """Return a whole request."""
    head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    if cookie:
        head.append(f"Cookie: {cookie}")
    return "\r\n".join([*head, "", ""]).encode() + body


class Connection(asyncio.Protocol):
    """One connection that asks again and again until ``until``."""

    def __init__(self, number: int, make: Make, took: list[float], until: float) -> None:
        self._number, self._make, self._took, self._until = number, make, took, until
        self._begun, self._got = 0.0, b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._begun = perf_counter()
        self._transport.write(self._make(self._number))

    def data_received(self, data: bytes) -> None:
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._got[:end].lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r")[0] or 0)
        if len(self._got) < end + 4 + length:
            return
        answer, self._got = self._got, b""
        now = perf_counter()
        self._took.append(now - self._begun)
        if answer[9:12] not in (b"200", b"204"):
            self._end(RuntimeError(answer[:600].decode(errors="replace")))
        elif now < self._until:
            self._ask()
        else:
            self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc or RuntimeError("the server hung up"))

    def _end(self, fault: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(fault) if fault else self.done.set_result(None)
            self._transport.close()


def drive(port: int, make: Make, *, connections: int, seconds: float) -> list[float]:
    """Return how long each answer took, in seconds; anything but success ends it with an error."""
    return asyncio.run(_drive(port, make, connections, seconds))


async def _drive(port: int, make: Make, connections: int, seconds: float) -> list[float]:
    took: list[float] = []
    until = perf_counter() + seconds
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda n=n: Connection(n, make, took, until), "127.0.0.1", port)
        for n in range(connections)
    ]
    await asyncio.gather(*(protocol.done for _transport, protocol in opened))
    return took


def as_json(value: Any) -> bytes:
    """Return ``value`` as a phone writes it."""
    return json.dumps(value, separators=(",", ":")).encode()
