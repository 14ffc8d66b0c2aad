"""A person's mistakes book: what may be seen of it, what is due today, and one question of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from courses.exams import rules
from courses.exams.models import Exam, Mistake, Sitting
from courses.exams.models.care import MistakeQuerySet
from courses.exams.queries.keys import keys_in
from courses.exams.queries.papershow import ShownOption, shown_options
from courses.exams.queries.sitting import rows_for
from lms.people.models import Person
from lms.records.models import Subject


def end_of_day(at: datetime) -> datetime:
    """Return the midnight after ``at``, here: what is due before it is due today."""
    return timezone.make_aware(datetime.combine(timezone.localdate(at) + timedelta(days=1), time()))


def is_sitting(person: Person, at: datetime) -> bool:
    """Say whether ``person`` is in an exam now. The book stays shut then: it would be a key beside the paper."""
    return Sitting.objects.of(person).open().filter(deadline_at__gt=at).exists()


def released_exams(person: Person, exam_ids: Iterable[int], at: datetime) -> list[int]:
    """Return those of ``exam_ids`` whose right answers ``person`` may see at ``at``. Two queries."""
    exams = Exam.objects.filter(pk__in=exam_ids).with_longest_extra()
    rows = rows_for(person, at, exams)
    return [row.exam.pk for row in rows if any(row.may_review(each) for each in row.sittings)]


def open_mistakes(person: Person, at: datetime, *, subject: str = "", mastered: bool = False) -> MistakeQuerySet:
    """Return the mistakes ``person`` may look at and practise now: none whose right answer is not out yet.

    Four queries before that of the result; one where the book is empty.

    :param subject: the code of the one subject to practise; empty is all.
    :param mastered: with those that have left the book.
    """
    mine = Mistake.objects.of(person)
    if not mastered:
        mine = mine.waiting()
    exams = set(mine.values_list("item__sitting__exam", flat=True).distinct())
    if not exams or is_sitting(person, at):
        return mine.none()
    found = mine.filter(item__sitting__exam__in=released_exams(person, exams, at))
    if subject:
        found = found.filter(version__question__subject__code=subject)
    return found.select_related("version__question__subject", "item__sitting__exam")


def due_today(person: Person, at: datetime) -> int:
    """Return how many mistakes ``person`` should practise today. One query where there is nothing to practise."""
    due = Mistake.objects.of(person).due(end_of_day(at)).order_by()
    by_exam = dict(due.values_list("item__sitting__exam").annotate(Count("pk")))
    if not by_exam or is_sitting(person, at):
        return 0
    return sum(by_exam[exam] for exam in released_exams(person, by_exam, at))


def mistake_subjects(person: Person, at: datetime) -> list[tuple[Subject, int]]:
    """Return the subjects of the mistakes that ``person`` may practise, each with how many there are."""
    counts = open_mistakes(person, at).select_related(None).values_list("version__question__subject")
    by_subject = dict(counts.annotate(Count("pk")))
    return [(each, by_subject[each.pk]) for each in Subject.objects.filter(pk__in=by_subject).order_by("name")]


@dataclass(frozen=True, kw_only=True)
class ShownMistake:
    """One question of the book as it is shown. What is right is filled in only once it was answered."""

    mistake: Mistake
    kind_label: str
    is_multiple: bool
    shared_stem: str
    stem: str
    options: list[ShownOption]
    explanation: str = ""


def shown_mistake(mistake: Mistake, *, answered: bool) -> ShownMistake:
    """Return how ``mistake`` is asked, or, ``answered``, what was answered and what is right.

    The options stand in another order each time, so that nobody learns a place by heart.
    """
    version = mistake.version
    part = version.part(mistake.part)
    right = keys_in([version])[version.pk, mistake.part].key.options if answered else frozenset()
    chosen = mistake.last_chosen or [] if answered else []
    # The answer is shown in the order in which it was asked.
    order = option_places(mistake, seen=mistake.seen - answered)
    return ShownMistake(
        mistake=mistake,
        kind_label=version.get_kind_display(),
        is_multiple=version.kind not in rules.ONE_CHOICE,
        shared_stem=version.stem if version.parts else "",
        stem=part.stem,
        options=shown_options(part.options, order, chosen, right),
        explanation=part.explanation if answered else "",
    )


def option_places(mistake: Mistake, *, seen: int) -> list[int]:
    """Return the order in which the options of ``mistake`` stand when it has been practised ``seen`` times."""
    options = len(mistake.version.part(mistake.part).options)
    return rules.option_order(mistake.pk, f"{seen}", mistake.version.kind, options)
