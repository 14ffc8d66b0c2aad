"""The demo's exams of the trainees: one that was, one that is open, one that takes a code on the spot."""

from datetime import datetime, timedelta
from typing import Any

from courses.exams.actions import Line, create_exam
from courses.exams.models import Exam
from lms.demo.calendar import Calendar
from lms.demo.people import Company
from lms.demo.places import Places
from lms.records.models import Subject

# Of each type: how many questions, and the points of each numbered one.
WHOLE = (
    ("single", 15, 1),
    ("a2", 10, 2),
    ("a3", 3, 2),
    ("b1", 2, 1),
    ("multiple", 7, 2),
    ("true_false", 5, 1),
    ("case", 1, 3),
    ("short", 1, 10),
)
SHORT_CASE = (("a2", 4, 10), ("true_false", 2, 10), ("case", 1, 10))
ON_SITE = (("single", 8, 5), ("b1", 2, 5), ("multiple", 2, 10))
DAY, HOUR, MINUTES = 66, 14, 60
CODE = "370726"


def theory_exam(subject: Subject, places: Places, company: Company, calendar: Calendar) -> Exam:
    """Return the exam of four days ago: sixty trainees in one hour."""
    opens = calendar.day(DAY, HOUR)
    return _exam(
        "primary-care-theory",
        "基层呼吸病首席医师班 阶段理论考试",
        WHOLE,
        (subject, places, company),
        at=calendar.day(60, 9),
        intro="题型与执业医师考试相同，含病例分析和一道简答题。病例分析题分阶段作答，进入下一阶段后不能返回。",
        duration_minutes=MINUTES,
        opens_at=opens,
        closes_at=opens + timedelta(minutes=MINUTES + 12),
        partial_rule=Exam.PartialRule.FEWER_IS_HALF,
        late_rule=Exam.LateRule.ASK,
        marking_tolerance_hundredths=200,
    )


def practice_exam(subject: Subject, places: Places, company: Company, calendar: Calendar) -> Exam:
    """Return the exam that is open now, with a staged case."""
    return _exam(
        "primary-care-case",
        "病例分析练习（分阶段作答）",
        SHORT_CASE,
        (subject, places, company),
        at=calendar.day(60, 9),
        intro="练习用，可以做三次。断网也能接着答，联网后自动交上来。",
        duration_minutes=30,
        attempts=3,
        opens_at=calendar.now - timedelta(hours=1),
        closes_at=calendar.now + timedelta(days=14),
    )


def on_site_exam(subject: Subject, places: Places, company: Company, calendar: Calendar) -> Exam:
    """Return the exam of today, which begins with a code that is said in the room."""
    return _exam(
        "primary-care-on-site",
        "吸入装置与用药 现场测验",
        ON_SITE,
        (subject, places, company),
        at=calendar.day(60, 9),
        intro="请在教室现场参加，开考口令由监考老师宣布。",
        duration_minutes=20,
        opens_at=calendar.now - timedelta(minutes=30),
        closes_at=calendar.now + timedelta(hours=12),
        access_code=CODE,
    )


def _exam(
    code: str,
    title: str,
    asked: tuple[tuple[str, int, int], ...],
    whose: tuple[Subject, Places, Company],
    *,
    at: datetime,
    **settings: Any,
) -> Exam:
    subject, places, company = whose
    return create_exam(
        code=code,
        title=title,
        organiser=places.hospital,
        lines=[Line(subject=subject, kind=kind, count=count, points=points) for kind, count, points in asked],
        at=at,
        rosters=[company.class_roster],
        published=True,
        **settings,
    )
