"""What the report on a class learns of its lectures."""

from collections.abc import Iterator

from courses.live.models import Lecture
from lms.records.reporting import ReportedClass, Session


def sessions(question: ReportedClass) -> Iterator[Session]:
    """Yield the lectures and practical sessions of the class that were over by the moment it is told as of."""
    held = Lecture.objects.taking_place().filter(activity__in=question.activity_ids, ends_at__lt=question.as_of)
    for lecture in held.order_by("starts_at", "pk"):
        place = lecture.venue or lecture.get_mode_display()
        yield Session(
            activity_id=lecture.activity_id,
            starts_at=lecture.starts_at,
            ends_at=lecture.ends_at,
            place=str(place),
            teacher=lecture.speaker_name,
        )
