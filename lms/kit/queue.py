"""The only way work leaves a transaction.

:func:`later` writes an outbox row with the caller's transaction and hands it to Celery once that is committed.
A worker that finishes the task deletes the row; :func:`resend` sends again what nobody has acknowledged. A kill
or a lost broker therefore delays work and never loses it, and every task must be safe to deliver twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ParamSpec

from celery import Task, current_app, shared_task
from django.db import OperationalError, transaction
from django.dispatch import Signal
from django.utils import timezone

from lms.kit.models import Errand

log = logging.getLogger(__name__)
Given = ParamSpec("Given")

ERRAND_HEADER = "errand"
# An errand not acknowledged is sent again after 2, 4, 8 … minutes, two hours at the longest.
FIRST_RESEND = timedelta(minutes=2)


def patient_task(
    *, name: str, also: tuple[type[Exception], ...] = ()
) -> "Callable[[Callable[Given, None]], Task[Given, None]]":
    """Make a function the Celery task ``name`` that is tried again, five times, while the database is away.

    A worker says that it is done only afterwards: one that is killed leaves the work to the next.

    :param also: what else makes it be tried again.
    """
    return shared_task(
        name=name,
        acks_late=True,
        ignore_result=True,
        autoretry_for=(OperationalError, *also),
        retry_backoff=True,
        max_retries=5,
    )


def later(task: str, *, due_at: datetime | None = None, **arguments: Any) -> Errand:
    """Have a worker call ``task`` with ``arguments`` after the surrounding transaction commits.

    :param task: the registered name of a Celery task, such as ``"schemes.recompute"``.
    :param due_at: not before this instant; ``None`` is at once.
    :param arguments: JSON values, ids rather than objects.
    :return: the outbox row; it disappears when the work is done.
    """
    now = timezone.now()
    errand = Errand.objects.create(task=task, arguments=arguments, created_at=now, due_at=due_at or now)
    if errand.due_at <= now:
        transaction.on_commit(partial(_send, errand.pk), robust=True)
    return errand


def announce(signal: Signal, **ids: Any) -> None:
    """Tell the apps above that something happened, within the caller's transaction.

    Every receiver answers with one :func:`later`, so what is heard is as durable as what was announced.
    """
    signal.send(sender=None, **ids)


def acknowledge(errand_id: int) -> None:
    """Forget an errand whose task has succeeded. Safe to call twice."""
    Errand.objects.filter(pk=errand_id).delete()


def resend(at: datetime, *, most: int = 500) -> int:
    """Send the errands that are due and unacknowledged at ``at``; return how many, ``most`` at the most."""
    due = list(Errand.objects.due(at).order_by("due_at").values_list("pk", flat=True)[:most])
    for errand_id in due:
        _send(errand_id)
    return len(due)


def drain(*, most: int = 1000) -> int:
    """Do all waiting errands in this process, errands they make included; return how many were done.

    For commands and tests that want the result at once. A task that raises leaves its errand and its error behind.
    The same call waiting several times is made once: it sees everything that was written before.
    """
    done = 0
    while done < most and (errand := Errand.objects.filter(due_at__lte=timezone.now()).order_by("pk").first()):
        same = Errand.objects.filter(task=errand.task, arguments=errand.arguments, due_at__lte=timezone.now())
        waiting = list(same.values_list("pk", flat=True))
        current_app.tasks[errand.task](**errand.arguments)
        done += Errand.objects.filter(pk__in=waiting).delete()[0]
    return done


def _send(errand_id: int) -> None:
    errand = Errand.objects.filter(pk=errand_id).first()
    if errand is None:
        return
    errand.sent_at = timezone.now()
    errand.resend_at = errand.sent_at + FIRST_RESEND * 2 ** min(errand.attempts, 6)
    errand.attempts += 1
    try:
        current_app.tasks[errand.task].apply_async(kwargs=errand.arguments, headers={ERRAND_HEADER: str(errand.pk)})
        errand.last_error = ""
    except Exception as fault:
        # The broker is away. The row stays, and the sweep sends it again.
        log.warning("errand %s (%s) could not be sent: %s", errand.pk, errand.task, fault)
        errand.last_error = str(fault)[:500]
    # Only if the row is still there: a quick worker may have acknowledged it already.
    Errand.objects.filter(pk=errand.pk).update(
        sent_at=errand.sent_at, resend_at=errand.resend_at, attempts=errand.attempts, last_error=errand.last_error
    )
