"""Moodle XML."""

from courses.exams.exchange.readers.moodle.reader import read

__all__ = ["read"]
