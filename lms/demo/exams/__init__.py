"""An exam of sixty trainees in the demo: its bank, its hour, and what comes after."""

from lms.demo.exams.story import tell

__all__ = ["tell"]
