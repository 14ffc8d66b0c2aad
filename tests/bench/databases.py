"""Runs a function on SQLite and on a PostgreSQL of its own, each in a process and a data folder of its own."""

import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from tests.postgres import private_postgres


def on(database: str, module: str, function: str) -> dict[str, Any]:
    """Return what ``module.function()`` returns on ``"sqlite"`` or ``"postgresql"``."""
    with tempfile.TemporaryDirectory(prefix="xinglin-bench-") as folder, contextlib.ExitStack() as stack:
        environment = {**os.environ, "DATA_DIR": folder}
        environment.pop("DATABASE_URL", None)
        if database == "postgresql":
            environment["DATABASE_URL"] = stack.enter_context(private_postgres())
        command = [sys.executable, "-m", "tests.bench.databases", module, function]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(module: str, function: str) -> None:
    """Set up Django and print what the function returns."""
    import django

    with contextlib.redirect_stdout(sys.stderr):
        django.setup()
        found = getattr(importlib.import_module(module), function)()
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
