"""The least a web server can serve. It loads nothing of the product."""

from typing import Any


async def application(_scope: object, protocol: Any) -> None:
    """Answer as an RSGI application."""
    protocol.response_bytes(200, [], b"ok")
