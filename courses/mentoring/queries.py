"""Reads across pairings and teaching sessions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from courses.mentoring.models import Pairing, TeachingSession
from lms.people.models import Organisation, Person, Post
from lms.records.models import LearningRecord

State = TeachingSession.State
_SESSIONS_SHOWN = 20
# What the rows of a list show: the desk asks on every visit, and each further column costs it time.
_PAIRING_ROW = ("mentor__name", "mentee__name", "organiser__name", "goal_sessions", "starts_on")
_SESSION_ROW = (
    *("kind", "topic", "state", "started_at", "minutes", "logged_at", "place__name"),
    *("pairing__mentor__name", "pairing__mentee__name"),
)
# How the source keys of the records of teaching sessions begin.
RECORDS = "mentoring:session:"


def counted(pairings: QuerySet[Pairing]) -> QuerySet[Pairing]:
    """Return ``pairings`` with both people and how many of their sessions are confirmed, waiting and disputed."""
    states = {state.value: Count("sessions", filter=Q(sessions__state=state)) for state in State}
    return pairings.select_related("mentor", "mentee", "organiser").annotate(
        confirmed_count=states["confirmed"], waiting_count=states["logged"], disputed_count=states["disputed"]
    )


@dataclass(frozen=True, kw_only=True)
class Home:
    """Mentoring as one person meets it on one day."""

    mentees: list[Pairing] = field(default_factory=list)
    mentors: list[Pairing] = field(default_factory=list)
    waiting: list[TeachingSession] = field(default_factory=list)
    asked: list[TeachingSession] = field(default_factory=list)
    disputed: list[TeachingSession] = field(default_factory=list)


def home(person: Person, day: date) -> Home:
    """Return the current pairings of ``person`` and the sessions that wait, for them or for their mentees.

    Two queries. Every session that waits for confirmation says for how many ``waited_days``.
    """
    pairings = list(counted(Pairing.objects.of(person).on(day)).only(*_PAIRING_ROW).order_by("starts_on", "pk"))
    mine = sessions().of(person).filter(state__in=[State.LOGGED, State.DISPUTED])  # type: ignore[attr-defined]
    waiting = list(mine.only(*_SESSION_ROW).order_by("started_at"))
    for each in waiting:
        each.waited_days = (day - timezone.localdate(each.logged_at)).days
    return Home(
        mentees=[pairing for pairing in pairings if pairing.mentor_id == person.pk],
        mentors=[pairing for pairing in pairings if pairing.mentee_id == person.pk],
        waiting=[each for each in waiting if each.state == State.LOGGED and each.pairing.mentee_id == person.pk],
        asked=[each for each in waiting if each.state == State.LOGGED and each.pairing.mentor_id == person.pk],
        disputed=[each for each in waiting if each.state == State.DISPUTED and each.pairing.mentor_id == person.pk],
    )


def sessions() -> QuerySet[TeachingSession]:
    """Return sessions with everything a list shows of them."""
    return TeachingSession.objects.select_related("pairing__mentor", "pairing__mentee", "place")


def recent(person: Person) -> list[TeachingSession]:
    """Return the newest sessions ``person`` taught or was taught in. One query."""
    return list(sessions().of(person).order_by("-started_at", "-pk")[:_SESSIONS_SHOWN])  # type: ignore[attr-defined]


def last_logged(mentor: Person) -> TeachingSession | None:
    """Return what ``mentor`` logged last: the next one is likely to be alike."""
    return TeachingSession.objects.filter(pairing__mentor=mentor).order_by("-logged_at", "-pk").first()


def last_topics(mentor: Person, most: int = 8) -> list[str]:
    """Return the topics ``mentor`` taught lately, the newest first, each once."""
    topics = (
        TeachingSession.objects.filter(pairing__mentor=mentor).order_by("-logged_at").values_list("topic", flat=True)
    )
    return list(dict.fromkeys(topics[:50]))[:most]


def places_for(people: Iterable[Person], day: date) -> list[Organisation]:
    """Return where ``people`` work on ``day``: that is where teaching takes place. One query."""
    held = Post.objects.on(day).filter(person__in=[person.pk for person in people])
    return list(Organisation.objects.filter(pk__in=held.values("workplace")).order_by("name"))


def taught(mentor: Person, started_at: datetime) -> QuerySet[LearningRecord]:
    """Return the records that count of ``mentor`` teaching on the occasion that began at ``started_at``."""
    return LearningRecord.objects.standing().filter(
        person=mentor,
        role=LearningRecord.Role.TEACHER,
        happened_at=started_at,
        source_key__startswith=RECORDS,
    )


@dataclass(frozen=True, kw_only=True)
class MenteeYear:
    """What one mentee was taught in a year."""

    mentee: Person
    confirmed: int = 0
    waiting: int = 0
    minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class Year:
    """A mentor's teaching in one calendar year."""

    number: int
    confirmed: int
    waiting: int
    disputed: int
    minutes: int
    mentees: Sequence[MenteeYear]
    sessions: Sequence[TeachingSession]


def year(mentor: Person, number: int) -> Year:
    """Return what ``mentor`` taught in the calendar year ``number``. One query.

    A lesson to several mentees is a session for each; in the year's minutes it counts once.
    """
    zone = timezone.get_current_timezone()
    begins, ends = datetime(number, 1, 1, tzinfo=zone), datetime(number + 1, 1, 1, tzinfo=zone)
    taught = list(
        sessions()
        .filter(pairing__mentor=mentor, started_at__gte=begins, started_at__lt=ends)
        .exclude(state=State.WITHDRAWN)
        .order_by("-started_at", "pk")
    )
    confirmed = [each for each in taught if each.state == State.CONFIRMED]
    lessons: dict[datetime, int] = {}
    for each in confirmed:
        lessons[each.started_at] = max(each.minutes, lessons.get(each.started_at, 0))
    return Year(
        number=number,
        confirmed=len(confirmed),
        waiting=sum(each.state == State.LOGGED for each in taught),
        disputed=sum(each.state == State.DISPUTED for each in taught),
        minutes=sum(lessons.values()),
        mentees=_by_mentee(taught),
        sessions=taught,
    )


def _by_mentee(taught: Sequence[TeachingSession]) -> list[MenteeYear]:
    by_mentee: dict[Person, list[TeachingSession]] = {}
    for each in taught:
        by_mentee.setdefault(each.pairing.mentee, []).append(each)
    return [
        MenteeYear(
            mentee=mentee,
            confirmed=sum(each.state == State.CONFIRMED for each in theirs),
            waiting=sum(each.state == State.LOGGED for each in theirs),
            minutes=sum(each.minutes for each in theirs if each.state == State.CONFIRMED),
        )
        for mentee, theirs in sorted(by_mentee.items(), key=lambda pair: pair[0].name)
    ]
