"""Series and lectures, who has a seat and who was there."""

from courses.live.models.attendance import Attempt, CheckIn, Seat
from courses.live.models.lecture import Lecture, LectureQuerySet, Series, SeriesQuerySet

__all__ = ["Attempt", "CheckIn", "Lecture", "LectureQuerySet", "Seat", "Series", "SeriesQuerySet"]
