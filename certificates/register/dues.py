"""Who of a class is due a certificate of which kind, and why the others are not: the dry run of a batch."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from certificates.credits.models import CreditLine
from certificates.register.facts import Ground, said_by, site_design
from certificates.register.footing import best_passes, credit_of, teaching_for
from certificates.register.models import Batch, Kind, Recipient
from certificates.register.queries import held, held_elsewhere, incomplete, obstacles, open_titles
from certificates.schemes.models import Cohort, Traineeship
from certificates.schemes.queries import waivers
from lms.people.models import Person


@dataclass(frozen=True)
class Due:
    """One person who will receive a certificate, and what it rests on."""

    ground: Ground

    @property
    def person(self) -> Person:
        """Who."""
        return self.ground.person

    @property
    def line(self) -> list[Any]:
        """The entry on the list that is proposed and approved: person, place in the class, name, basis."""
        ground = self.ground
        return [ground.person.pk, ground.traineeship and ground.traineeship.pk, ground.person.name, ground.basis]


@dataclass(frozen=True)
class NotDue:
    """One person who will not receive a certificate, and all the reasons."""

    ground: Ground
    reasons: tuple[str, ...]
    holds_one: bool = False

    @property
    def person(self) -> Person:
        """Who."""
        return self.ground.person

    @property
    def traineeship(self) -> Traineeship | None:
        """Their place in the class, if they have one."""
        return self.ground.traineeship


@dataclass(frozen=True)
class Plan:
    """Who will receive a certificate from a batch and who will not."""

    due: tuple[Due, ...]
    not_due: tuple[NotDue, ...]

    @property
    def holders(self) -> int:
        """How many of those who are not due hold a certificate already, valid or revoked."""
        return sum(each.holds_one for each in self.not_due)

    @property
    def left_out(self) -> int:
        """How many are not due and hold no certificate either."""
        return len(self.not_due) - self.holders

    @property
    def lines(self) -> list[list[Any]]:
        """The list as it is proposed and approved."""
        return [each.line for each in self.due]


def digest_of(batch: Batch, lines: Iterable[list[Any]]) -> str:
    """Return the fingerprint of a list of ``batch``: who is on it, on what basis, and in what layout."""
    content = [batch.kind, batch.layout_version_id, sorted(lines, key=lambda line: int(line[0]))]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """How a list has changed since it was proposed: names, with the reason of those who left it."""

    added: tuple[str, ...]
    gone: tuple[tuple[str, str], ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything has changed."""
        return bool(self.added or self.gone or self.changed)


def difference(batch: Batch, plan: Plan) -> Difference:
    """Return how ``plan``, made now, differs from what was proposed."""
    before = {line[0]: line for line in batch.proposal.get("due", ())}
    now = {line[0]: line for line in plan.lines}
    why = {each.person.pk: "；".join(each.reasons) for each in plan.not_due}
    called = _called({**before, **now})
    return Difference(
        tuple(called[person] for person in now if person not in before),
        tuple((called[person], why.get(person, "")) for person in before if person not in now),
        tuple(called[person] for person, line in now.items() if person in before and before[person] != line),
    )


def _called(lines: Mapping[int, list[Any]]) -> dict[int, str]:
    """Return what to call everybody on a list: by name, and by masked ID number too where two have one name."""
    bearers = Counter(line[2] for line in lines.values())
    shared = Person.objects.in_bulk([person for person, line in lines.items() if bearers[line[2]] > 1])
    masked = {person: f"{lines[person][2]}（{found.id_number_masked}）" for person, found in shared.items()}
    return {person: masked.get(person, line[2]) for person, line in lines.items()}


def plan_for(batch: Batch, *, at: datetime, only: Collection[int] | None = None) -> Plan:
    """Return who is due by ``batch``, which need not be saved; the number of queries does not grow with the people.

    :param only: the ids of the people to look at; ``None`` is everybody whom the batch may concern.
    """
    design = site_design(batch)
    due, not_due = [], []
    for candidate in _CANDIDATES[Kind(batch.kind)](batch, only):
        reasons = [*candidate.holds, *candidate.lacks, *obstacles(candidate.ground, design, at)]
        if reasons:
            not_due.append(NotDue(candidate.ground, tuple(map(str, reasons)), holds_one=bool(candidate.holds)))
        else:
            due.append(Due(candidate.ground))
    # First those about whom something can be done.
    not_due.sort(key=lambda each: each.holds_one)
    return Plan(tuple(due), tuple(not_due))


def grounds(batch: Batch, recipients: Iterable[Recipient]) -> Iterator[Ground]:
    """Yield what the certificates of ``recipients`` rest on, as it was approved."""
    said, key = said_by(batch), ground_key(batch)
    for each in recipients:
        yield Ground(each.person, batch.cohort, batch.kind, each.traineeship, key, each.basis, said)


def anew(batch: Batch, recipient: Recipient) -> tuple[Ground, list[str]]:
    """Return what a certificate in place of that of ``recipient`` would rest on today, and what it lacks.

    Who is not in the class any more keeps what was approved.
    """
    for candidate in _CANDIDATES[Kind(batch.kind)](batch, [recipient.person_id]):
        return candidate.ground, list(map(str, candidate.lacks))
    (approved,) = grounds(batch, [recipient])
    return approved, []


