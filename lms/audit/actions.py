"""Writing to the audit log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from lms.audit.models import Entry
from lms.kit import bulk


def record(verb: str, *, actor: Any, subject: models.Model | None, at: datetime, **data: Any) -> Entry:
    """Write down that ``actor`` did ``verb`` to ``subject``, in the caller's transaction.

    :param verb: what happened, as ``app.noun.participle``, such as ``"live.seat.taken"``.
    :param actor: the person, or ``None`` for the system itself.
    :param data: small JSON values that help a reader; never an ID number, a phone number or a secret.
    """
    entry = _entry(verb, actor, subject, at, data)
    entry.save(force_insert=True)
    return entry


def record_each(verb: str, *, actor: Any, subjects: Iterable[models.Model], at: datetime, **data: Any) -> None:
    """Write down the same of each of ``subjects``, an entry each, in the caller's transaction. A query for many."""
    bulk.create([_entry(verb, actor, each, at, data) for each in subjects])


def _entry(verb: str, actor: Any, subject: models.Model | None, at: datetime, data: dict[str, Any]) -> Entry:
    return Entry(
        at=at,
        verb=verb,
        actor_id=str(actor.pk) if actor is not None else "",
        actor_name=str(actor)[:150] if actor is not None else "",
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_name=str(subject)[:250] if subject is not None else "",
        data=data,
    )
