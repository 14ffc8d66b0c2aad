"""What whoever starts the product reads: where it is, and who may sign in."""

import http.client
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from lms.site.health import INSTANCE_HEADER

# A slow machine takes a minute to load everything.
PATIENCE_SECONDS = 120
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - looked up, not bound


def announce(instance: str, say: Callable[[str], None], *, patience: float = PATIENCE_SECONDS) -> None:
    """Say where the product is once the web server of ``instance`` answers and a worker was heard of since now."""
    started = time.monotonic()
    answered = False
    while (waited := time.monotonic() - started) < patience:
        report = _ask(instance)
        answered = answered or report is not None
        if report is not None and _is_heard(report, waited):
            say(f"\nXinglin is at {settings.BASE_URL}  (Ctrl-C ends it)\n{_logins()}")
            return
        time.sleep(0.5)
    if answered:
        say(f"\nXinglin is at {settings.BASE_URL}, but no worker does its background work. The lines above say why.")
    else:
        say(f"\nXinglin does not answer at port {settings.PORT}. The lines above say why.")


def _ask(instance: str) -> dict[str, Any] | None:
    """Return what ``/healthz`` says, or ``None`` where nobody answers, or somebody else."""
    # As the proxy in front of us would ask: by the public name, and past the redirection to https.
    public = urlsplit(settings.BASE_URL)
    headers = {"Host": public.netloc, "X-Forwarded-Proto": public.scheme}
    connection = http.client.HTTPConnection(ANYWHERE.get(settings.HOST, settings.HOST), settings.PORT, timeout=5)
    try:
        connection.request("GET", "/healthz", headers=headers)
        answer = connection.getresponse()
        if answer.headers.get(INSTANCE_HEADER) != instance:
            return None
        report: dict[str, Any] = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    else:
        return report
    finally:
        connection.close()


def _is_heard(report: dict[str, Any], waited: float) -> bool:
    heard = report["checks"]["worker"].get("heard_seconds_ago")
    return heard is not None and heard <= waited


def _logins() -> str:
    """Return the demo's logins as lines for a terminal; nothing where there is no demo."""
    file = Path(settings.DATA_DIR) / "demo-logins.json"
    if not file.exists():
        return ""
    lines = [f"Demo logins (also in {file}):"]
    for login in json.loads(file.read_text()):
        totp = f"  TOTP {login['totp_secret']}" if login.get("totp_secret") else ""
        lines.append(f"  {login['role']:<20} {login['phone']}  {login['password']}{totp}")
    return "\n".join(lines) + "\n"
