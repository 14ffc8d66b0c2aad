"""Beginning sittings."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.exams import queries, rules
from courses.exams.actions.access import check_code
from courses.exams.actions.exams import BankTooSmall
from courses.exams.actions.sittings import close_sitting
from courses.exams.actions.telling import tell_bank_is_short
from courses.exams.models import Exam, ExtraTime, Sitting, SittingItem, Stock
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class ExamNotOpen(Refusal):
    """Before the window, or after it."""

    code = "exam_not_open"
    message = _("This exam is not open now.")


class NoAttemptLeft(Refusal):
    """All attempts are used."""

    code = "no_attempt_left"
    message = _("You have used all %(attempts)s attempts at this exam.")


class AlreadyPassed(Refusal):
    """Nothing is left to prove."""

    code = "already_passed"
    message = _("You have already passed this exam.")


class PaperShort(BankTooSmall):
    """Questions were retired since the exam was published: the doctor can do nothing about it."""

    code = "paper_short"
    message = _(
        "There are too few questions in the bank now to make your paper. The exam has not begun and no attempt is "
        "used. Please call %(organiser)s (%(who)s); they have been told just now."
    )


def start_sitting(*, exam: Exam, person: Person, at: datetime, seed: int | None = None, code: str = "") -> Sitting:
    """Begin an attempt with a freshly drawn paper, or return the one that is open. A reload never makes another.

    A wrong code is counted, and a short bank is told to the editors: this must not run inside a transaction that
    a refusal would roll back.

    :param seed: what the paper is drawn by; chance where it is ``None``.
    :param code: what the person typed, where the exam asks for a code on site.
    :raises CodeWrong: the exam asks for another code.
    :raises TooManyCodes: too many wrong codes were typed of late.
    :raises ExamNotOpen: ``at`` is outside the exam's window.
    :raises AlreadyPassed: a former attempt passed, and the person may know.
    :raises NoAttemptLeft: the attempts are used up.
    :raises PaperShort: questions were retired since the exam was published.
    """
    still = at - timedelta(seconds=settings.EXAM_GRACE_SECONDS)
    running = Sitting.objects.of(person).open().filter(exam=exam, deadline_at__gte=still).first()
    if running is not None:
        # Whoever comes back after a crash has shown the code already.
        return running
    if _is_open(exam, at):
        check_code(exam=exam, person=person, code=code)
    try:
        return _begin(exam, person, at, secrets.randbits(62) if seed is None else seed)
    except PaperShort:
        tell_bank_is_short(exam=exam, at=at)
        raise


def _is_open(exam: Exam, at: datetime) -> bool:
    return exam.published and exam.opens_at <= at < exam.closes_at


@transaction.atomic
def _begin(exam: Exam, person: Person, at: datetime, seed: int) -> Sitting:
    # The lock is on the person: two taps of one person wait for each other, 3,000 people do not.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    former = list(Sitting.objects.of(person).filter(exam=exam).select_related("exam"))
    for sitting in former:
        if sitting.is_open and not rules.is_over(at, sitting.deadline_at, settings.EXAM_GRACE_SECONDS):
            return sitting
        if sitting.is_open:
            close_sitting(sitting_id=sitting.pk, closed_by=Sitting.ClosedBy.BELL, at=at)
            sitting.refresh_from_db()
    if not _is_open(exam, at):
        raise ExamNotOpen
    # Who may not know yet may use the attempts there are: to refuse would tell.
    if any(sitting.passed and queries.marks_shown(sitting, at) for sitting in former):
        raise AlreadyPassed
    if len(former) >= exam.attempts:
        raise NoAttemptLeft(attempts=exam.attempts)

    stock = _stock(exam, at)
    extra = ExtraTime.objects.filter(exam=exam, person=person).first()
    sitting = Sitting.objects.create(
        exam=exam,
        person=person,
        attempt=len(former) + 1,
        seed=seed,
        stock=stock,
        started_at=at,
        deadline_at=rules.deadline(at, exam.duration_minutes, exam.closes_at, extra.minutes if extra else 0),
    )
    _lay_out(sitting, stock)
    record("exams.sitting.started", actor=person, subject=sitting, at=at, attempt=sitting.attempt)
    return sitting


def _stock(exam: Exam, at: datetime) -> Stock:
    """Return what the paper is drawn from, kept for good."""
    pools = queries.pools(list(exam.lines.order_by("sort_order", "pk")))
    content = queries.stock_content(pools, shuffle=exam.shuffle_options)
    digest = queries.digest_of(content)
    stock = Stock.objects.filter(exam=exam, digest=digest).first()
    if stock is not None:
        return stock
    # What was drawn from before is known to be enough.
    if not pools or rules.shortages(pools):
        who = queries.editors_of(exam, on=at)
        raise PaperShort(organiser=exam.organiser.name, who=queries.named_people(who))
    made, _is_new = Stock.objects.get_or_create(exam=exam, digest=digest, defaults={"content": content, "made_at": at})
    return made


def _lay_out(sitting: Sitting, stock: Stock) -> None:
    """Draw the paper and keep it, item by item."""
    SittingItem.objects.bulk_create(
        SittingItem(
            sitting=sitting,
            position=place.position,
            version_id=place.version_id,
            part=place.part,
            order=list(place.order),
            points=place.points,
        )
        for place in queries.places_drawn(sitting.seed, stock.content)
    )
