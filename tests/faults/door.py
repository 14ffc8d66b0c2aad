"""A door that keeps entries in memory, for trying the phone itself: it cuts lines, is busy, and may be made to lie."""

import asyncio
import json
from random import Random
from typing import Any


class Door:
    """Answers as the product's does, as far as a phone can see."""

    def __init__(self, *, cuts: int = 0, busy: int = 0, lies: int = 0) -> None:
        """Cut, refuse or forget so many of a hundred requests."""
        self.cuts, self.busy, self.lies, self.chance = cuts, busy, lies, Random(1)
        self.entries: dict[tuple[str, str, int], dict[str, Any]] = {}
        self.receipts: dict[str, str] = {}

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/exams/sync/"

    async def __aexit__(self, *_fault: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        size = int(head.lower().partition("content-length:")[2].split("\r\n")[0])
        message = json.loads(await reader.readexactly(size))
        if self._happens(self.busy):
            await self._say(writer, 503, {})
            return
        said = self._take(message)
        if self._happens(self.cuts):
            writer.close()
            return
        await self._say(writer, 200, said)

    def _happens(self, of_a_hundred: int) -> bool:
        return self.chance.randrange(100) < of_a_hundred

    async def _say(self, writer: asyncio.StreamWriter, status: int, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
        writer.write(head.encode() + text)
        await writer.drain()
        writer.close()

    def _take(self, message: dict[str, Any]) -> dict[str, Any]:
        token, device, forgets = message["token"], message["device"], self._happens(self.lies)
        for entry in message["entries"]:
            if not forgets:
                self.entries.setdefault((token, device, entry["number"]), entry)
        if message.get("submit"):
            self.receipts.setdefault(token, f"receipt of {token}")
        return {
            "kept": [entry["number"] for entry in message["entries"]],
            "held": self._held(token),
            "stale": [],
            "late": [],
            "refused": [],
            "receipt": self.receipts.get(token, ""),
        }

    def _held(self, token: str) -> dict[str, Any]:
        held: dict[str, Any] = {}
        for (whose, _device, _number), entry in self.entries.items():
            newer = held.get(str(entry["position"]), {"sequence": 0})["sequence"] < entry["sequence"]
            if whose == token and newer:
                held[str(entry["position"])] = entry
        return held
