"""Writing to the learning record: the only way in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record_each as audit_each
from lms.kit import bulk
from lms.kit.errors import Refusal
from lms.kit.queue import announce
from lms.people.models import Organisation, Person, Post
from lms.records.models import Activity, LearningRecord, Subject
from lms.records.signals import records_taken_back, records_written


class AlreadyReversed(Refusal):
    """A record is reversed once at most."""

    code = "record_already_reversed"
    message = _("This record has already been reversed.")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What somebody did, before it is a record.

    :param source_key: names the deed for ever (``"live:checkin:17"``); the same key is the same deed.
    :param score_hundredths: hundredths of a point, ``None`` where there is no score.
    :param evidence: small JSON values that let an auditor find the proof; no personal data.
    """

    person: Person
    activity: Activity
    outcome: str
    source_key: str
    happened_at: datetime
    minutes: int = 0
    mode: str = ""
    role: str = LearningRecord.Role.LEARNER
    score_hundredths: int | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def declare_activity(
    *,
    source_key: str,
    kind: str,
    title: str,
    mode: str,
    details: "ActivityDetails | None" = None,
) -> Activity:
    """Return the activity known by ``source_key``, made or brought up to date.

    :param source_key: names what the activity stands for, such as ``"catalogue:lesson:12"``.
    """
    more = details or ActivityDetails()
    activity, _made = Activity.objects.update_or_create(
        source_key=source_key,
        defaults={
            "kind": kind,
            "title": title[:150],
            "mode": mode,
            "planned_minutes": more.planned_minutes,
            "organiser": more.organiser,
        },
    )
    if more.subjects is not None:
        activity.subjects.set(more.subjects)
    return activity


@transaction.atomic
def ensure_subject(*, code: str, name: str) -> Subject:
    """Return the subject known by ``code``, made with ``name`` if there is none; one that is there keeps its name.

    A subject whose name is only its code is given the name.
    """
    subject, _made = Subject.objects.get_or_create(code=code, defaults={"name": name})
    if subject.name == code != name:
        subject.name = name
        subject.save(update_fields=["name"])
    return subject


@dataclass(frozen=True, kw_only=True)
class ActivityDetails:
    """What is said of an activity besides its name; ``subjects`` of ``None`` leaves the tags as they are."""

    planned_minutes: int = 0
    organiser: Organisation | None = None
    subjects: Sequence[Subject] | None = None


def write(deed: Deed, *, at: datetime) -> LearningRecord:
    """Write one deed; see :func:`write_many`."""
    return write_many([deed], at=at)[0]


@transaction.atomic
def write_many(deeds: Sequence[Deed], *, at: datetime) -> list[LearningRecord]:
    """Write ``deeds`` as learning records and announce the new ones. Known source keys are left as they are.

    :return: the records in the order of ``deeds``, old ones included.
    """
    written, fresh = _written(deeds, at)
    _announce(fresh)
    return written


@transaction.atomic
def reverse(record: LearningRecord, *, by: Person | None, reason: str, at: datetime) -> LearningRecord:
    """Take ``record`` back by a reversing record; nothing is deleted.

    :raises AlreadyReversed: it was reversed before, or is itself a reversal.
    """
    written = reverse_many([record.pk], by=by, reason=reason, at=at)
    if not written:
        raise AlreadyReversed
    return written[0]


@transaction.atomic
def reverse_many(record_ids: Sequence[int], *, by: Person | None, reason: str, at: datetime) -> list[LearningRecord]:
    """Take many records back, each by a reversing record; return the reversals in the order of the records' ids.

    What was reversed before, or is itself a reversal, is passed over: called again it changes nothing. The number of
    statements does not grow with the records.
    """
    reversals = _taken_back(record_ids, Taking(by, reason), at)
    _announce(reversals)
    return reversals


class Taking(NamedTuple):
    """By whom and why records are taken back."""

    by: Person | None
    reason: str


@transaction.atomic
def restate_many(
    record_ids: Sequence[int], taking: Taking, instead: Callable[[set[int]], Sequence[Deed]], *, at: datetime
) -> list[LearningRecord]:
    """Take many records back and write what holds instead, announced as one; return the records written.

    :param instead: given the ids of the records that were taken back just now, what is to be written.
    """
    reversals = _taken_back(record_ids, taking, at)
    taken = {each.reverses_id for each in reversals if each.reverses_id}
    written, fresh = _written(instead(taken), at)
    _announce([*reversals, *fresh])
    return written


