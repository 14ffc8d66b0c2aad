"""What exams hear."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from courses.exams.actions.saving.statements import be_durable
from lms.kit.queue import later
from lms.records.signals import records_written


@receiver(records_written, dispatch_uid="exams.keep_mistakes")
def keep_mistakes(record_ids: list[int], **_more: Any) -> None:
    """A result that is new, or another than before, changes what was wrong."""
    later("exams.keep_mistakes", record_ids=record_ids)


@receiver(connection_created, dispatch_uid="exams.wait_for_the_disk")
def wait_for_the_disk(connection: BaseDatabaseWrapper, **_more: Any) -> None:
    """What a phone is told is saved is on the disk."""
    be_durable(connection)
