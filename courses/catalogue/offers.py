"""The courses somebody has not completed yet, as offers."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from courses.catalogue.models import Course, Lesson
from lms.records.models import LearningRecord
from lms.records.offers import Offer, Part

_DONE = LearningRecord.Outcome.COMPLETED


def open_courses(people: Sequence[Any], _at: datetime) -> Iterator[tuple[int, Offer]]:
    """Yield the published courses that each of ``people`` has not completed, with the lessons they lack.

    Two queries.
    """
    courses = _by_course()
    wanted = [each.activity_id for lessons in courses.values() for each in lessons]
    wanted += [course.activity_id for course in courses]
    records = LearningRecord.objects.standing().filter(person__in=people, activity__in=wanted, outcome=_DONE)
    done = set(records.values_list("person_id", "activity_id"))
    for course, lessons in courses.items():
        url = reverse("catalogue:course", args=[course.pk])
        for person in people:
            if (person.pk, course.activity_id) not in done:
                missing = [each for each in lessons if (person.pk, each.activity_id) not in done]
                yield person.pk, _offer(course, missing, url)


def _by_course() -> dict[Course, list[Lesson]]:
    found: dict[Course, list[Lesson]] = {}
    for lesson in Lesson.objects.published().select_related("activity", "course__activity").in_order():
        found.setdefault(lesson.course, []).append(lesson)
    return found


def _offer(course: Course, lessons: list[Lesson], url: str) -> Offer:
    # The minutes are on the lessons; the record of the whole course says that it was completed, and counts none.
    parts = [_part(each.activity, each.activity.planned_minutes) for each in lessons]
    parts.append(_part(course.activity, 0))
    return Offer(kind=course.activity.kind, title=course.activity.title, url=url, parts=tuple(parts))


def _part(activity: Any, minutes: int) -> Part:
    return Part(activity_id=activity.pk, kind=activity.kind, mode=activity.mode, outcome=_DONE, minutes=minutes)
