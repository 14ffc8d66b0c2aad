"""Tree heads, and which of them a record is under."""

from datetime import datetime

from django.db.models import QuerySet

from lms.records.models import LearningRecord, SealedRun, TreeHead


def heads() -> QuerySet[TreeHead]:
    """Return all heads, the newest first."""
    return TreeHead.objects.order_by("-size")


def latest_head() -> TreeHead | None:
    """Return the newest head, ``None`` where nothing is sealed yet."""
    return heads().first()


def run_with(record: LearningRecord) -> SealedRun | None:
    """Return the hashes a record's own is among, ``None`` where it is not hashed yet."""
    run = SealedRun.objects.filter(level=0, last_id__gte=record.pk).order_by("last_id").first()
    return run if run and run.first_id <= record.pk else None


def sealed_in(record: LearningRecord) -> TreeHead | None:
    """Return the first head over a record, ``None`` where it is not sealed yet."""
    run = run_with(record)
    return TreeHead.objects.filter(size__gt=run.start).order_by("size").first() if run else None


def unsealed_since() -> datetime | None:
    """Return when the first record that is under no head was recorded, ``None`` where all are under one."""
    newest = latest_head()
    last = SealedRun.objects.leaves().filter(start__lt=newest.size).last() if newest else None
    waiting = LearningRecord.objects.filter(pk__gt=last.last_id) if last else LearningRecord.objects.all()
    return waiting.order_by("pk").values_list("recorded_at", flat=True).first()
