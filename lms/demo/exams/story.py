"""The exam of the demo from its bank to what came after."""

from lms.demo.calendar import Calendar
from lms.demo.exams.after import mark, object_and_correct
from lms.demo.exams.bank import load_bank
from lms.demo.exams.examinees import examinees
from lms.demo.exams.hour import sit
from lms.demo.exams.papers import on_site_exam, practice_exam, theory_exam
from lms.demo.people import Company
from lms.demo.places import Places
from lms.people.roles import Role


def tell(places: Places, company: Company, calendar: Calendar) -> None:
    """Write the bank, hold the exam of the class, and open those of today."""
    writer, reviewer = company.officers[Role.COURSE_EDITOR], company.mentors[0]
    subject = load_bank(writer=writer, reviewer=reviewer, at=calendar.day(50, 9))
    exam = theory_exam(subject, places, company, calendar)
    sit(exam, examinees(company.trainees))
    mark(exam, company.trainees, (company.mentors[1], company.mentors[2]), at=calendar.day(67, 9))
    object_and_correct(exam, by=company.officers[Role.SCHEME_MANAGER], at=calendar.day(68, 9))
    practice_exam(subject, places, company, calendar)
    on_site_exam(subject, places, company, calendar)
