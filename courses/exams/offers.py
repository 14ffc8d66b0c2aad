"""The exams somebody can sit now, as offers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from courses.exams.models import Exam, Sitting
from courses.exams.queries import ExamRow
from lms.people.models import RosterEntry
from lms.records.models import LearningRecord
from lms.records.offers import Offer, Part


def open_exams(people: Sequence[Any], at: datetime) -> Iterator[tuple[int, Offer]]:
    """Yield the open exams meant for each of ``people`` that they have not passed and may still sit. Four queries."""
    exams = list(Exam.objects.filter(published=True).open(at).select_related("activity").order_by("closes_at", "pk"))
    limits: dict[int, set[int]] = defaultdict(set)
    for exam_id, roster_id in Exam.rosters.through.objects.filter(exam__in=exams).values_list("exam_id", "roster_id"):
        limits[exam_id].add(roster_id)
    on: dict[int, set[int]] = defaultdict(set)
    rosters = {each for group in limits.values() for each in group}
    entries = RosterEntry.objects.filter(person__in=people, roster__in=rosters, left_on=None)
    for person_id, roster_id in entries.values_list("person_id", "roster_id"):
        on[person_id].add(roster_id)
    sittings: dict[tuple[int, int], list[Sitting]] = defaultdict(list)
    for sitting in Sitting.objects.filter(exam__in=exams, person__in=people):
        sittings[sitting.person_id, sitting.exam_id].append(sitting)
    for exam in exams:
        offer = _offer(exam)
        for person in people:
            row = ExamRow(exam=exam, sittings=sittings[person.pk, exam.pk], at=at)
            meant = not limits[exam.pk] or limits[exam.pk] & on[person.pk]
            if meant and row.state in ("open", "running"):
                yield person.pk, offer


def _offer(exam: Exam) -> Offer:
    part = Part(
        activity_id=exam.activity_id,
        kind=exam.activity.kind,
        mode=exam.activity.mode,
        outcome=LearningRecord.Outcome.PASSED,
        minutes=exam.duration_minutes,
    )
    return Offer(
        kind=exam.activity.kind,
        title=exam.title,
        url=reverse("exams:exam", args=[exam.pk]),
        parts=(part,),
        until=exam.closes_at,
    )
