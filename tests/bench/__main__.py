"""``python -m tests.bench [NAME]``: run the benchmarks, one JSON line each.

A benchmark is a module ``bench_<name>.py`` here with a function ``measure()`` that returns one or several
dictionaries of ``name``, ``value``, ``unit``, ``baseline``, ``ratio`` and ``goal``. Each runs in its
own process with an empty data folder of its own, so none warms or burdens the next.
"""

import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIELDS = ("name", "value", "unit", "baseline", "ratio", "goal")
QUIET = {"DEBUG": "0", "LOG_LEVEL": "ERROR", "SERVE_COLLECTED": "1", "PYTHONWARNINGS": "ignore"}


def main(arguments: list[str]) -> int:
    """Run all benchmarks, or the one named; return how many failed."""
    if arguments[:1] == ["--here"]:
        return _measure(arguments[1])
    known = sorted(path.stem for path in HERE.glob("bench_*.py"))
    wanted = "bench_" + arguments[0].replace("-", "_") if arguments else "bench_"
    chosen = [name for name in known if name.startswith(wanted)]
    if not chosen:
        print(
            f"no such benchmark; there are: {' '.join(name[6:].replace('_', '-') for name in known)}", file=sys.stderr
        )
        return 2
    return sum(_apart(name) != 0 for name in chosen)


def _apart(name: str) -> int:
    with tempfile.TemporaryDirectory(prefix="xinglin-bench-") as folder:
        environment = {**os.environ, **QUIET, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "lms.settings"}
        command = [sys.executable, "-m", "tests.bench", "--here", name]
        return subprocess.run(command, env=environment, check=False).returncode


def _measure(name: str) -> int:
    import django

    # What a benchmark prints on its way is not a result.
    with contextlib.redirect_stdout(sys.stderr):
        django.setup()
        found = importlib.import_module(f"tests.bench.{name}").measure()
    for line in [found] if isinstance(found, dict) else found:
        print(json.dumps({field: line[field] for field in FIELDS}, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
