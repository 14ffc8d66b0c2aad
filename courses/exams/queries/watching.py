"""Who was due, who sits, who is silent and who has handed in: the invigilator's page, in a few queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Q, QuerySet

from courses.exams.models import AnswerEntry, Exam, ExtraTime, Presence, Sitting, SittingItem
from courses.exams.models.exam import ExamQuerySet
from lms.people.models import Post, RosterEntry
from lms.people.scopes import Scope

# A phone says something every few seconds; one that has said nothing this long may have no network.
SILENT_AFTER = timedelta(minutes=2)
# The columns of a sitting, and of a person, that are shown.
_NEEDED = ("exam", "person__name", "attempt", "started_at", "deadline_at", "submitted_at", "closed_by")
# What a row may be, in the order in which an invigilator cares.
STATES = ("silent", "open", "due", "person", "bell")


def watched_exams(viewer: Any) -> ExamQuerySet:
    """Return the published exams ``viewer`` may watch over: of their own institutions, or sat by people of theirs."""
    scope = Scope.of(viewer)
    limits = Exam.rosters.through.objects.filter(
        scope.organisations_q("roster__entries__workplace__"), exam=OuterRef("pk"), roster__entries__left_on=None
    )
    own = ExpressionWrapper(scope.organisations_q("organiser__"), output_field=BooleanField())
    exams: ExamQuerySet = Exam.objects.filter(published=True).annotate(is_own=own)
    return exams if scope.everything else exams.filter(Q(is_own=True) | Exists(limits))


def due_entries(exam: Exam, viewer: Any) -> QuerySet[RosterEntry]:
    """Return whom the rosters of ``exam``, one of :func:`watched_exams`, name, as far as ``viewer`` may see them."""
    entries = RosterEntry.objects.filter(roster__in=exam.rosters.through.objects.filter(exam=exam).values("roster"))
    entries = entries.filter(left_on=None)
    return entries if _is_own(exam) else entries.filter(Scope.of(viewer).organisations_q("workplace__"))


def watched_sittings(exam: Exam, viewer: Any) -> QuerySet[Sitting]:
    """Return the sittings of ``exam``, one of :func:`watched_exams`, that ``viewer`` may watch over."""
    sittings = Sitting.objects.filter(exam=exam)
    return sittings if _is_own(exam) else sittings.filter(person__in=due_entries(exam, viewer).values("person"))


def _is_own(exam: Exam) -> bool:
    # Whoever did not ask for watched exams is shown the least.
    return bool(getattr(exam, "is_own", False))


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One person of an exam at one moment. ``state`` is one of :data:`STATES`."""

    person_id: int
    name: str
    place: str
    state: str
    attempt: int = 0
    sitting_id: int | None = None
    started_at: datetime | None = None
    deadline_at: datetime | None = None
    ended_at: datetime | None = None
    heard_at: datetime | None = None
    devices: int = 0

    def silent_seconds(self, at: datetime) -> int:
        """Return for how long nothing was heard of an open sitting."""
        return max(0, int((at - self.heard_at).total_seconds())) if self.heard_at else 0


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far one sitting is: answered and asked, and the extra minutes of the person."""

    answered: int
    asked: int
    extra_minutes: int


def watched(exam: Exam, viewer: Any, at: datetime) -> list[Watched]:
    """Return everybody due in ``exam`` or sitting it, each with the newest attempt. Five queries at the most."""
    due = {
        person: (name, place)
        for person, name, place in due_entries(exam, viewer).values_list("person", "person__name", "workplace__name")
    }
    sittings = watched_sittings(exam, viewer).select_related("person").only(*_NEEDED).order_by("attempt")
    newest = {sitting.person_id: sitting for sitting in sittings}
    heard = _heard(exam) if newest else {}
    strangers = [person for person in newest if person not in due]
    places = _places(strangers) if strangers else {}
    rows = [
        Watched(person_id=person, name=name, place=place, state="due")
        for person, (name, place) in due.items()
        if person not in newest
    ]
    for person, sitting in newest.items():
        name, place = due.get(person, (sitting.person.name, places.get(person, "")))
        rows.append(_sat(sitting, (name, place), heard.get(sitting.pk, (sitting.started_at, 0)), at))
    return rows


def _sat(sitting: Sitting, who: tuple[str, str], heard: tuple[datetime, int], at: datetime) -> Watched:
    (name, place), (heard_at, devices) = who, heard
    state: str = sitting.closed_by or ("silent" if at - heard_at > SILENT_AFTER else "open")
    return Watched(
        person_id=sitting.person_id,
        name=name,
        place=place,
        state=state,
        attempt=sitting.attempt,
        sitting_id=sitting.pk,
        started_at=sitting.started_at,
        deadline_at=sitting.deadline_at,
        ended_at=sitting.submitted_at,
        heard_at=heard_at,
        devices=devices,
    )


def _heard(exam: Exam) -> dict[int, tuple[datetime, int]]:
    """Return when each sitting of ``exam`` was last heard of, and on how many devices. Two queries."""
    seen = Presence.objects.filter(sitting__exam=exam).values_list("sitting")
    heard = {pk: (at, count) for pk, at, count in seen.annotate(Max("last_seen_at"), Count("pk")).order_by()}
    # What is over has fallen silent for good: only open sittings are asked for their newest answer.
    saved = AnswerEntry.objects.filter(sitting__exam=exam, sitting__submitted_at=None).values_list("sitting")
    for pk, at in saved.annotate(Max("received_at")).order_by():
        former, devices = heard.get(pk, (at, 0))
        heard[pk] = (max(at, former), devices)
    return heard


def _places(people: Iterable[int]) -> dict[int, str]:
    posts = Post.objects.filter(person__in=people, ends_on=None).order_by("-starts_on", "-pk")
    return dict(reversed(posts.values_list("person", "workplace__name")))


def progress_of(exam: Exam, rows: Sequence[Watched]) -> dict[int, Progress]:
    """Return how far the sittings of ``rows`` are, by sitting. Three queries; ask for what is shown only."""
    ids = [row.sitting_id for row in rows if row.sitting_id]
    given = ~Q(chosen=[]) & Q(chosen__isnull=False) | ~Q(text="")
    items = SittingItem.objects.filter(sitting__in=ids).values_list("sitting")
    asked = {pk: (n, done) for pk, n, done in items.annotate(n=Count("pk"), given=Count("pk", filter=given))}
    entries = AnswerEntry.objects.filter(given, sitting__in=ids).values_list("sitting")
    saved = dict(entries.annotate(Count("position", distinct=True)).order_by())
    extra = dict(ExtraTime.objects.filter(exam=exam).values_list("person", "minutes"))
    return {
        row.sitting_id: Progress(
            # What counts in the end is on the paper; until then, what was saved.
            answered=asked.get(row.sitting_id, (0, 0))[1] or saved.get(row.sitting_id, 0),
            asked=asked.get(row.sitting_id, (0, 0))[0],
            extra_minutes=extra.get(row.person_id, 0),
        )
        for row in rows
        if row.sitting_id
    }


def tally_of(rows: Iterable[Watched]) -> dict[str, int]:
    """Return how many of ``rows`` are in each state."""
    counted = Counter(row.state for row in rows)
    return {state: counted[state] for state in STATES}


def sorted_rows(rows: Iterable[Watched], *, by: str) -> list[Watched]:
    """Return ``rows`` by ``name``, by ``place``, or by silence: who has been silent longest comes first."""
    if by == "name":
        return sorted(rows, key=lambda row: (row.name, row.person_id))
    if by == "place":
        return sorted(rows, key=lambda row: (row.place, row.name, row.person_id))
    return sorted(rows, key=_by_silence)


def _by_silence(row: Watched) -> tuple[int, float, str, int]:
    open_first = 0 if row.state in ("silent", "open") else 1 + STATES.index(row.state)
    return (open_first, row.heard_at.timestamp() if row.heard_at else 0, row.name, row.person_id)
