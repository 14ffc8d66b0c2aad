"""Correcting a wrong key, and marking anew everybody whose paper had the question."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exams.actions.appeals import answer_all
from courses.exams.actions.results import AT_ONCE, Change, Occasion, settle_many
from courses.exams.models import Exam, KeyCorrection, QuestionVersion, Regrade, Result
from courses.exams.queries.regrading import outside
from courses.exams.rules import correction_fault
from lms.audit.actions import record
from lms.jobs import actions as jobs
from lms.kit.errors import Refusal
from lms.notices.actions import notify_many
from lms.people.models import Person

JOB = "exams.regrade"
TURNS = {
    "score": gettext_lazy("Your result has changed: %(exam)s"),
    "passed": gettext_lazy("You have passed after all: %(exam)s"),
    "failed": gettext_lazy("Your result has changed, and you have not passed any more: %(exam)s"),
}
FAULTS = {
    "void_is_bare": gettext_lazy("where everybody gets the points, no option is chosen."),
    "short_is_marked": gettext_lazy("a short answer has no key; all you can do is give everybody the points."),
    "bad_key": gettext_lazy("at least one option is right, and none is named twice."),
    "right_already": gettext_lazy("what you chose counts as right already."),
    "one_right": gettext_lazy("this question has one right answer; accept the others too instead."),
}


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What is right, and what is said about it.

    :param right: indexes of the version's options.
    :param answer: what people are told who have appealed against the question; empty leaves their appeals open.
    """

    rule: str
    right: Sequence[int] = ()
    reason: str
    answer: str = ""


class BadCorrection(Refusal):
    """No key comes of it."""

    code = "bad_key_correction"
    message = gettext_lazy("These right answers do not fit the question: %(fault)s Choose again.")


class KeyOutOfReach(Refusal):
    """Results of exams that the person does not look after would change."""

    code = "key_out_of_reach"
    message = gettext_lazy(
        "This question stood on %(n)s papers of exams that others look after. Ask somebody who looks after all of them."
    )


class RegradeRunning(Refusal):
    """A worker is at it, or has done it."""

    code = "regrade_running"
    message = gettext_lazy("This is being worked on, or is done already. Look at the page again.")


class CorrectionUnderWay(Refusal):
    """One after the other."""

    code = "key_correction_under_way"
    message = gettext_lazy(
        "An earlier correction of this question is not carried out yet. Wait until it is, "
        "or go on with it where it was stopped."
    )


@transaction.atomic
def correct_key(
    *, version: QuestionVersion, part: int, change: Correction, by: Person | None, at: datetime, return_url: str = ""
) -> Regrade:
    """Correct the key of one question, and have a worker mark anew everybody whose paper had it.

    Open appeals about the question are upheld with the answer of ``change``, where it has one.

    :param part: which question of a group; 0 for other kinds.
    :raises BadCorrection: it does not fit the question.
    :raises KeyOutOfReach: papers of exams that ``by`` does not look after had the question.
    :raises CorrectionUnderWay: an earlier one is not carried out yet.
    """
    locked = QuestionVersion.objects.select_for_update().get(pk=version.pk)
    asked = locked.part(part)
    if fault := correction_fault(locked.kind, len(asked.options), asked.right, change.rule, change.right):
        raise BadCorrection(fault=FAULTS[fault])
    if by is not None and (foreign := outside(locked, part, by)):
        raise KeyOutOfReach(n=foreign)
    if Regrade.objects.filter(correction__version=locked, correction__part=part, done_at=None).exists():
        raise CorrectionUnderWay
    correction = KeyCorrection.objects.create(
        version=locked,
        part=part,
        rule=change.rule,
        right=sorted(change.right),
        reason=change.reason.strip(),
        by=by,
        at=at,
    )
    record("exams.key.corrected", actor=by, subject=correction, at=at, rule=str(change.rule), reason=correction.reason)
    if by is not None and change.answer.strip():
        answer_all(correction, answer=change.answer, by=by, at=at)
    return _start(Regrade.objects.create(correction=correction), owner=by, at=at, return_url=return_url)


@transaction.atomic
def resume_regrade(regrade: Regrade, *, by: Person, at: datetime, return_url: str = "") -> Regrade:
    """Go on with a regrade whose job was stopped or failed.

    :raises RegradeRunning: a worker is at it, or it is done.
    """
    locked = Regrade.objects.select_for_update(of=("self",)).select_related("job").get(pk=regrade.pk)
    if locked.done_at or (locked.job and locked.job.ended_at is None):
        raise RegradeRunning
    return _start(locked, owner=by, at=at, return_url=return_url)


def _start(regrade: Regrade, *, owner: Person | None, at: datetime, return_url: str) -> Regrade:
    if owner is not None:
        title = _("Marking anew: %(question)s") % {"question": regrade.correction.version.question.code}
        regrade.job = jobs.start(JOB, title=title, owner=owner, at=at, return_url=return_url, regrade_id=regrade.pk)
        regrade.save(update_fields=["job"])
    return regrade


def run_regrade(regrade: Regrade, *, clock: Callable[[], datetime], advance: Callable[[int], None]) -> Regrade:
    """Carry out what is left of ``regrade``, some sittings at a time, each step in a transaction of its own."""
    # Papers begun from now on are marked by the new key when they close.
    left = list(regrade.left())
    for start in range(0, len(left), AT_ONCE):
        some = left[start : start + AT_ONCE]
        regrade_some(regrade, some, at=clock())
        advance(len(some))
    return _finish(regrade, at=clock())


@transaction.atomic
def regrade_some(regrade: Regrade, sitting_ids: Sequence[int], *, at: datetime) -> list[Change]:
    """Mark the question anew in ``sitting_ids``, in the order of their ids; tell those whose result changed."""
    correction = regrade.correction
    changes = settle_many(sitting_ids, Occasion(Result.Cause.KEY, at, correction.by, correction))
    _tell(correction, changes, at)
    regrade.upto = sitting_ids[-1]
    regrade.save(update_fields=["upto"])
    return changes


@transaction.atomic
def _finish(regrade: Regrade, *, at: datetime) -> Regrade:
    """Say that a regrade is carried out."""
    locked = Regrade.objects.select_for_update(of=("self",)).select_related("correction").get(pk=regrade.pk)
    if locked.done_at is None:
        locked.done_at = at
        locked.save(update_fields=["done_at"])
        changed = locked.changes.count()
        record("exams.key.regraded", actor=locked.correction.by, subject=locked.correction, at=at, changed=changed)
    return locked


def _tell(correction: KeyCorrection, changes: Sequence[Change], at: datetime) -> None:
    """Tell everybody whose result changed and is out, one statement for all who are told the same."""
    groups: dict[tuple[Exam, str], list[Person]] = defaultdict(list)
    for change in changes:
        if change.is_out:
            groups[change.sitting.exam, _turn(change)].append(change.sitting.person)
    for (exam, turn), people in groups.items():
        notify_many(
            people,
            at=at,
            kind="exams.result.changed",
            key=f"{correction.pk}:{exam.pk}:{turn}",
            title=TURNS[turn] % {"exam": exam.title},
            body=_("The right answer to a question was corrected: %(reason)s") % {"reason": correction.reason},
            url=reverse("exams:exam", args=[exam.pk]),
        )


def _turn(change: Change) -> str:
    if change.was is None or change.was.passed == change.now.passed:
        return "score"
    return "passed" if change.now.passed else "failed"
