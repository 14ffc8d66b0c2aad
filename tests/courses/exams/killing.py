"""Marking anew by workers that are killed, and what has to be left at the end."""

from django.db.models import Count

from courses.exams.actions import regrading
from courses.exams.models import Regrade, Result
from lms.jobs.models import Job
from lms.kit.models import Errand
from lms.notices.models import Notice
from lms.records.models import LearningRecord
from tests.killing import under_fire


def regrade_under_fire(regrade, **how):
    """Carry out ``regrade`` in a copy of this database by workers that are killed; return what was left.

    :param how: ``kills``, ``folder``, ``step`` and ``seconds`` of :func:`under_fire`.
    """
    return under_fire(__name__, regrade.job_id, **how)


def prepare(step):
    regrading.AT_ONCE = step


def report(job_id):
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
