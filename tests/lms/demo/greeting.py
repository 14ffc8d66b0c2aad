"""The least a web server can serve. It loads nothing of the product."""

from collections.abc import Callable


def application(_environ: dict[str, object], start_response: Callable[..., object]) -> list[bytes]:
    """Answer as a WSGI application."""
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
