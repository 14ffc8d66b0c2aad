"""What the demo's people have done so far: every step taken through the actions that the pages call."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from courses.catalogue.actions import finish_lesson, open_lesson
from courses.catalogue.models import Course
from courses.exams.actions import FormEntry, save_form, start_sitting, submit_sitting
from courses.exams.models import Exam, SittingItem
from courses.live.actions.checking import check_in
from courses.live.actions.settling import settle_lecture
from courses.live.models import Lecture
from courses.live.rules import code_at, secret_of
from courses.mentoring.actions import Lesson, confirm_session, log_sessions, pair
from courses.mentoring.models import Pairing
from lms.demo import onsite
from lms.demo.calendar import Calendar
from lms.demo.learning import Offer
from lms.demo.people import Company
from lms.people.models import Person
from lms.records.actions import Deed, write_many
from lms.records.models import Activity, LearningRecord

# Of the sixty: the first is the demo's doctor, who lacks a lecture, a teaching session and the exam; then come those
# who have everything, those who have not sat the exam, those who are in the middle, and those who have not begun.
COMPLETE = range(1, 42)
BEFORE_EXAM = range(42, 50)
HALF_WAY = range(50, 56)
CASES = ("慢阻肺急性加重的分级处理", "吸入装置使用与随访", "门诊肺功能判读", "高血压合并慢阻肺用药", "戒烟门诊怎么谈")


class Story:
    """Tells the first ten weeks of the class."""

    def __init__(self, company: Company, offer: Offer, calendar: Calendar) -> None:
        """Keep who, what and when; the same chance every time."""
        self.company, self.offer, self.calendar = company, offer, calendar
        self._chance = Random(3707)  # noqa: S311 - the demo must be the same everywhere

    def study(self) -> None:
        """Trainees finish the course on COPD; those half way finish one lesson."""
        copd = self.offer.courses[0]
        for number, person in enumerate(self.company.trainees):
            if number <= BEFORE_EXAM[-1]:
                self._take(copd, person, first_day=3 + number % 9)
            elif number in HALF_WAY:
                self._take(copd, person, first_day=20 + number % 9, most=1)

    def _take(self, course: Course, person: Person, *, first_day: int, most: int = 3) -> None:
        for number, lesson in enumerate(course.lessons.order_by("position")[:most]):
            begins = self.calendar.day(first_day + number, 20, self._chance.randrange(50))
            open_lesson(lesson_id=lesson.pk, person=person, at=begins)
            finish_lesson(lesson_id=lesson.pk, person=person, at=begins + timedelta(minutes=35))

    def attend(self) -> None:
        """Trainees come to the Thursdays and to the practical session."""
        trainees = self.company.trainees
        held = [lecture for lecture in self.offer.lectures if lecture.ends_at < self.calendar.now]
        for week, lecture in enumerate(held):
            self._fill(lecture, [p for n, p in enumerate(trainees) if self._comes(n, week)])
        self._fill(self.offer.practical, [p for n, p in enumerate(trainees) if n <= BEFORE_EXAM[-1]])

    def _comes(self, number: int, week: int) -> bool:
        if number == 0:
            return week == 1
        if number <= BEFORE_EXAM[-1]:
            return (number + week) % 3 == 0
        return number in HALF_WAY and week == 2

    def _fill(self, lecture: Lecture, people: Iterable[Person]) -> None:
        for number, person in enumerate(people):
            at = lecture.starts_at + timedelta(minutes=2, seconds=7 * (number % 60))
            # One in five comes to the room.
            secret = secret_of(lecture.secret, lecture.modes[0 if number % 5 == 0 else -1])
            check_in(lecture_id=lecture.pk, person=person, code=code_at(secret, at), at=at)
        settle_lecture(lecture_id=lecture.pk, at=lecture.ends_at + timedelta(minutes=1))

    def teach(self) -> None:
        """Each mentor takes five trainees, teaches them every other week, and most of them confirm the same evening."""
        mentors = self.company.mentors
        pairings: dict[int, list[Pairing]] = {}
        for number, person in enumerate(self.company.trainees):
            mentor = mentors[number % len(mentors)]
            pairings.setdefault(mentor.pk, []).append(self._pair(mentor, person))
        for turn, mentor in enumerate(mentors):
            for time in range(4):
                self._lesson(
                    mentor, pairings[mentor.pk], begins=self.calendar.day(12 + 14 * time + turn % 5, 14), time=time
                )

    def _pair(self, mentor: Person, mentee: Person) -> Pairing:
        return pair(
            mentor=mentor,
            mentee=mentee,
            organiser=self.offer.cohort.organiser,
            starts_on=self.calendar.start.date(),
            ends_on=self.offer.cohort.ends_on,
            goal_sessions=6,
            plan="<p>每两周一次：先看学员门诊的病例，再一起讨论处理，留一个下次要做到的小目标。</p>",
            at=self.calendar.start,
        )

    def _lesson(self, mentor: Person, pairings: list[Pairing], *, begins: datetime, time: int) -> None:
        number_of = {person.pk: number for number, person in enumerate(self.company.trainees)}
        there = [p for p in pairings if self._is_taught(number_of[p.mentee_id], time)]
        if not there:
            return
        lesson = Lesson(
            kind=("clinic", "ward_round", "case", "remote")[time],
            started_at=begins,
            minutes=(60, 90, 45, 60)[time],
            topic=CASES[(time + mentor.pk) % len(CASES)],
        )
        key = f"demo:{mentor.pk}:{time}"
        at = begins + timedelta(hours=3)
        for session in log_sessions(mentor=mentor, pairings=there, lesson=lesson, request_key=key, at=at):
            mentee = session.pairing.mentee
            # The demo's doctor has confirmed two; a third waits for an answer.
            if not (number_of[mentee.pk] == 0 and time == 3):
                confirm_session(session=session, mentee=mentee, version=session.version, at=at + timedelta(hours=4))

    def _is_taught(self, number: int, time: int) -> bool:
        if number == 0:
            return time in (0, 1, 3)
        if number <= BEFORE_EXAM[-1]:
            return time < 3 or number % 4 == 0
        return number in HALF_WAY and time == 1

    def sit(self) -> None:
        """Those who have everything else pass the exam; a few needed two attempts."""
        for number in COMPLETE:
            person, begins = self.company.trainees[number], self.calendar.day(46 + number % 9, 19)
            if number % 10 == 0:
                self._sit(self.offer.exam, person, begins - timedelta(days=1), share=0.35)
            self._sit(self.offer.exam, person, begins, share=0.9)

    def sit_on_site(self) -> None:
        """A dozen village doctors sit an exam in a room; how it went waits to be released."""
        editor = self.company.officers["course_editor"]
        exam = onsite.set_up(self.offer.exam.organiser, self.company, self.calendar, by=editor)
        for number, person in enumerate(self.company.village_doctors[60:72]):
            self._sit(exam, person, exam.opens_at + timedelta(minutes=number % 4), share=0.5 + 0.04 * number)

    def take_over(self) -> None:
        """Village doctors' records come from the system that was used before, in one batch."""
        copd, hypertension, _third = self.offer.courses
        first, second = self.offer.lectures[:2]
        village = self.company.village_doctors
        deeds = [self._deed(p, copd.activity, day=15 + n % 20) for n, p in enumerate(village[:200])]
        deeds += [self._deed(p, hypertension.activity, day=36 + n % 20) for n, p in enumerate(village[:160])]
        for lecture in (first, second):
            day = (lecture.starts_at - self.calendar.start).days
            deeds += [self._deed(p, lecture.activity, day=day) for p in village[20:190]]
        write_many(deeds, at=self.calendar.day(64, 9))

    def _deed(self, person: Person, activity: Activity, *, day: int) -> Deed:
        course = activity.kind == Activity.Kind.COURSE
        return Deed(
            person=person,
            activity=activity,
            outcome=LearningRecord.Outcome.COMPLETED if course else LearningRecord.Outcome.ATTENDED,
            source_key=f"demo:{activity.pk}:{person.pk}",
            happened_at=self.calendar.day(day, 20),
            minutes=activity.planned_minutes,
            mode=Activity.Mode.ONLINE,
            evidence={"imported_from": "潍坊市乡村医生培训台账"},
        )

    def _sit(self, exam: Exam, person: Person, begins: datetime, *, share: float) -> None:
        """Take the exam and answer ``share`` of the questions right; a paper that should pass does."""
        sitting = start_sitting(exam=exam, person=person, at=begins, seed=person.pk, code=exam.access_code)
        items = list(sitting.items.select_related("version").order_by("position"))
        right = round(len(items) * share)
        entries = [FormEntry(item.position, _shown(item, right=n < right), 0) for n, item in enumerate(items)]
        save_form(sitting=sitting, entries=entries, at=begins + timedelta(minutes=24))
        submit_sitting(sitting=sitting, at=begins + timedelta(minutes=25))


def _shown(item: SittingItem, *, right: bool) -> tuple[int, ...]:
    """Return the places, as shown, of the right options of ``item``, or of one wrong option."""
    places = tuple(place for place, option in enumerate(item.order) if option in item.version.right)
    wrong = tuple(place for place, option in enumerate(item.order) if option not in item.version.right)
    return places if right or not wrong else wrong[:1]
