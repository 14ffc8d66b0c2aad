"""What stands behind one person of a programme: where they stand, their records and credit, and the evidence."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from certificates.credits.models import CreditLine
from certificates.credits.rules import in_credits
from certificates.register.models import Certificate
from lms.coverage.models import ProgrammeVersion, Standing
from lms.coverage.queries import rollups
from lms.coverage.queries.evidence import Work, work_of
from lms.coverage.queries.fastest import with_left
from lms.coverage.queries.matter import Matter
from lms.coverage.queries.place import home
from lms.coverage.queries.question import Training, end_of
from lms.coverage.queries.rollup_choices import Which, figure_from
from lms.people.models import Person
from lms.people.scopes import Scope
from lms.records.models import LearningRecord

_MOST = 300


@dataclass(frozen=True, kw_only=True)
class Ground(Work):
    """Where one person stands in a programme, and everything that shows it."""

    standing: Standing
    is_of_a_scheme: bool
    lines: list[CreditLine] = field(default_factory=list)

    @property
    def person(self) -> Person:
        """The person."""
        return self.standing.person

    @property
    def left(self) -> int | None:
        """What is left to do, in the unit of the rule; ``None`` where nothing is known of it."""
        amount: int | None = self.standing.left  # type: ignore[attr-defined]
        return amount

    @property
    def state(self) -> Which:
        """The figure that says most about the person."""
        return state_of(self.standing)


def state_of(standing: Standing) -> Which:
    """Return the figure that says most about somebody."""
    return figure_from(standing.covered_at, standing.on_leave, standing.is_overdue, standing.started_at)


def ground_of(matter: Matter, person_id: int) -> Ground:
    """Return what stands behind one name.

    :raises Standing.DoesNotExist: this person is not due inside the viewer's scope.
    """
    mine = rollups.people(matter.roll_up, home(matter.scope), viewer=matter.scope).filter(person=person_id)
    standing = with_left(matter.version, mine).select_related("person", "workplace__division").get()
    version = matter.version
    # Behind a certificate of a scheme stands all that was learned; to a line department only what the scheme asks.
    is_by_line = matter.scope != Scope.of(matter.viewer)
    if version and version.scheme and (is_by_line or version.covered_by == ProgrammeVersion.CoveredBy.SCHEME):
        work = work_of(Training(viewer=matter.viewer, scheme=version.scheme, as_of=matter.on), person_id)
        return Ground(standing=standing, is_of_a_scheme=True, **vars(work))
    lines = _of_one_authority(_lines(matter, person_id))
    counts_for: dict[int, list[str]] = {}
    for line in lines:
        counts_for.setdefault(line.record_id, []).append(f"{in_credits(line.hundredths)} · {line.authority}")
    return Ground(
        standing=standing,
        is_of_a_scheme=False,
        records=list(_records(matter, person_id)),
        lines=lines,
        counts_for=counts_for,
        certificates=list(_certificates(matter, person_id)),
    )


def _records(matter: Matter, person_id: int) -> QuerySet[LearningRecord]:
    """Return the records of the period, wherever the person worked: they are the proof of a figure."""
    begins, ends = _period(matter)
    of_the_time = LearningRecord.objects.filter(
        person=person_id, reverses=None, happened_at__gte=begins, happened_at__lt=ends
    )
    return of_the_time.select_related("activity__organiser", "workplace", "reversal").order_by("-happened_at", "-pk")[
        :_MOST
    ]


def _lines(matter: Matter, person_id: int) -> QuerySet[CreditLine]:
    first, last = matter.programme.starts_on, min(matter.programme.ends_on, matter.on)
    mine = CreditLine.objects.standing().filter(person=person_id, earned_on__gte=first, earned_on__lte=last)
    if matter.version and matter.version.authority:
        mine = mine.filter(authority=matter.version.authority)
    return mine.select_related("record__activity", "rule__rule_set").order_by("-earned_on", "-pk")[:_MOST]


def _of_one_authority(lines: Iterable[CreditLine]) -> list[CreditLine]:
    """Return the lines of the authority that paid most: those a standing adds up where its rule names no authority."""
    found = list(lines)
    paid: Counter[str] = Counter()
    for line in found:
        paid[line.authority] += line.hundredths
    most = max(paid, key=lambda authority: paid[authority], default="")
    return [line for line in found if line.authority == most]


def _certificates(matter: Matter, person_id: int) -> QuerySet[Certificate]:
    mine = Certificate.objects.filter(person=person_id, issued_at__lt=end_of(matter.on))
    kind: Any = matter.version.certificate_kind if matter.version else ""
    return mine.filter(kind=kind).order_by("-issued_at", "-pk") if kind else mine.none()


def _period(matter: Matter) -> tuple[datetime, datetime]:
    begins = timezone.make_aware(datetime.combine(matter.programme.starts_on, time.min))
    return begins, end_of(min(matter.programme.ends_on, matter.on))
