"""Where the people of a class stood at a past moment."""

from collections.abc import Collection
from datetime import datetime

from certificates.schemes.models import Traineeship, TraineeshipChange

_State = Traineeship.State


def last_changes(trainees: Collection[Traineeship], as_of: datetime) -> dict[int, TraineeshipChange]:
    """Return the last change of each of ``trainees`` before ``as_of``, where there was one. One query."""
    changes = TraineeshipChange.objects.filter(traineeship__in=trainees, changed_at__lt=as_of)
    return {each.traineeship_id: each for each in changes.order_by("changed_at", "pk")}


def stood(trainee: Traineeship, change: TraineeshipChange | None, as_of: datetime) -> tuple[str, datetime | None, str]:
    """Return in words where ``trainee`` stood just before ``as_of``; when they had completed; and why they stood so.

    :param change: their last change by then.
    """
    if trainee.withdrawn_at is not None and trainee.withdrawn_at < as_of:
        completed = trainee.completed_at if trainee.completed_at and trainee.completed_at < as_of else None
        return str(_State.WITHDRAWN.label), completed, trainee.withdraw_reason
    if trainee.completed_at is not None and trainee.completed_at < as_of:
        return str(_State.COMPLETED.label), trainee.completed_at, ""
    if change is not None and change.to_state in {_State.SUSPENDED, _State.FAILED}:
        return str(_State(change.to_state).label), None, change.reason
    return str(_State.RUNNING.label), None, ""
