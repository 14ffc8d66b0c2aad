"""Start the web server, the Celery workers and beat as separate processes; end them together."""

import fcntl
import os
import resource
import secrets
import socket
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EADDRINUSE
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from lms.demo.announcement import announce
from lms.demo.management.commands.prepare import need_fitting_keys
from lms.kit.supervisor import Supervisor

WORKERS = 2
# Open at once, for each worker: a phone keeps its own for as long as it has something to say. Granian's measure, a
# thousand and some, leaves the phones of a large exam standing outside until others go home.
CONNECTIONS = 16384
# Arrived and not yet taken in; the kernel has a limit of its own.
BACKLOG = 4096


class Command(BaseCommand):
    """Ctrl-C, a closed terminal or the death of this process ends all; of the others, one that dies starts again."""

    help = "Run the web server, the workers and beat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let `make run` prepare and serve with one start of Python."""
        parser.add_argument("--prepare", action="store_true", help="run `prepare` first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start everything, say where it is once it answers, and wait."""
        with _alone(settings.DATA_DIR):
            _need_port(settings.HOST, settings.PORT)
            if options["prepare"]:
                call_command("prepare", stdout=self.stdout)
            need_fitting_keys()
            self._say("==> Starting the web server, the workers and beat")
            instance = secrets.token_hex(8)
            environment = {**os.environ, "BASE_URL": settings.BASE_URL, "INSTANCE": instance, "PYTHONUNBUFFERED": "1"}
            # This process has checked the project; each worker doing it again makes everybody wait.
            environment["CELERY_SKIP_CHECKS"] = "1"
            allow_connections()
            threading.Thread(target=announce, args=(instance, self._say), daemon=True).start()
            code = Supervisor(_commands(), environment=environment, say=self._say).run()
        sys.exit(code)

    def _say(self, words: str) -> None:
        try:
            self.stdout.write(words)
            self.stdout.flush()
        except OSError:
            # The terminal is gone, and nobody reads this any more.
            return


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Keep others from serving ``data`` meanwhile; the lock goes with this process, however it ends."""
    with (data / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"{data} is already being served. End that first, or name another folder: DATA_DIR=…"
            ) from None
        yield


def _need_port(host: str, port: int) -> None:
    """Refuse a port that somebody else listens at: the web server would quietly share it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            why = "is in use" if fault.errno == EADDRINUSE else f"cannot be used ({fault.strerror})"
            raise CommandError(f"Port {port} of {host} {why}. Name another one: PORT=…") from None


def allow_connections() -> None:
    """Let this process and those it starts hold a file open for each connection, as far as the system permits."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 1024
    # Where the system knows no limit, its number is below zero.
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def web_command(application: str = "lms.rsgi:application", *, port: int | None = None) -> list[str]:
    """Return the words that start the web server."""
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "rsgi", application]
    command += ["--host", settings.HOST, "--port", str(port or settings.PORT), "--workers", str(settings.WEB_WORKERS)]
    # Of several workers one that dies is started again while the others go on; one that dies at once ends them all.
    command.append("--respawn-failed-workers")
    command += ["--no-ws", "--log-level", "error"]
    return [*command, "--backlog", str(BACKLOG), "--backpressure", str(CONNECTIONS)]


def _commands() -> dict[str, list[str]]:
    """Return the words of each process's command, by its name."""
    celery = [str(Path(sys.executable).parent / "celery"), "--quiet", "-A", "lms"]
    # A worker does one task at a time in its own process. With a pool of children, one that is killed can take a lock
    # with it, and those that come after wait for that lock for ever.
    worker = [*celery, "worker", "--pool", "solo", "--without-gossip", "--without-mingle", "--hostname"]
    beat = [*celery, "beat", "--schedule", str(settings.DATA_DIR / "beat-schedule"), "--pidfile="]
    workers = {f"worker {number}": [*worker, f"worker{number}@%h"] for number in range(1, WORKERS + 1)}
    return {"web": web_command(), "beat": beat, **workers}
