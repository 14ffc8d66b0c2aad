"""The product's web server as it is served, with an address or two for baselines."""

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from lms.demo.management.commands.serve import web_command


@contextlib.contextmanager
def served() -> Iterator[int]:
    """Serve this installation, and yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = subprocess.Popen(
        web_command("tests.bench.rsgi:application", port=port), env={**os.environ, "PORT": str(port)}
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    for _attempt in range(240):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except urllib.error.HTTPError:
            return  # it answers; that no worker runs beside it is no matter here
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("the server does not answer")
