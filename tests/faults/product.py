"""The product that is struck: started as an operator starts it, on data of its own."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.journeys.product import ROOT, free_port

# A loaded machine takes minutes to start everything.
PATIENCE_SECONDS = 300
WEB_WORKERS = 2


class Struck:
    """Web workers, Celery workers and beat under ``manage.py serve``, which starts again what dies."""

    def __init__(self, folder: Path, database_url: str, *, for_browsers: bool = False) -> None:
        """Choose a port; nothing runs yet. Browsers need the files of the pages collected."""
        self.folder, port = folder, free_port()
        self.url = f"http://127.0.0.1:{port}"
        quiet = {
            "DEBUG": str(int(for_browsers)),
            "LOG_LEVEL": "ERROR",
            "SERVE_COLLECTED": "0",
            "PYTHONWARNINGS": "ignore",
        }
        place = {"PORT": str(port), "BASE_URL": self.url, "DATA_DIR": str(folder), "WEB_WORKERS": str(WEB_WORKERS)}
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REUSE_TEST_DB")}
        database = {"DATABASE_URL": database_url} if database_url else {}
        self.environment = {**kept, **quiet, **place, **database, "DJANGO_SETTINGS_MODULE": "lms.settings"}

    def step(self, *words: str, given: object = None) -> Any:
        """Do one step on its data in a process of its own, and return what that found."""
        command = [sys.executable, "-m", "tests.faults", *words]
        said = subprocess.run(
            command,
            env=self.environment,
            cwd=ROOT,
            input=json.dumps(given),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return json.loads(said.stdout.splitlines()[-1])

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Start everything; end it with all that it started."""
        with (self.folder / "serve.log").open("w") as log:
            command = [sys.executable, "manage.py", "serve"]
            server = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
            try:
                yield
            finally:
                server.terminate()
                server.wait()

    async def well(self) -> None:
        """Wait until it answers and its database is there.

        :raises RuntimeError: it does not get well by itself.
        """
        for _attempt in range(PATIENCE_SECONDS * 2):
            if await asyncio.to_thread(self._answers):
                return
            await asyncio.sleep(0.5)
        raise RuntimeError("the product is not well again:\n" + (self.folder / "serve.log").read_text()[-4000:])

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return self._has_database(answer.read())
        except urllib.error.HTTPError as answer:
            # A worker that was not heard of for long makes it ill too.
            return self._has_database(answer.read())
        except OSError:
            return False

    def _has_database(self, report: bytes) -> bool:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            return bool(json.loads(report)["checks"]["database"]["ok"])
        return False
