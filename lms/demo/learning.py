"""What there is to learn in the demo: courses, lectures, a practical, an exam, and the schemes that ask for them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from certificates.credits.actions import load_sets
from certificates.schemes.actions import Wanted, create_scheme, enrol_roster, load_ready, open_cohort
from certificates.schemes.models import Cohort, Scheme
from courses.catalogue.actions import load_course, make_index
from courses.catalogue.models import Course
from courses.exams.actions import Line, create_exam, load_questions
from courses.exams.models import Exam
from courses.live.actions.scheduling import LecturePlan, create_lecture, create_series, make_series_page
from courses.live.models import Lecture, Series
from lms.demo.calendar import WEEKS_AGO, Calendar
from lms.demo.people import Company
from lms.demo.places import CONTENT, Places
from lms.demo.planning import plan_running_class, timetable_of
from lms.people.models import Person
from lms.records.models import Subject
from lms.site.models import HomePage

TOPICS = (
    "慢阻肺的早期发现：从一口气吹到底说起",
    "吸入装置怎么教，病人才会用",
    "高血压患者的用药调整与随访",
    "慢阻肺急性加重：留下还是转走",
    "肺功能报告看这几行就够",
    "基层门诊里的胸痛",
    "艾灸在慢病管理里的用法与禁忌",
    "家庭氧疗与呼吸康复",
    "老年人多病共存怎么用药",
    "慢阻肺与肺炎：胸片怎么看",
    "糖尿病足的早期识别",
    "冬春季呼吸道感染的分级处置",
)
# Seconds a demo lesson must be open before it can be finished: long enough to see the rule, short enough to try it.
LEAST_SECONDS = 15
BASELINE = "baseline-grassroots"


@dataclass(frozen=True)
class Offer:
    """What the demo's people can do."""

    courses: list[Course]
    lectures: list[Lecture]
    practical: Lecture
    exam: Exam
    cohort: Cohort
    village_cohort: Cohort


def offer(places: Places, company: Company, calendar: Calendar, *, by: Person, at: datetime) -> Offer:
    """Publish everything there is to do, and open the two classes."""
    home = HomePage.objects.get()
    index = make_index(home=home, title="课程", at=at)
    media = CONTENT / "media"
    courses = [
        load_course(_content(f"courses/{code}.json"), media, parent=index, at=at, least_seconds=LEAST_SECONDS)
        for code in ("copd", "hypertension", "moxibustion")
    ]
    series = create_series(title="杏林大学堂", organiser=places.hospital, by=by, at=at)
    make_series_page(
        home=home,
        series=series,
        slug="thursday",
        introduction="每周四晚七点半，市县名医在线开讲，手机上就能听。讲座开始后输入屏幕上的签到码，结束后自动计入学习记录。",
        at=at,
    )
    lectures = _lectures(places, company, series, calendar, by=by)
    practical = _practicals(places, company, calendar, by=by)
    load_sets(by=by, at=calendar.start, with_examples=True)
    load_questions(CONTENT / "questions.json", at=calendar.start)
    cohorts = _cohorts(places, company, lectures, calendar, by=by)
    return Offer(courses, lectures, practical, _exam(places, company, calendar), *cohorts)


def _content(name: str) -> Any:
    return json.loads((CONTENT / name).read_text())


