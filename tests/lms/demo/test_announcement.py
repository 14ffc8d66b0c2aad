"""What is said about where the product is."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lms.demo.announcement import announce

OURS = "4cfc25eafb816b49"


@pytest.fixture
def answering(settings, tmp_path):
    """Have a web server answer as ``instance``, a worker heard of ``heard`` seconds ago."""
    servers = []

    def answer(instance=OURS, heard=0):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append((self.path, self.headers["Host"], self.headers["X-Forwarded-Proto"]))
                self.send_response(503)
                self.send_header("X-Instance", instance)
                self.end_headers()
                self.wfile.write(json.dumps({"checks": {"worker": {"heard_seconds_ago": heard}}}).encode())

            def log_message(self, *_args):
                pass

        asked = []
        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.HOST, settings.PORT, settings.DATA_DIR = "0.0.0.0", server.server_port, tmp_path
        settings.BASE_URL = "https://xinglin.example"
        return asked

    yield answer
    for server in servers:
        server.shutdown()
        server.server_close()


def said(patience=5.0):
    words = []
    announce(OURS, words.append, patience=patience)
    return "".join(words)


def test_the_address_and_the_logins_are_said_once_a_worker_is_heard(answering, tmp_path):
    asked = answering()
    login = {"role": "city_auditor", "phone": "19900000117", "password": "secret", "totp_secret": "JBSW"}
    (tmp_path / "demo-logins.json").write_text(json.dumps([login]))

    words = said()

    assert "Xinglin is at https://xinglin.example  (Ctrl-C ends it)" in words
    assert "  city_auditor         19900000117  secret  TOTP JBSW\n" in words
    assert asked == [("/healthz", "xinglin.example", "https")]


@pytest.mark.parametrize("heard", [None, 60], ids=["never", "before-this-start"])
def test_a_worker_that_is_not_heard_is_told(answering, heard):
    answering(heard=heard)

    assert "no worker does its background work" in said(patience=0.2)


def test_another_server_at_the_port_is_not_ours(answering):
    answering(instance="somebody-else")

    assert "does not answer" in said(patience=0.2)


def test_nobody_at_the_port_is_told(answering, settings):
    answering()
    settings.PORT = 1

    assert "does not answer" in said(patience=0.2)
