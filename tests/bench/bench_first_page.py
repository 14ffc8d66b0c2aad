"""What a cold phone loads to see its desk: bytes over the wire and requests, counted by a real browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.test import Client

from tests.bench.installation import burden, doctor, install
from tests.journeys.browser import browser_path

MOST_BYTES, MOST_REQUESTS = 60 * 1024, 6
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def measure() -> list[dict[str, Any]]:
    """Return the bytes and the requests of a cold, signed-in desk with three classes behind it."""
    install()
    person = doctor()
    burden(person, size=3)
    client = Client()
    client.force_login(person)
    port = _free_port()
    server = _serve(port)
    try:
        sizes = _load(f"http://127.0.0.1:{port}", client.cookies["sessionid"].value)
    finally:
        server.terminate()
        server.wait()
    return [
        _line("first-page", sum(sizes.values()), "bytes", MOST_BYTES),
        _line("first-page-requests", len(sizes), "requests", MOST_REQUESTS),
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _serve(port: int) -> "subprocess.Popen[bytes]":
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "rsgi", "--host", "127.0.0.1"]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--workers", "1", "--no-ws", "--log-level", "warning", "lms.rsgi:application"],
        env={**os.environ, "PORT": str(port)},
    )
    for _attempt in range(120):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return server
        except urllib.error.HTTPError:
            return server  # it answers; that no worker runs beside it is no matter here
        except OSError:
            time.sleep(0.5)
    server.kill()
    raise RuntimeError("the server does not answer")


def _load(site: str, session: str) -> dict[str, int]:
    """Return the bytes over the wire, heads included, of every request of a cold visit to the desk."""
    from playwright.sync_api import sync_playwright

    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    path = browser_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        context = browser.new_context(viewport={"width": 360, "height": 740})
        context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.requestWillBeSent", lambda seen: addresses.update({seen["requestId"]: seen["request"]["url"]}))
        wire.on(
            "Network.loadingFinished", lambda seen: sizes.update({seen["requestId"]: int(seen["encodedDataLength"])})
        )
        page.goto(site + "/", wait_until="networkidle")
        if "/account/" in page.url:
            raise RuntimeError("the desk asked to sign in")
        browser.close()
    found = {addresses[key]: size for key, size in sizes.items() if addresses.get(key, "").startswith(site)}
    print("\n".join(f"{size:7} {address}" for address, size in found.items()))
    return found


def _line(name: str, value: int, unit: str, budget: int) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "baseline": budget,
        "ratio": round(value / budget, 3),
        "goal": 1,
    }
