"""A time-stamp authority for tests: RFC 3161 over HTTP, with pyHanko's own stamper behind it."""

import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import keys, pem, tsp, x509
from pyhanko.sign.timestamps import DummyTimeStamper


def make_clock(folder):
    """Make a key and a certificate that may stamp times, with OpenSSL."""
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Test clock", "-days", "3650"]
    asked += ["-addext", "extendedKeyUsage=critical,timeStamping", "-addext", "keyUsage=critical,digitalSignature"]
    asked += ["-keyout", "key.pem", "-out", "certificate.pem"]
    subprocess.run(asked, cwd=folder, check=True, capture_output=True)
    return folder


def certificate_of(folder):
    """Return the certificate of the clock in ``folder``."""
    return x509.Certificate.load(pem.unarmor((folder / "certificate.pem").read_bytes())[2])


def stamper_from(folder):
    """Return a stamper with the key in ``folder``."""
    key = keys.PrivateKeyInfo.load(pem.unarmor((folder / "key.pem").read_bytes())[2])
    return DummyTimeStamper(certificate_of(folder), key)


@contextmanager
def authority(folder, answer=None):
    """Serve the authority in a thread; yields its address and the list of what it was asked.

    :param answer: makes the bytes of the answer out of the request and the true answer.
    """
    asked, stamper = [], stamper_from(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            query = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(query)
            true = stamper.request_tsa_response(query)
            content = answer(query, true) if answer else true.dump()
            self.send_response(200)
            self.end_headers()
            with suppress(BrokenPipeError):
                self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def late(_query, true):
    """Answer after the caller's patience has ended."""
    time.sleep(0.6)
    return true.dump()
