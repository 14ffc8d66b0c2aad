"""One HTTP request over a connection of its own, so that a server killed in the middle is seen as what it is."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

PATIENCE_SECONDS = 20


class Cut(Exception):
    """No answer came, or half of one: nobody knows whether the server has done what was asked."""


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    body: dict[str, Any]


async def post(url: str, message: dict[str, Any], *, patience: float = PATIENCE_SECONDS) -> Answer:
    """Send ``message`` as JSON and return what came back.

    :raises Cut: no whole answer came.
    """
    try:
        return await asyncio.wait_for(_exchange(url, json.dumps(message).encode()), patience)
    except (OSError, EOFError, TimeoutError, ValueError, IndexError) as fault:
        raise Cut(repr(fault)) from fault


async def _exchange(url: str, body: bytes) -> Answer:
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        head = f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        return await _read(reader)
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    status = int(head[0].split()[1])
    body = await reader.readexactly(int(fields["content-length"])) if "content-length" in fields else b""
    is_json = fields.get("content-type", "").startswith("application/json")
    return Answer(status, json.loads(body) if is_json else {})