def ground_key(batch: Batch) -> str:
    """Return what tells the certificates of this batch from others of their kind; nothing for a class completed."""
    reason = hashlib.sha256(batch.reason.encode()).hexdigest()[:16]
    return {
        Kind.COMPLETION: "",
        Kind.CREDIT: f"credits:{batch.cohort.organiser_id}:{batch.year}:{batch.terms.get('authority', '')}"[:80],
        Kind.PASS: f"exam:{batch.activity_id}",
        Kind.HONOR: f"honor:{batch.cohort_id}:{reason}",
        Kind.APPOINTMENT: f"mentor:{batch.cohort_id}",
    }[Kind(batch.kind)]


@dataclass
class _Candidate:
    ground: Ground
    holds: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)


def _trainees(batch: Batch, only: Collection[int] | None) -> QuerySet[Traineeship]:
    found = Traineeship.objects.active().filter(cohort=batch.cohort_id).select_related("person")
    if only is not None:
        found = found.filter(person__in=only)
    return found.order_by("person__name", "pk")


def _completed(batch: Batch, only: Collection[int] | None) -> Iterator[_Candidate]:
    trainees = _trainees(batch, only).prefetch_related(waivers())
    ids = trainees.order_by()
    holding, missing = held("traineeship", traineeship__in=ids.values("pk")), open_titles(trainees)
    elsewhere = held_elsewhere(batch.cohort, ids.values("person"))
    said = said_by(batch)
    for each in trainees:
        yield _Candidate(
            Ground(each.person, batch.cohort, batch.kind, each, said=said),
            [*holding.get(each.pk, ()), *elsewhere.get(each.person_id, ())],
            incomplete(each, missing.get(each.pk, [])),
        )


def _credited(batch: Batch, only: Collection[int] | None) -> Iterator[_Candidate]:
    year = batch.year or 0
    lines = credit_of(batch, CreditLine.objects.all(), _trainees(batch, only).order_by().values("person"))
    sums: dict[int, int] = defaultdict(int)
    modes: dict[int, set[str]] = defaultdict(set)
    rows = lines.values_list("person", "record__mode").annotate(total=Sum("hundredths")).order_by()
    for person, mode, total in rows:
        sums[person] += total
        if total > 0:
            modes[person].add(mode)

    def of(person: int) -> tuple[dict[str, Any], list[str]]:
        if sums[person] <= 0:
            return {}, [_("no credits of this authority in %(year)s") % {"year": year}]
        period = f"{year}.01.01—{year}.12.31"
        return {"credits": sums[person], "modes": sorted(modes[person]), "period": period}, []

    return _others(batch, only, of)


def _passed(batch: Batch, only: Collection[int] | None) -> Iterator[_Candidate]:
    best = best_passes(batch.activity_id, _trainees(batch, only).order_by().values("person"))

    def of(person: int) -> tuple[dict[str, Any], list[str]]:
        if person not in best:
            return {}, [_("has not passed this exam")]
        _record, score, day = best[person]
        return {"score": score or None, "period": f"{day:%Y.%m.%d}"}, []

    return _others(batch, only, of)


def _chosen(batch: Batch, only: Collection[int] | None) -> Iterator[_Candidate]:
    chosen = set(batch.terms.get("people", ()))
    return _others(batch, chosen if only is None else chosen & set(only), lambda _person: ({}, []))


def _others(batch: Batch, only: Collection[int] | None, basis_of: Any) -> Iterator[_Candidate]:
    """Yield the people of the class, each with what ``basis_of`` knows of them: a basis and what is lacking."""
    key, said = ground_key(batch), said_by(batch)
    trainees = _trainees(batch, only)
    holding = held("person", kind=batch.kind, ground=key, person__in=trainees.order_by().values("person"))
    for each in trainees:
        basis, lacks = basis_of(each.person_id)
        ground = Ground(each.person, batch.cohort, batch.kind, None, key, basis, said)
        yield _Candidate(ground, list(holding.get(each.person_id, ())), lacks)


def _mentors(batch: Batch, only: Collection[int] | None) -> Iterator[_Candidate]:
    """Yield who teaches the class: its head teacher, whom its timetable names, and who has taught while it ran."""
    key, said, ids = ground_key(batch), said_by(batch), _teachers(batch.cohort)
    if only is not None:
        ids &= set(only)
    holding = held("person", kind=batch.kind, ground=key, person__in=ids)
    for person in Person.objects.filter(pk__in=ids).order_by("name", "pk"):
        ground = Ground(person, batch.cohort, batch.kind, None, key, {}, said)
        yield _Candidate(ground, list(holding.get(person.pk, ())))


def _teachers(cohort: Cohort) -> set[int]:
    """Return the ids of who teaches ``cohort``, or has taught for its organiser while it ran."""
    named = cohort.sessions.filter(teacher__isnull=False).values_list("teacher", flat=True)
    taught = teaching_for(cohort).order_by().values_list("person", flat=True).distinct()
    return {pk for pk in (*taught, *named, cohort.head_teacher_id) if pk is not None}


_CANDIDATES = {
    Kind.COMPLETION: _completed,
    Kind.CREDIT: _credited,
    Kind.PASS: _passed,
    Kind.HONOR: _chosen,
    Kind.APPOINTMENT: _mentors,
}
