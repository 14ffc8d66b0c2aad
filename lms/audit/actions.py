"""Writing to the audit log."""

from datetime import datetime
from typing import Any

from django.db import models

from lms.audit.models import Entry


def record(verb: str, *, actor: Any, subject: models.Model | None, at: datetime, **data: Any) -> Entry:
    """Write down that ``actor`` did ``verb`` to ``subject``, in the caller's transaction.

    :param verb: what happened, as ``app.noun.participle``, such as ``"live.seat.taken"``.
    :param actor: the person, or ``None`` for the system itself.
    :param data: small JSON values that help a reader; never an ID number, a phone number or a secret.
    """
    return Entry.objects.create(
        at=at,
        verb=verb,
        actor_id=str(actor.pk) if actor is not None else "",
        actor_name=str(actor)[:150] if actor is not None else "",
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_name=str(subject)[:250] if subject is not None else "",
        data=data,
    )
