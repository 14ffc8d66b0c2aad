"""The web server as it is started: how many people it takes in."""

import resource
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from lms.demo.management.commands import serve

# More than a thousand and some, at which granian by itself would stop taking people in.
PHONES = 1500


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a web server with little to say."""
    serve.allow_connections()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    server = subprocess.Popen(serve.web_command("tests.lms.demo.greeting:application", port=number))
    try:
        yield number
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_phones_that_keep_their_connection_do_not_lock_out_those_that_come_later(port: int) -> None:
    with ExitStack() as held:
        for _each in range(PHONES):
            phone = held.enter_context(_connected(port))
            assert _asked(phone).startswith(b"HTTP/1.1 200")


def test_the_limit_of_open_files_is_raised_and_never_lowered() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = min(before[1], serve.CONNECTIONS)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        serve.allow_connections()
        raised = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert raised[0] >= most
        assert raised[1] == before[1]
        serve.allow_connections()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == raised
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def _connected(port: int) -> socket.socket:
    """Return a connection, as soon as the server listens."""
    for _attempt in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=20)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("the server does not listen")


def _asked(phone: socket.socket) -> bytes:
    phone.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    return phone.recv(4096)
