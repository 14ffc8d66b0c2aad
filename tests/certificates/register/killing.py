"""Issuing by workers that are killed, and what has to be left at the end."""

import re

from django.conf import settings

from certificates.register.actions import issuing
from certificates.register.models import Batch, NumberSeries, private_storage
from certificates.register.printing import render
from lms.jobs.models import Job
from tests.factories.printing import FACTS
from tests.killing import under_fire


def issue_under_fire(batch, *, kills, folder=None, step=100, seconds=2.0):
    """Issue ``batch`` by workers of which ``kills`` are killed; return how many were, and what is wrong afterwards.

    :param folder: the data folder of the workers; the database of this process is copied there. ``None`` is our own.
    """
    key = {name: str(getattr(settings, name)) for name in ("ISSUER_KEY_FILE", "ISSUER_CERTIFICATES_FILE")}
    left = under_fire(__name__, batch.job_id, kills=kills, folder=folder, step=step, seconds=seconds, **key)
    return left["killed"], _faults(left)


def _faults(left):
    serials = sorted(int(re.search(r"(\d+)$", number).group()) for number in left["numbers"])
    wanted = list(range(1, left["recipients"] + 1))
    wrong = [
        serials != wanted,
        len({re.sub(r"\d+$", "", number) for number in left["numbers"]}) != 1,
        left["people"] != left["recipients"],
        left["next"] != left["recipients"] + 1,
        left["missing"] != 0,
        left["state"] != "done",
    ]
    return sum(wrong)


def prepare(step):
    issuing.AT_ONCE = step
    # What is loaded and drawn once is inherited by every worker.
    render(FACTS)


def report(job_id):
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
