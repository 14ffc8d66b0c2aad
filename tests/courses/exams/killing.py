"""A worker killed with ``kill -9`` at random moments while it marks anew, and begun again, until it is done.

``python -m tests.courses.exams.killing JOB KILLS STEP SECONDS`` runs on the database of ``DATA_DIR``: it loads the
product once, forks one worker after the other, kills each somewhere in the next SECONDS, and prints what was left.
"""

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

ROOT = Path(__file__).resolve().parents[3]


def regrade_under_fire(regrade, *, kills, folder, step, seconds):
    """Carry out ``regrade`` in a copy of this database by workers of which ``kills`` are killed; return what was left.

    :param folder: the data folder of the workers.
    """
    from django.conf import settings
    from django.db import connection

    shutil.copy(Path(settings.DATA_DIR) / "secrets.json", folder / "secrets.json")
    with sqlite3.connect(folder / "xinglin.sqlite3") as copy:
        connection.connection.backup(copy)
    environment = {**os.environ, "DATA_DIR": str(folder)}
    environment.pop("DATABASE_URL", None)
    words = [str(word) for word in (regrade.job_id, kills, step, seconds)]
    command = [sys.executable, "-m", "tests.courses.exams.killing", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def main(job_id, kills, step, seconds):
    import django

    django.setup()
    from courses.exams.actions import regrading
    from lms.jobs.models import Job

    regrading.AT_ONCE = step
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
    from django.db.models import Count

    from courses.exams.models import Regrade, Result
    from lms.jobs.models import Job
    from lms.kit.models import Errand
    from lms.notices.models import Notice
    from lms.records.models import LearningRecord

    by_key = Result.objects.filter(cause="key").values("sitting").annotate(n=Count("pk"))
    taken_back = Errand.objects.filter(task="register.raise_doubts").values_list("arguments", flat=True)
    told = Notice.objects.filter(kind="exams.result.changed").values("person").annotate(n=Count("pk"))
    return {
        "state": Job.objects.get(pk=job_id).state,
        "is_done": Regrade.objects.get(job=job_id).done_at is not None,
        "results": sorted(each["n"] for each in by_key),
        "reversals": LearningRecord.objects.filter(outcome="reversed").count(),
        "standing": sorted(LearningRecord.objects.standing().values_list("score_hundredths", flat=True)),
        "announced": len({pk for each in taken_back for pk in each["record_ids"]}),
        "told": sorted(each["n"] for each in told),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
