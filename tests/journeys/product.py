"""The whole product, started as an operator starts it, for journeys in a real browser."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyotp
from playwright.sync_api import Page, expect

from tests.schema import copy_sqlite

ROOT = Path(__file__).resolve().parent.parent.parent
BROWSER_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Product:
    """A running product: its address, its data and its demo logins by role."""

    url: str
    data: Path
    environment: dict[str, str]

    @property
    def logins(self) -> dict[str, dict[str, str]]:
        return {login["role"]: login for login in json.loads((self.data / "demo-logins.json").read_text())}

    def manage(self, *words: str) -> str:
        """Run a management command against the running product's data and return what it printed."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout

    def sign_in(self, page: Page, role: str) -> None:
        """Sign in by password, and by the second factor where the role has one."""
        login = self.logins[role]
        page.goto(f"{self.url}/account/login/")
        page.get_by_role("link", name="用密码登录").click()
        page.get_by_label("手机号").fill(login["phone"])
        page.get_by_label("登录密码").fill(login["password"])
        page.get_by_role("button", name="登录", exact=True).click()
        if login.get("totp_secret"):
            page.locator("input[name=code]").fill(fresh_code(login["totp_secret"]))
            page.get_by_role("button", name="登录", exact=True).click()
        expect(page).not_to_have_url(re.compile("/account/"))

    def sign_in_by_code(self, page: Page, phone: str) -> None:
        """Sign in as a doctor does: phone number, then the code of the short message."""
        # One number may ask once a minute, and another file may just have signed this person in.
        time.sleep(max(0.0, _asked.get(phone, 0.0) + 61 - time.monotonic()))
        before = self.codes(phone)
        page.goto(f"{self.url}/account/login/")
        page.get_by_label("手机号").fill(phone)
        page.get_by_role("button", name="获取验证码").click()
        _asked[phone] = time.monotonic()
        page.locator("input[name=code]").fill(self.next_code(phone, before))
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page).not_to_have_url(re.compile("/account/"))

    def codes(self, phone: str) -> list[str]:
        """Return the codes on the development page that were sent to ``phone``, the newest first."""
        with urllib.request.urlopen(f"{self.url}/_dev/sms/") as answer:
            messages = answer.read().decode().split('class="list__item"')
        found = [re.search(r"data-code>(\d{6})<", each) for each in messages if phone in each]
        return [code[1] for code in found if code]

    def next_code(self, phone: str, before: list[str]) -> str:
        """Return the code the worker sends after those of ``before``. The page forgets old ones."""
        for _attempt in range(60):
            codes = self.codes(phone)
            if codes and (len(codes) > len(before) or codes[0] != before[0]):
                return codes[0]
            time.sleep(1)
        raise AssertionError(f"no code was sent to {phone}")


_asked: dict[str, float] = {}
_used: set[tuple[str, str]] = set()


def fresh_code(secret: str) -> str:
    """Return a TOTP code that was not used before: the product takes each code once."""
    while (secret, code := pyotp.TOTP(secret).now()) in _used:
        time.sleep(1)
    _used.add((secret, code))
    return code


@contextlib.contextmanager
def running(data: Path) -> Iterator[Product]:
    """Start `manage.py serve --prepare` on a free port and wait until it answers; kill it afterwards.

    It finds its database migrated, so that only the demo takes time.

    :raises AssertionError: something of the product outlived its first process.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "PORT": str(port),
        "BASE_URL": url,
        "DATA_DIR": str(data),
        "DATABASE_URL": "",
        "DEBUG": "1",
        "SERVE_COLLECTED": "0",
        "LOG_LEVEL": "WARNING",
    }
    environment = {name: value for name, value in environment.items() if value or name == "X"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    copy_sqlite(data / "xinglin.sqlite3")
    log = (data / "serve.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--prepare"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        _wait(server, url, data)
        yield Product(url=url, data=data, environment=environment)
    finally:
        server.kill()
        server.wait()
        log.close()
    assert _left(data) == []


def _left(data: Path) -> list[str]:
    """Return the commands of the processes that work on ``data`` and do not end within half a minute."""
    for _attempt in range(60):
        commands = []
        for process in Path("/proc").glob("[0-9]*"):
            # A process that ends meanwhile, or belongs to somebody else, cannot be read.
            with contextlib.suppress(OSError):
                if f"DATA_DIR={data}".encode() in (process / "environ").read_bytes().split(b"\0"):
                    commands.append((process / "cmdline").read_text().replace("\0", " "))
        if not commands:
            break
        time.sleep(0.5)
    return commands


def _wait(server: "subprocess.Popen[bytes]", url: str, data: Path) -> None:
    for _attempt in range(600):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("the product did not start:\n" + (data / "serve.log").read_text()[-4000:])
