"""What invigilators and the demo's doctor find: signals of the last exam, a remark, and a mistakes book to practise."""

from datetime import timedelta

from courses.exams.actions import FormEntry, Line, create_exam, remark, save_form, start_sitting, submit_sitting
from courses.exams.models import Exam, Presence, Signal, Sitting, SittingItem
from lms.demo.calendar import Calendar
from lms.demo.people import Company
from lms.demo.places import Places
from lms.people.models import Person
from lms.records.models import Subject

PHONE, TABLET = "7c0e7a52-8a52-4a52-9a52-0000000000a1", "7c0e7a52-8a52-4a52-9a52-0000000000a2"
# Seconds after the beginning at which the page was left, and for how long.
ABSENCES = ((240, 35), (610, 20), (1100, 75))


def try_yourself(places: Places, company: Company, calendar: Calendar) -> Exam:
    """Let the demo's doctor take a small test that is over now: four questions of ten were wrong."""
    opens = calendar.day(60, 8)
    exam = create_exam(
        code="copd-selftest",
        title="慢阻肺自测（10 题）",
        organiser=places.hospital,
        lines=[Line(subject=Subject.objects.get(code="respiratory"), kind="single", count=10, points=10)],
        at=calendar.start,
        intro="学完课程自己测一测，不计入结业成绩。答错的题会进错题本。",
        duration_minutes=20,
        pass_mark_hundredths=8000,
        opens_at=opens,
        closes_at=opens + timedelta(days=2),
        rosters=[company.class_roster],
        published=True,
    )
    person = company.trainees[0]
    sitting = start_sitting(exam=exam, person=person, at=opens + timedelta(hours=1), seed=person.pk)
    items = list(sitting.items.select_related("version").order_by("position"))
    entries = [FormEntry(item.position, _shown(item, right=place >= 4), 0) for place, item in enumerate(items)]
    save_form(sitting=sitting, entries=entries, at=sitting.started_at + timedelta(minutes=8))
    submit_sitting(sitting=sitting, at=sitting.started_at + timedelta(minutes=9))
    return exam


def notice_signals(exam: Exam, *, by: Person) -> None:
    """Leave what phones noticed during three sittings of ``exam``, and what a person said of one of them."""
    sat = list(Sitting.objects.filter(exam=exam, passed=True).select_related("person").order_by("pk")[:3])
    for number, sitting in enumerate(sat):
        begun = sitting.started_at
        stays = [(PHONE, 0, 1500)] + ([(TABLET, 600, 900)] if number == 1 else [])
        Presence.objects.bulk_create(
            Presence(sitting=sitting, device=device, first_seen_at=begun + _s(first), last_seen_at=begun + _s(last))
            for device, first, last in stays
        )
        moves = [
            (kind, at) for left, away in ABSENCES[: 3 - number] for kind, at in (("left", left), ("back", left + away))
        ]
        Signal.objects.bulk_create(
            Signal(
                sitting=sitting,
                device=PHONE,
                number=place,
                kind=kind,
                estimated_at=begun + _s(at),
                received_at=begun + _s(at + 2),
            )
            for place, (kind, at) in enumerate(moves, start=1)
        )
    if sat:
        words = "查看了监控并问了本人：三次离开都是接病人电话，答题过程正常。"
        remark(sitting=sat[0], verdict="cleared", text=words, by=by, at=sat[0].started_at + timedelta(days=1))


def _s(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


def _shown(item: SittingItem, *, right: bool) -> tuple[int, ...]:
    """Return the place, as shown, of the right option of ``item``, or of a wrong one."""
    places = [place for place, option in enumerate(item.order) if (option in item.version.right) is right]
    return tuple(places[:1])
