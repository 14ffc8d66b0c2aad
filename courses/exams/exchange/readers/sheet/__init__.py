"""Our own sheet, as a workbook or packed with its pictures and sounds."""

from courses.exams.exchange.readers.sheet.reader import read

__all__ = ["read"]
