"""An exam in a room: a code on the screen, extra time for one person, and marks that wait to be released."""

from courses.exams.actions import Line, create_exam, give_extra_time
from courses.exams.models import Exam
from lms.demo.calendar import Calendar
from lms.demo.people import Company
from lms.people.models import Organisation, Person
from lms.records.models import Subject

CODE = "628417"


def set_up(organiser: Organisation, company: Company, calendar: Calendar, *, by: Person) -> Exam:
    """Set up the exam that some village doctors sat last week; its results wait for somebody to release them."""
    subject = Subject.objects.get(code="cardiovascular")
    exam = create_exam(
        code="village-onsite",
        title="乡村医生慢病管理现场考核（高血压）",
        organiser=organiser,
        lines=[
            Line(subject=subject, kind="single", difficulty=3, count=2, points=8),
            Line(subject=subject, kind="single", count=8, points=6),
            Line(subject=subject, kind="multiple", count=3, points=8),
            Line(subject=subject, kind="true_false", count=3, points=4),
        ],
        at=calendar.day(60, 9),
        intro="在乡镇卫生院会议室考，手机作答。监考员投影上的六位开考码输进去才能开始。成绩由主办单位统一公布。",
        duration_minutes=40,
        attempts=1,
        opens_at=calendar.day(64, 14),
        closes_at=calendar.day(64, 16),
        rosters=[company.village_roster],
        marks_release="by_hand",
        review="by_hand",
        partial_rule="fewer_is_half",
        access_code=CODE,
        published=True,
    )
    slow = company.village_doctors[60]
    give_extra_time(exam=exam, person=slow, minutes=20, reason="右手骨折未愈，打字慢", by=by, at=calendar.day(63, 10))
    return exam
