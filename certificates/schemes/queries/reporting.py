"""What the report on a class tells: which activities belong to it, and its own files."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.credits.models import CreditLine
from certificates.schemes.models import ClassReport, Cohort, Traineeship
from certificates.schemes.queries.asked import midnight, periods_of, requirements_of
from certificates.schemes.queries.reported_states import last_changes, stood
from certificates.schemes.queries.reported_timetable import timetable, timetabled_activities
from lms.exchange.sheets.writer import Sheet
from lms.people.models import Post
from lms.records.models import Activity, LearningRecord
from lms.records.reporting import Maker, ReportedClass, ReportPart, makers, sessions_of, workbook

# The class manager is reminded when so many days are left.
REMINDED_BEFORE = timedelta(days=4)


def due_on(cohort: Cohort) -> date | None:
    """Return the day by which the report on ``cohort`` is due, ``None`` where none is asked for."""
    days = cohort.scheme.report_days
    return cohort.ends_on + timedelta(days=days) if days else None


def unreported(day: date) -> list[Cohort]:
    """Return the classes whose report is due within days of ``day``, and has not been made since they ended."""
    ended = Cohort.objects.filter(ends_on__lt=day, ends_on__gte=day - timedelta(days=366))
    asked = ended.exclude(scheme__report_days=None).select_related("scheme", "organiser", "head_teacher").order_by("pk")
    near = [each for each in asked if each.scheme.report_days and _is_near(due_on(each), day)]
    made = ClassReport.objects.filter(cohort__in=near).values("cohort").annotate(last=Max("as_of"))
    last = {row["cohort"]: timezone.localdate(row["last"]) for row in made}
    return [each for each in near if each.pk not in last or last[each.pk] <= each.ends_on]


def _is_near(due: date | None, day: date) -> bool:
    return due is not None and due - REMINDED_BEFORE <= day <= due


def reported(cohort: Cohort, as_of: datetime) -> ReportedClass:
    """Return who was in ``cohort`` just before ``as_of``, and the activities of the class by then. A few queries.

    Those are what its people did for it, what its timetable held, and what its requirements name: an exam that nobody
    sat has a paper too.
    """
    people = tuple(trainees_at(cohort, as_of).values_list("person", flat=True))
    since, before = _period(cohort)
    done = LearningRecord.objects.known_at(as_of).filter(person__in=people).filter(_asked_for(cohort))
    named = {each.activity_id for each in requirements_of(cohort) if each.activity_id}
    activities = {*done.values_list("activity", flat=True), *timetabled_activities(cohort, as_of), *named}
    return ReportedClass(
        cohort_id=cohort.pk,
        activity_ids=tuple(sorted(activities)),
        person_ids=people,
        since=since,
        before=before,
        as_of=as_of,
    )


def trainees_at(cohort: Cohort, as_of: datetime) -> QuerySet[Traineeship]:
    """Return one row for everybody who had been enrolled in ``cohort`` before ``as_of``, by name."""
    rows = Traineeship.objects.present().filter(cohort=cohort, enrolled_at__lt=as_of).select_related("person")
    return rows.order_by("person__name", "pk")


def report_makers(cohort: Cohort) -> list[Maker]:
    """Return what makes the files of the report on ``cohort``, each in a step of its own."""
    own = [partial(make, cohort) for make in (_make_schedule, _make_learners, _make_scores, _make_credits)]
    return [*own, *makers()]


def _make_schedule(cohort: Cohort, question: ReportedClass) -> list[ReportPart]:
    about = _("What was held, when, where and by whom; and the timetable of the class.")
    return [_part(10, _("Schedule"), [_schedule(question), timetable(cohort)], about, question)]


def _make_learners(cohort: Cohort, question: ReportedClass) -> list[ReportPart]:
    about = _("Who was in the class, and how it ended.")
    return [_part(30, _("Learners"), [_learners(cohort, question)], about, question)]


def _make_scores(cohort: Cohort, question: ReportedClass) -> list[ReportPart]:
    about = _("Every exam of the class, attempt by attempt.")
    return [_part(40, _("Scores"), [_scores(_numbers(cohort, question), question)], about, question)]


def _make_credits(cohort: Cohort, question: ReportedClass) -> list[ReportPart]:
    about = _("The credits earned by what was done for the class.")
    return [_part(50, _("Credits"), [_credits(_numbers(cohort, question), question)], about, question)]


def _numbers(cohort: Cohort, question: ReportedClass) -> dict[int, int]:
    """Return everybody's number on the list of learners, which tells apart two of one name."""
    people = trainees_at(cohort, question.as_of).values_list("person", flat=True)
    return {person: number for number, person in enumerate(people, start=1)}


