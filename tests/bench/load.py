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


class _Answers(asyncio.Protocol):
    """Tells whole answers apart, one request after the other."""

    transport: Any

    def __init__(self) -> None:
        self._got = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

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
        self.answered(None if answer[9:12] == b"200" else RuntimeError(answer[:600].decode(errors="replace")))

    def connection_lost(self, exc: Exception | None) -> None:
        self.answered(exc or RuntimeError("the server hung up"))

    def answered(self, fault: Exception | None) -> None:
        raise NotImplementedError


class Connection(_Answers):
    """One connection that asks again and again until ``until``."""

    def __init__(self, number: int, make: Make, took: list[float], until: float) -> None:
        super().__init__()
        self._number, self._make, self._took, self._until = number, make, took, until
        self._begun = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._ask()

    def _ask(self) -> None:
        request = self._make(self._number)
        self._begun = perf_counter()
        self.transport.write(request)

    def answered(self, fault: Exception | None) -> None:
        if self.done.done():
            return
        now = perf_counter()
        if fault:
            self.done.set_exception(fault)
            return
        self._took.append(now - self._begun)
        if now < self._until:
            self._ask()
        else:
            self.done.set_result(None)
            self.transport.close()


class Once(_Answers):
    """One connection that is asked when somebody wants to."""

    def __init__(self) -> None:
        super().__init__()
        self._answer: asyncio.Future[None] | None = None
        self.is_closed = False

    async def ask(self, request: bytes) -> None:
        """Send ``request`` and wait for success.

        :raises RuntimeError: the answer is anything else.
        """
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        await self._answer

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_closed = True
        super().connection_lost(exc)

    def answered(self, fault: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(fault) if fault else self._answer.set_result(None)


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
