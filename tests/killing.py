"""A worker killed with ``kill -9`` at random moments while it does a job, and begun again, until the job is done.

``python -m tests.killing MODULE JOB KILLS STEP SECONDS`` runs on the database of ``DATA_DIR``: it loads the product
once, forks one worker process after the other, kills each somewhere in the next SECONDS, and prints what was left at
the end as JSON. MODULE says what is special about the job: ``prepare(step)`` before the first worker, and
``report(job_id)`` after the last.
"""

import importlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def under_fire(module, job_id, *, kills, folder, step, seconds, **settings_too):
    """Have a job done by workers of which ``kills`` are killed; return what was left.

    :param module: the name of the module that knows the job.
    :param folder: the data folder of the workers; the database of this process is copied there. ``None`` is our own.
    :param settings_too: what else the workers find in their environment, where they have a folder of their own.
    """
    from django.conf import settings
    from django.db import connection

    environment = dict(os.environ)
    if folder is not None:
        shutil.copy(Path(settings.DATA_DIR) / "secrets.json", folder / "secrets.json")
        with sqlite3.connect(folder / "xinglin.sqlite3") as copy:
            connection.connection.backup(copy)
        environment = {**environment, **settings_too, "DATA_DIR": str(folder)}
        environment.pop("DATABASE_URL", None)
    words = [str(word) for word in (module, job_id, kills, step, seconds)]
    command = [sys.executable, "-m", "tests.killing", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def main(name, job_id, kills, step, seconds):
    import django

    django.setup()
    from lms.jobs.models import Job

    module = importlib.import_module(name)
    module.prepare(step)
    chance, killed = random.Random(), 0
    while Job.objects.get(pk=job_id).ended_at is None:
        worker = _fork(job_id)
        if killed < kills:
            time.sleep(chance.uniform(0, seconds))
            os.kill(worker, signal.SIGKILL)
        _pid, status = os.waitpid(worker, 0)
        killed += os.WIFSIGNALED(status)
    print(json.dumps({"killed": killed, **module.report(job_id)}))


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


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
