"""Start the web server, a Celery worker and beat as separate processes; end them together."""

import json
import os
import shlex
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from honcho.manager import Manager


class Command(BaseCommand):
    """Ctrl-C, or the end of any of the processes, ends all of them."""

    help = "Run the web server, the worker and beat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let `make run` prepare and serve with one start of Python."""
        parser.add_argument("--prepare", action="store_true", help="run `prepare` first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start everything, say where it is once it answers, and wait."""
        if options["prepare"]:
            call_command("prepare", stdout=self.stdout)
        manager = Manager()
        environment = {**os.environ, "BASE_URL": settings.BASE_URL, "PYTHONUNBUFFERED": "1"}
        for name, command in _commands().items():
            manager.add_process(name, f"exec {command}", env=environment)
        threading.Thread(target=self._announce, daemon=True).start()
        manager.loop()
        sys.exit(manager.returncode)

    def _announce(self) -> None:
        """Print the address and the demo's logins once the web server answers."""
        for _attempt in range(240):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{settings.PORT}/healthz", timeout=5):
                    break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.5)
        self.stdout.write(f"\nXinglin is at {settings.BASE_URL}  (Ctrl-C ends it)\n")
        logins = settings.DATA_DIR / "demo-logins.json"
        if logins.exists():
            self.stdout.write(_table(logins))
        self.stdout.flush()


def _commands() -> dict[str, str]:
    """Return the command of each process, by its name."""
    here = Path(sys.executable).parent
    beat_file = shlex.quote(str(settings.DATA_DIR / "beat-schedule"))
    host = settings.HOST
    celery = f"{shlex.quote(str(here / 'celery'))} -A lms"
    return {
        "web": (
            f"{shlex.quote(str(here / 'granian'))} --interface wsgi lms.wsgi:application --host {host}"
            f" --port {settings.PORT} --workers {settings.WEB_WORKERS} --blocking-threads 4 --no-ws --log-level warning"
        ),
        "worker": f"{celery} worker --loglevel WARNING --concurrency 2 --without-gossip --without-mingle",
        "beat": f"{celery} beat --loglevel WARNING --schedule {beat_file} --pidfile=",
    }


def _table(file: Path) -> str:
    """Return the demo's logins as lines for a terminal."""
    lines = ["Demo logins (also in " + str(file) + "):"]
    for login in json.loads(file.read_text()):
        totp = f"  TOTP {login['totp_secret']}" if login.get("totp_secret") else ""
        lines.append(f"  {login['role']:<20} {login['phone']}  {login['password']}{totp}")
    return "\n".join(lines) + "\n"