def _part(order: int, name: str, sheets: list[Sheet], about: str, question: ReportedClass) -> ReportPart:
    content = workbook(sheets, made_at=question.as_of)
    return ReportPart(order=order, name=f"{name}.xlsx", content=content, about=about)


def _period(cohort: Cohort) -> tuple[datetime, datetime]:
    return midnight(cohort.starts_on), midnight(cohort.ends_on + timedelta(days=1))


def _asked_for(cohort: Cohort) -> Q:
    """Return the condition on a record: some requirement asks for it, whether it went well or not."""
    asked = Q(pk__in=[])
    requirements = requirements_of(cohort)
    for each, (since, before) in zip(requirements, periods_of(requirements, cohort), strict=True):
        if each.is_group:
            continue
        wanted = Q(happened_at__gte=since, happened_at__lt=before, role=each.role)
        filters: dict[str, Any] = {
            "activity__kind": each.activity_kind,
            "activity__subjects": each.subject_id,
            "activity": each.activity_id,
            "mode": each.mode,
        }
        asked |= wanted & Q(**{name: value for name, value in filters.items() if value not in {None, ""}})
    return asked


def _records(question: ReportedClass) -> QuerySet[LearningRecord]:
    known = LearningRecord.objects.known_at(question.as_of)
    known = known.filter(person__in=question.person_ids, activity__in=question.activity_ids)
    return known.filter(happened_at__gte=question.since, happened_at__lt=question.before)


def _schedule(question: ReportedClass) -> Sheet:
    """One line a session; an activity without sessions, such as a course, has the time in which it was done."""
    held = defaultdict(list)
    for session in sessions_of(question):
        held[session.activity_id].append(session)
    taken = _records(question).filter(role=LearningRecord.Role.LEARNER).values("activity")
    heads = Count("person", distinct=True)
    taken = taken.annotate(people=heads, first=Min("happened_at"), last=Max("happened_at"))
    counts = {row["activity"]: row for row in taken}
    rows: list[list[Any]] = []
    for activity in Activity.objects.filter(pk__in=question.activity_ids).select_related("organiser").order_by("pk"):
        count: dict[str, Any] = dict(counts.get(activity.pk, {}))
        about = [activity.title, activity.get_kind_display(), activity.get_mode_display(), activity.planned_minutes]
        people, organiser = count.get("people", 0), activity.organiser.name if activity.organiser else ""
        times: list[tuple[Any, ...]] = [
            (each.starts_at, each.ends_at, each.place, each.teacher) for each in held[activity.pk]
        ]
        if not times and count:
            times = [(count["first"], count["last"], "", "")]
        for starts, ends, place, teacher in times:
            rows.append([starts, ends, *about, place, teacher, organiser, people])
    header = [_("Begins"), _("Ends"), _("Title"), _("Kind"), _("Mode"), _("Minutes"), _("Place"), _("Teacher")]
    header += [_("Organiser"), _("Learners there")]
    rows.sort(key=_by_time)
    widths = [17, 17, 40, 12, 12, 8, 28, 12, 28]
    return Sheet(name=_("Schedule"), header=header, rows=rows, widths=widths)