def _asked(requirements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return requirements, those in groups too, with their subjects as rows instead of codes."""
    subjects = {subject.code: subject for subject in Subject.objects.all()}
    return [
        {**each, "subject": subjects.get(each.get("subject", "")), **({"parts": _asked(parts)} if parts else {})}
        for each in requirements
        for parts in [each.get("parts")]
    ]


def _draft(places: Places, *, by: Person, at: datetime) -> None:
    """Leave the draft of a scheme with a group and a deadline, which no class runs yet."""
    scheme = {
        "code": "WF-SXTG",
        "name": "基层呼吸病首席医师提高班",
        "summary": "给已结业的首席医师：临床能力三选二，限期通过考试。还在起草，没有开班。",
        "organiser": places.hospital,
        "requirements": _asked(_content("scheme-draft.json")),
        "note": "临床能力三选二，结业考试有期限",
    }
    create_scheme(scheme, by=by, at=at)


def _lectures(places: Places, company: Company, series: Series, calendar: Calendar, *, by: Person) -> list[Lecture]:
    """Eight Thursdays that were, four that come, and one open hour that is going on."""
    respiratory = list(Subject.objects.filter(code="respiratory"))
    made = []
    for week, topic in enumerate(TOPICS):
        begins = calendar.thursday(week)
        speaker = company.mentors[week % len(company.mentors)]
        plan = LecturePlan(
            title=topic,
            speaker_name=speaker.name,
            speaker=speaker,
            organiser=places.hospital,
            starts_at=begins,
            ends_at=begins + timedelta(minutes=60),
            series=series,
            venue="市二院教学楼三楼报告厅",
            join_url="https://live.example/xinglin",
            subjects=respiratory,
        )
        made.append(create_lecture(plan, by=by, at=calendar.start))
    open_hour = LecturePlan(
        title="今日答疑：呼吸慢病用药",
        speaker_name=company.mentors[0].name,
        speaker=company.mentors[0],
        organiser=places.hospital,
        starts_at=calendar.now - timedelta(minutes=10),
        ends_at=calendar.now + timedelta(hours=6),
        venue="市二院教学楼三楼报告厅",
        join_url="https://live.example/xinglin-open",
        subjects=respiratory,
    )
    create_lecture(open_hour, by=by, at=calendar.start)
    return made


def _practicals(places: Places, company: Company, calendar: Calendar, *, by: Person) -> Lecture:
    """One practical session that was, and one with few seats that comes."""
    for begins, capacity in ((calendar.day(33, 9), None), (calendar.day(80, 9), 20)):
        plan = LecturePlan(
            title="肺功能检查与吸入装置现场实操",
            speaker_name=company.mentors[1].name,
            speaker=company.mentors[1],
            organiser=places.hospital,
            starts_at=begins,
            ends_at=begins + timedelta(hours=3),
            kind=Lecture.Kind.PRACTICAL,
            mode=Lecture.Mode.ONSITE,
            venue="市二院技能培训中心",
            capacity=capacity,
            subjects=list(Subject.objects.filter(code="respiratory")),
        )
        create_lecture(plan, by=by, at=calendar.start)
    return Lecture.objects.get(kind=Lecture.Kind.PRACTICAL, capacity=None)


def _exam(places: Places, company: Company, calendar: Calendar) -> Exam:
    subject = Subject.objects.get(code="respiratory")
    return create_exam(
        code="copd-final",
        title="首席医师培训结业考试（呼吸）",
        organiser=places.hospital,
        lines=[
            Line(subject=subject, kind="single", count=12, points=5),
            Line(subject=subject, kind="multiple", count=4, points=5),
            Line(subject=subject, kind="true_false", count=4, points=5),
        ],
        at=calendar.start,
        intro="20 道题，满分 100 分，60 分及格。中途断网或关掉页面都不要紧，再打开接着答，已经保存的答案不会丢。",
        duration_minutes=60,
        pass_mark_hundredths=6000,
        attempts=3,
        opens_at=calendar.day(45, 8),
        closes_at=calendar.day(WEEKS_AGO * 7 + 60, 23, 59),
        rosters=[company.class_roster],
        published=True,
    )


def _cohorts(
    places: Places, company: Company, lectures: list[Lecture], calendar: Calendar, *, by: Person
) -> tuple[Cohort, Cohort]:
    term: dict[str, Any] = {"starts_on": calendar.start.date(), "ends_on": (calendar.now + timedelta(days=90)).date()}
    plan = plan_running_class(places, calendar, by=by)
    planned = {"plan": plan, "sessions": timetable_of(plan, company, lectures, calendar)}
    # The survey belongs to the hospital that asks with it; schemes whose own organiser is not here, to the commission.
    load_ready(Wanted(organiser=places.hospital, only=[BASELINE]), by=by, at=calendar.start)
    load_ready(Wanted(organiser=places.commission), by=by, at=calendar.start)
    made = []
    for code, roster, name, more in (
        ("WF-SXYS", company.class_roster, "首席医师培训班（第一期）", planned),
        ("WF-XCYS", company.village_roster, "乡村医生全员培训", {}),
    ):
        cohort = open_cohort(
            scheme=Scheme.objects.get(code=code),
            name=name,
            by=by,
            at=calendar.start,
            roster=roster,
            head_teacher=company.mentors[0],
            **{**term, **more},
        )
        enrol_roster(cohort, by=by, at=calendar.now)
        made.append(cohort)
    _draft(places, by=by, at=calendar.now)
    return made[0], made[1]
