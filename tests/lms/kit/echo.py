"""A little site behind the bridge, for granian to serve: it loads nothing of the product."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse

from lms.kit.files import Part
from lms.kit.rsgi import OnFewThreads

settings.configure(SECRET_KEY="echo")


def _site(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Say what was asked and how much came with it; under ``/file``, hand out a part of a file."""
    if environ["PATH_INFO"] == "/file":
        file = Path(os.environ["ECHO_FILE"])
        length = file.stat().st_size - 6
        start_response("206 Partial Content", [("Content-Length", str(length))])
        return FileResponse(Part(file.open("rb"), 5, length))
    size = 0
    while part := environ["wsgi.input"].read(100_000):
        size += len(part)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}?{environ['QUERY_STRING']} {size}".encode("latin-1")]


application = OnFewThreads(_site, 1)
