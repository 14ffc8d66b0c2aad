"""A file of questions from outside that waits for somebody's answers."""

from datetime import datetime

from courses.exams.actions.imports import Destination, check_import, receive_import
from lms.demo.people import Company
from lms.demo.places import CONTENT
from lms.people.roles import Role
from lms.records.models import Subject


def send_in_questions(company: Company, *, at: datetime) -> None:
    """Let the course editor upload a GIFT file: one question is in the bank already, one cannot be taken."""
    upload = receive_import(
        data=(CONTENT / "questions.gift").read_bytes(),
        file_name="呼吸科题目.gift",
        onto=Destination(subject=Subject.objects.get(code="respiratory"), leave_out_faulty=True),
        by=company.officers[Role.COURSE_EDITOR],
        at=at,
    )
    check_import(upload.pk, at=at)
