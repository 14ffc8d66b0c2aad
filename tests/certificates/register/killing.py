"""A worker killed with ``kill -9`` at random moments while it issues, and begun again, until it is done.

``python -m tests.certificates.register.killing JOB KILLS STEP SECONDS`` runs on the database of ``DATA_DIR``: it loads
the product once, forks one worker process after the other, kills each somewhere in the next SECONDS, and prints what
was left at the end as JSON.
"""

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def issue_under_fire(batch, *, kills, folder=None, step=100, seconds=2.0):
    """Issue ``batch`` by workers of which ``kills`` are killed; return how many were, and what is wrong afterwards.

    :param folder: the data folder of the worker; the database of this process is copied there. ``None`` is our own.
    """
    from django.conf import settings
    from django.db import connection

    environment = dict(os.environ)
    if folder is not None:
        shutil.copy(Path(settings.DATA_DIR) / "secrets.json", folder / "secrets.json")
        with sqlite3.connect(folder / "xinglin.sqlite3") as copy:
            connection.connection.backup(copy)
        key = {name: str(getattr(settings, name)) for name in ("ISSUER_KEY_FILE", "ISSUER_CERTIFICATES_FILE")}
        environment = {**environment, **key, "DATA_DIR": str(folder)}
        environment.pop("DATABASE_URL", None)
    words = [str(word) for word in (batch.job_id, kills, step, seconds)]
    command = [sys.executable, "-m", "tests.certificates.register.killing", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    return report["killed"], _faults(report)


def _faults(report):
    serials = sorted(int(re.search(r"(\d+)$", number).group()) for number in report["numbers"])
    wanted = list(range(1, report["recipients"] + 1))
    wrong = [
        serials != wanted,
        len({re.sub(r"\d+$", "", number) for number in report["numbers"]}) != 1,
        report["people"] != report["recipients"],
        report["next"] != report["recipients"] + 1,
        report["missing"] != 0,
        report["state"] != "done",
    ]
    return sum(wrong)


def main(job_id, kills, step, seconds):
    import django

    django.setup()
    from certificates.register.actions import issuing
    from certificates.register.printing import render
    from lms.jobs.models import Job
    from tests.factories.printing import FACTS

    issuing.AT_ONCE = step
    # What is loaded and drawn once is inherited by every worker.
    render(FACTS)
    chance, killed = random.Random(), 0
    while Job.objects.get(pk=job_id).ended_at is None:
        worker = _fork(job_id)
        if killed < kills:
            time.sleep(chance.uniform(0, seconds))
            os.kill(worker, signal.SIGKILL)
        _pid, status = os.waitpid(worker, 0)
        killed += os.WIFSIGNALED(status)
    print(json.dumps({"killed": killed, **_report(job_id)}))


def _fork(job_id):
    """Start a worker that takes the job over as one does after two minutes of silence; return its process."""
    from django.db import connections
    from django.utils import timezone

    from lms.jobs import actions
    from lms.jobs.models import Job

    Job.objects.filter(pk=job_id).update(heard_at=timezone.now() - timedelta(minutes=3))
    connections.close_all()
    if worker := os.fork():
        return worker
    try:
        actions.run(job_id, at=timezone.now())
    finally:
        os._exit(0)


def _report(job_id):
    from certificates.register.models import Batch, NumberSeries, private_storage
    from lms.jobs.models import Job

    batch = Batch.objects.get(job=job_id)
    made = list(batch.certificates.all())
    return {
        "numbers": [each.number for each in made],
        "people": len({each.person_id for each in made}),
        "recipients": batch.recipients.count(),
        "next": NumberSeries.objects.get(prefix__startswith=batch.cohort.scheme.code + "-").next,
        "missing": sum(not private_storage().exists(each.file.name) for each in made),
        "state": Job.objects.get(pk=job_id).state,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
