"""The bridge as granian really calls it."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lms.demo.management.commands import serve

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five megabytes to hand out."""
    place = tmp_path_factory.mktemp("echo") / "file"
    place.write_bytes(os.urandom(5 * MEGABYTE))
    return place


@pytest.fixture(scope="module")
def port(file: Path) -> Iterator[int]:
    """The port of the little site, as soon as it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    command = serve.web_command("tests.lms.kit.echo:application", port=number)
    server = subprocess.Popen(command, env={**os.environ, "ECHO_FILE": str(file)})
    try:
        for _attempt in range(200):
            try:
                socket.create_connection(("127.0.0.1", number)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait(timeout=30)


def ask(port: int, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, bytes]:
    """Return status and body."""
    phone = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    phone.request(method, path, body, **more)
    answer = phone.getresponse()
    return answer.status, answer.read()


def test_addresses_and_short_bodies_arrive(port: int) -> None:
    assert ask(port, "GET", "/%E8%AF%BE%2520?q=%E8") == (200, "GET /课%20?q=%E8 0".encode())
    assert ask(port, "POST", "/", b"x" * 1000) == (200, b"POST /? 1000")


def test_a_long_body_arrives_whole(port: int) -> None:
    assert ask(port, "POST", "/", b"x" * (7 * MEGABYTE)) == (200, b"POST /? %d" % (7 * MEGABYTE))


def test_a_part_of_a_file_is_handed_out(port: int, file: Path) -> None:
    assert ask(port, "GET", "/file") == (206, file.read_bytes()[5:-1])
    assert ask(port, "HEAD", "/file") == (206, b"")


def test_phones_that_go_or_dawdle_do_not_keep_others_waiting(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
    with (
        socket.create_connection(("127.0.0.1", port)) as dawdler,
        socket.create_connection(("127.0.0.1", port)) as gone,
    ):
        dawdler.sendall(head % 1000 + b"half")
        gone.sendall(head % (7 * MEGABYTE) + b"x" * MEGABYTE)
        gone.close()
        assert ask(port, "GET", "/")[0] == 200