def _written(deeds: Sequence[Deed], at: datetime) -> tuple[list[LearningRecord], list[LearningRecord]]:
    """Return the records of ``deeds``, and those of them that are new."""
    keys = [deed.source_key for deed in deeds]
    found = _known(keys)
    fresh = {deed.source_key: deed for deed in deeds if deed.source_key not in found}
    posts = _posts_held(fresh.values())
    rows = [_as_record(deed, posts.get((deed.person.pk, _day(deed))), at) for deed in fresh.values()]
    try:
        with transaction.atomic():
            bulk.create(rows)
        found |= {row.source_key: row for row in rows}
    except IntegrityError:
        # On PostgreSQL somebody else may write the same key between look and insert. SQLite has one writer at a time,
        # and this transaction is it.
        LearningRecord.objects.bulk_create(rows, ignore_conflicts=True)
        found = _known(keys)
    return [found[key] for key in keys], [found[key] for key in fresh]


def _known(keys: Sequence[str]) -> dict[str, LearningRecord]:
    return {row.source_key: row for row in LearningRecord.objects.filter(source_key__in=keys)} if keys else {}


def _taken_back(record_ids: Sequence[int], taking: Taking, at: datetime) -> list[LearningRecord]:
    # The lock makes "is it reversed, then reverse it" one step.
    found = LearningRecord.objects.select_for_update().filter(pk__in=record_ids, reverses=None).order_by("pk")
    locked = list(found)
    gone = set(
        LearningRecord.objects.filter(reverses__in=[each.pk for each in locked]).values_list("reverses", flat=True)
    )
    standing = [each for each in locked if each.pk not in gone]
    if not standing:
        return []
    reversals = [_reversal(each, taking.reason, at) for each in standing]
    bulk.create(reversals)
    audit_each("records.record.reversed", actor=taking.by, subjects=standing, at=at, reason=taking.reason)
    announce(records_taken_back, record_ids=[each.pk for each in standing])
    return reversals


def _announce(fresh: Sequence[LearningRecord]) -> None:
    if fresh:
        people = sorted({each.person_id for each in fresh})
        announce(records_written, record_ids=[each.pk for each in fresh], person_ids=people)


def _reversal(record: LearningRecord, reason: str, at: datetime) -> LearningRecord:
    return LearningRecord(
        person_id=record.person_id,
        activity_id=record.activity_id,
        role=record.role,
        outcome=LearningRecord.Outcome.REVERSED,
        mode=record.mode,
        minutes=record.minutes,
        happened_at=record.happened_at,
        recorded_at=at,
        workplace_id=record.workplace_id,
        evidence={"reason": reason},
        source_key=f"reversal:{record.pk}",
        reverses_id=record.pk,
    )


def _day(deed: Deed) -> date:
    return timezone.localdate(deed.happened_at)


def _posts_held(deeds: Iterable[Deed]) -> dict[tuple[int, date], Post]:
    """Return the post each person held on the day of the deed: the newest where there are several. One query."""
    wanted: dict[int, set[date]] = {}
    for deed in deeds:
        wanted.setdefault(deed.person.pk, set()).add(_day(deed))
    held: dict[tuple[int, date], Post] = {}
    for post in Post.objects.filter(person__in=wanted).order_by("starts_on", "pk") if wanted else ():
        for day in wanted[post.person_id]:
            if post.starts_on <= day and (post.ends_on is None or day < post.ends_on):
                held[post.person_id, day] = post
    return held


def _as_record(deed: Deed, post: Post | None, at: datetime) -> LearningRecord:
    return LearningRecord(
        person_id=deed.person.pk,
        activity_id=deed.activity.pk,
        role=deed.role,
        outcome=deed.outcome,
        mode=deed.mode or deed.activity.mode,
        minutes=deed.minutes,
        score_hundredths=deed.score_hundredths,
        happened_at=deed.happened_at,
        recorded_at=at,
        workplace_id=post.workplace_id if post else None,
        post_kind=post.kind if post else "",
        post_title=post.title if post else "",
        evidence=deed.evidence,
        source_key=deed.source_key,
    )
