"""What Lighthouse says of the page of a sitting on a phone: performance, accessibility, best practices."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.bench.bench_first_page import FLAGS, _free_port, _serve
from tests.bench.installation import install
from tests.journeys.browser import browser_path

ROOT = Path(__file__).parents[2]
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 95}


def measure() -> list[dict[str, Any]]:
    """Return the three scores of the page, of 100, with the paper open and one question answered."""
    from courses.exams import actions
    from tests.factories.exams import ready_exam
    from tests.factories.people import PersonFactory

    install()
    now, person = timezone.now(), PersonFactory()
    day = timedelta(days=1)
    exam = ready_exam(opens_at=now - day, closes_at=now + day)
    sitting = actions.start_sitting(exam=exam, person=person, at=now)
    client = Client()
    client.force_login(person)
    port = _free_port()
    server = _serve(port)
    try:
        report = _examine(f"http://127.0.0.1:{port}/exams/sittings/{sitting.pk}/", client.cookies["sessionid"].value)
    finally:
        server.terminate()
        server.wait()
    return [_line(name, round(report["categories"][name]["score"] * 100), goal) for name, goal in GOALS.items()]


def _examine(address: str, session: str) -> dict[str, Any]:
    command = [
        *(str(Path(sys.executable).with_name("node")), str(ROOT / "node_modules/lighthouse/cli/index.js"), address),
        *("--quiet", "--output=json", "--output-path=stdout", f"--chrome-flags={' '.join(FLAGS)}"),
        *(f"--only-categories={','.join(GOALS)}", f"--extra-headers={json.dumps({'Cookie': f'sessionid={session}'})}"),
    ]
    environment = {**os.environ, "CHROME_PATH": browser_path()}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=300)
    report: dict[str, Any] = json.loads(done.stdout)
    if "/sittings/" not in report["finalDisplayedUrl"]:
        raise RuntimeError("the sitting asked to sign in")
    return report


def _line(name: str, value: int, goal: int) -> dict[str, Any]:
    return {
        "name": f"lighthouse-{name}",
        "value": value,
        "unit": "points",
        "baseline": goal,
        "ratio": round(value / goal, 3),
        "goal": 1,
    }
