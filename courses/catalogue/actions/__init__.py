"""Everything the catalogue writes."""

from courses.catalogue.actions.keeping import keep_in_step, make_index
from courses.catalogue.actions.loading import load_course
from courses.catalogue.actions.studying import (
    LessonClosed,
    LessonNotOpened,
    LessonTooSoon,
    beat,
    finish_lesson,
    open_lesson,
)

__all__ = [
    "LessonClosed",
    "LessonNotOpened",
    "LessonTooSoon",
    "beat",
    "finish_lesson",
    "keep_in_step",
    "load_course",
    "make_index",
    "open_lesson",
]
