"""GIFT, as Moodle's documentation describes it."""

from courses.exams.exchange.readers.gift.reader import read

__all__ = ["read"]
