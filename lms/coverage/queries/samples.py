"""Samples as auditors work through them: who is in them, who works on whom, and how far it is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from lms.coverage.models import Finding, Sample, SampleAssignment, SampleCheck, SampledPerson
from lms.coverage.models.sample import VIEW
from lms.coverage.rules import tenths_of_percent
from lms.coverage.rules.checklist import STATEMENTS, STEPS, is_done, is_doubtful
from lms.people.models import Appointment, Division, Organisation, Person
from lms.people.roles import PERMISSIONS
from lms.people.scopes import Scope

_ROLES = [role for role, given in PERMISSIONS.items() if VIEW in given]
_LEVELS = ("province", "city", "county", "town")


@dataclass(frozen=True)
class Line:
    """One sampled person with the newest answers, and who works on them."""

    sampled: SampledPerson
    checks: dict[str, SampleCheck] = field(default_factory=dict)
    auditor: Person | None = None

    @property
    def answers(self) -> dict[str, str]:
        """The newest answers by item."""
        return {item: check.answer for item, check in self.checks.items()}

    @property
    def is_done(self) -> bool:
        """Whether every step has an answer."""
        return is_done(self.answers)

    @property
    def is_doubtful(self) -> bool:
        """Whether some statement was found not to hold."""
        return is_doubtful(self.answers)

    @property
    def steps(self) -> list[tuple[str, SampleCheck | None]]:
        """What is done about the person, in order, each with its newest answer."""
        return self._of(STEPS)

    @property
    def statements(self) -> list[tuple[str, SampleCheck | None]]:
        """What is said of the person, each with whether it holds."""
        return self._of(STATEMENTS)

    def _of(self, items: Iterable[str]) -> list[tuple[str, SampleCheck | None]]:
        return [(str(SampleCheck.Item(item).label), self.checks.get(item)) for item in items]


@dataclass(frozen=True)
class Progress:
    """How many of a sample are done, and of how many statements do not hold."""

    done: int
    doubtful: int
    size: int

    @property
    def tenths(self) -> int:
        """The share done, in tenths of a percent."""
        return tenths_of_percent(self.done, self.size) or 0

    @property
    def percent(self) -> str:
        """The share done as text."""
        return f"{self.tenths // 10}.{self.tenths % 10}%"


def lines_of(people: QuerySet[SampledPerson]) -> list[Line]:
    """Return ``people`` in their order, with answers and auditors, in three queries whatever their number."""
    found = list(people.select_related("person", "workplace", "sample").order_by("sample", "position"))
    checks: dict[int, dict[str, SampleCheck]] = defaultdict(dict)
    said = SampleCheck.objects.filter(sampled__in=people.order_by()).values("sampled", "item").order_by()
    newest = said.annotate(newest=Max("pk")).values("newest")
    for check in SampleCheck.objects.filter(pk__in=newest).select_related("noted_by"):
        checks[check.sampled_id][check.item] = check
    taken = SampleAssignment.objects.filter(sampled__in=people.order_by()).select_related("auditor").order_by("pk")
    auditors = {each.sampled_id: each.auditor for each in taken}
    return [Line(each, checks[each.pk], auditors.get(each.pk)) for each in found]


def progress_of(lines: Iterable[Line]) -> Progress:
    """Return how far ``lines`` are."""
    known = [(each.is_done, each.is_doubtful) for each in lines]
    return Progress(sum(done for done, _doubt in known), sum(doubt for _done, doubt in known), len(known))


def progress_by_sample(viewer: Person, samples: Iterable[Sample]) -> dict[int, Progress]:
    """Return how far each of ``samples`` is, as far as ``viewer`` sees its people; three queries."""
    by_sample: dict[int, list[Line]] = defaultdict(list)
    for line in lines_of(SampledPerson.objects.visible_to(viewer).filter(sample__in=[each.pk for each in samples])):
        by_sample[line.sampled.sample_id].append(line)
    return {pk: progress_of(lines) for pk, lines in by_sample.items()}


def sees_population(viewer: Person, sample: Sample) -> bool:
    """Whether ``viewer`` may know all whom ``sample`` was drawn from: who drew it, or who looks after the whole place.

    Two queries at most.
    """
    if sample.drawn_by_id == viewer.pk or Scope.of(viewer).everything:
        return True
    source = sample.source
    kind, _dash, key = source.get("place", "").partition("-")
    if kind == "all" and not source["everything"]:
        # Everywhere is what whoever drew could look at.
        divisions, institutions = source["divisions"], source["organisations"]
    else:
        divisions, institutions = [key] if kind == "division" else [], [key] if kind == "institution" else []
    seen = Division.objects.visible_to(viewer).filter(pk__in=divisions).count()
    seen += Organisation.objects.visible_to(viewer).filter(pk__in=institutions).count()
    return 0 < seen == len(set(divisions)) + len(set(institutions))


def auditors_for(workplaces: Iterable[Organisation]) -> QuerySet[Person]:
    """Return who audits at any of ``workplaces``, by name: those a sampled person can be given to."""
    divisions: set[int] = set()
    for each in workplaces:
        above = {getattr(each.division, f"{level}_id") for level in _LEVELS}
        divisions |= {pk for pk in (each.division_id, *above) if pk is not None}
    held = Appointment.objects.on(timezone.localdate()).filter(role__in=_ROLES, division__in=divisions)
    found: QuerySet[Person] = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    return found.order_by("name", "pk")


def drawn_before(sample: Sample) -> int:
    """Return how many samples were drawn from the same people before this one: choosing among draws is seen."""
    return Sample.objects.filter(population_sha256=sample.population_sha256, pk__lt=sample.pk).count()


def findings_of(viewer: Any, sampled: SampledPerson) -> QuerySet[Finding]:
    """Return the findings on a sampled person, newest first."""
    mine = Finding.objects.visible_to(viewer).with_state().filter(sample=sampled.sample_id, person=sampled.person_id)
    return mine.order_by("-raised_at", "-pk")
