"""What can befall somebody in training: a break, its end, a failure, and that taken back."""

from datetime import datetime

from django.db import transaction

from certificates.schemes.actions.life import Act, lock_trainee, move
from certificates.schemes.actions.progress import recompute
from certificates.schemes.models import Traineeship, TraineeshipState
from lms.people.models import Person

State = TraineeshipState


@transaction.atomic
def suspend(traineeship: Traineeship, *, by: Person, reason: str, at: datetime) -> Traineeship:
    """Interrupt somebody's training. Their records are still counted, but they complete nothing and get no certificate.

    :raises MoveRefused: they are not in training.
    :raises ReasonMissing: ``reason`` says nothing.
    """
    return move(lock_trainee(traineeship), State.SUSPENDED, Act.of_class(by, at, reason))


@transaction.atomic
def resume(traineeship: Traineeship, *, by: Person, reason: str = "", at: datetime) -> Traineeship:
    """Let somebody go on who was suspended, or take back that they failed; complete is who has met everything.

    :param reason: needed where a failure is taken back.
    :raises MoveRefused: they are neither.
    :raises ReasonMissing: a failure is taken back for no reason.
    """
    trainee = lock_trainee(traineeship)
    moved = move(trainee, State.RUNNING, Act.of_class(by, at, reason))
    recompute(cohort=trainee.cohort, person_ids=[trainee.person_id], at=at)
    moved.refresh_from_db()
    return moved


@transaction.atomic
def fail(traineeship: Traineeship, *, by: Person, reason: str, at: datetime) -> Traineeship:
    """Declare that somebody did not pass. What they did stays on record.

    :raises MoveRefused: they are not in training.
    :raises ReasonMissing: ``reason`` says nothing.
    """
    return move(lock_trainee(traineeship), State.FAILED, Act.of_class(by, at, reason))