def _by_time(row: list[Any]) -> tuple[str, str]:
    return (row[0].isoformat() if row[0] else "", row[2])


def _learners(cohort: Cohort, question: ReportedClass) -> Sheet:
    day = timezone.localdate(min(question.as_of, question.before - timedelta(seconds=1)))
    posts: dict[int, Post] = {}
    held = Post.objects.on(day).filter(person__in=question.person_ids).select_related("workplace")
    for post in held.order_by("starts_on", "pk"):
        posts[post.person_id] = post
    trainees = list(trainees_at(cohort, question.as_of))
    changes = last_changes(trainees, question.as_of)
    rows = [
        [
            number,
            *_learner(trainee, posts.get(trainee.person_id)),
            *stood(trainee, changes.get(trainee.pk), question.as_of),
        ]
        for number, trainee in enumerate(trainees, start=1)
    ]
    header = [_("No."), _("Name"), _("Sex"), _("ID number (masked)"), _("Mobile phone (masked)"), _("Education")]
    header += [_("Workplace"), _("Kind of post"), _("Professional title"), _("Enrolled"), _("State"), _("Completed")]
    header.append(_("Reason"))
    widths = [6, 12, 6, 22, 16, 10, 30, 16, 14, 17, 10, 17, 30]
    return Sheet(name=_("Learners"), header=header, rows=rows, widths=widths)


def _learner(trainee: Traineeship, post: Post | None) -> list[Any]:
    person = trainee.person
    place = [post.workplace.name, post.get_kind_display(), post.title] if post else ["", "", ""]
    about = [person.name, person.get_sex_display(), person.id_number_masked, person.phone_masked, person.education]
    return [*about, *place, trainee.enrolled_at]


def _scores(numbers: dict[int, int], question: ReportedClass) -> Sheet:
    found = _records(question).filter(activity__kind=Activity.Kind.EXAM).select_related("person", "activity")
    rows = [
        [
            numbers[each.person_id],
            *_named(each),
            each.happened_at,
            _hundredths(each.score_hundredths),
            each.get_outcome_display(),
        ]
        for each in found.order_by("activity", "person__name", "person", "happened_at", "pk")
    ]
    header = [_("No."), _("Name"), _("ID number (masked)"), _("Exam"), _("When"), _("Points"), _("Outcome")]
    return Sheet(name=_("Scores"), header=header, rows=rows, widths=[6, 12, 22, 40, 17, 8, 10])


def _credits(numbers: dict[int, int], question: ReportedClass) -> Sheet:
    """Return the standing lines of the moment; a line taken back since still stood then."""
    lines = CreditLine.objects.known_at(question.as_of)
    lines = lines.filter(record__in=_records(question)).select_related("rule", "record__person", "record__activity")
    rows = [
        [
            numbers[line.record.person_id],
            *_named(line.record),
            *(line.earned_on, line.hundredths / 100, line.rule.authority, str(line.rule)),
        ]
        for line in lines.order_by("person__name", "person", "earned_on", "pk")
    ]
    header = [_("No."), _("Name"), _("ID number (masked)"), _("Activity"), _("Earned"), _("Credits")]
    header += [_("Authority"), _("Rule")]
    return Sheet(name=_("Credits"), header=header, rows=rows, widths=[6, 12, 22, 40, 12, 8, 24, 30])


def _named(record: LearningRecord) -> list[str]:
    return [record.person.name, record.person.id_number_masked, record.activity.title]


def _hundredths(number: int | None) -> float | None:
    return None if number is None else number / 100


@dataclass(frozen=True)
class ReportPage:
    """What the page of reports shows of a class."""

    due_on: date | None
    reports: tuple[ClassReport, ...]


def report_page(cohort: Cohort) -> ReportPage:
    """Return when the report is due and those that were made, the newest first. One query."""
    made = cohort.reports.select_related("made_by").order_by("-made_at", "-pk")
    return ReportPage(due_on(cohort), tuple(made))
