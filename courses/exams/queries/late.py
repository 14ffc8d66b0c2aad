"""What arrived after the bell, for the person who decides whether it counts."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.exams import rules
from courses.exams.models import AnswerEntry, Exam, LateDecision, Sitting, SittingItem
from courses.exams.queries.held import held

MOST_SHOWN = 500


def late_sittings(viewer: object) -> QuerySet[Sitting]:
    """Return the sittings of exams ``viewer`` looks after with answers that came late, those to decide first.

    Each has ``late`` and ``came_at`` of its late answers, ``accepted`` of its newest decision, and ``waits``.
    """
    newest = LateDecision.objects.filter(sitting=OuterRef("pk")).order_by("-pk")
    undecided = AnswerEntry.objects.filter(sitting=OuterRef("pk"), late=True).filter(
        Q(received_at__gt=Coalesce(OuterRef("decided_at"), OuterRef("started_at")))
    )
    found = Sitting.objects.filter(
        Exists(AnswerEntry.objects.filter(sitting=OuterRef("pk"), late=True)),
        exam__in=Exam.objects.visible_to(viewer).values("pk"),
    )
    late = Q(entries__late=True)
    found = found.annotate(
        late=Count("entries", filter=late),
        came_at=Max("entries__received_at", filter=late),
        accepted=Subquery(newest.values("accepted")[:1]),
        decided_at=Subquery(newest.values("at")[:1]),
    ).annotate(undecided=Exists(undecided))
    never = Q(exam__late_rule=Exam.LateRule.NEVER, accepted=None)
    found = found.annotate(waits=~never & Q(undecided=True))
    return found.select_related("exam", "person").order_by(F("waits").desc(), F("came_at").desc(), "pk")[:MOST_SHOWN]


@dataclass(frozen=True)
class LateAnswer:
    """One answer that came late.

    :param now: what counts of the question at present, as letters of the bank or as text.
    :param clock_off: how far the phone's clock was ahead when it was sent; ``None`` where none was asked.
    :param in_time: whether it was given before the bell, as far as the clock can tell.
    """

    entry: AnswerEntry
    code: str
    now: str
    said: str
    clock_off: timedelta | None
    in_time: bool
    changes: bool


def late_answers(sitting: Sitting) -> list[LateAnswer]:
    """Return what came late of ``sitting``, in the order of its arrival."""
    items = {item.position: item for item in sitting.items.select_related("version__question")}
    present = held(sitting)
    late = AnswerEntry.objects.filter(sitting=sitting, late=True).order_by("received_at", "pk")
    would = _would_be_held(sitting)
    return [_late(entry, items, present.get(entry.position), would.get(entry.position), sitting) for entry in late]


def _would_be_held(sitting: Sitting) -> dict[int, AnswerEntry]:
    entries = AnswerEntry.objects.filter(sitting=sitting).order_by("sequence", "-pk")
    return {entry.position: entry for entry in entries}


def _late(
    entry: AnswerEntry,
    items: dict[int, SittingItem],
    now: AnswerEntry | None,
    would: AnswerEntry | None,
    sitting: Sitting,
) -> LateAnswer:
    off = entry.device_at - entry.estimated_at if entry.device_at and entry.estimated_at else None
    return LateAnswer(
        entry=entry,
        code=items[entry.position].version.question.code if entry.position in items else "",
        now=_said(now),
        said=_said(entry),
        clock_off=off,
        in_time=rules.was_in_time(entry.estimated_at, sitting.started_at, sitting.deadline_at),
        changes=would == entry and _said(now) != _said(entry),
    )


def _said(entry: AnswerEntry | None) -> str:
    if entry is None:
        return ""
    return entry.text or rules.letters(entry.chosen)
