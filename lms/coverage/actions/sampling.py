"""Drawing a sample, and saying who works on whom."""

import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record, record_each
from lms.coverage.models import Sample, SampleAssignment, SampledPerson
from lms.coverage.rules.sampling import METHOD, Population, draw, is_seed, size_of_share
from lms.kit.errors import Refusal
from lms.people.models import Person

MOST_DRAWN = 2000
_DRAW, _CHECK = "coverage.draw_sample", "coverage.check_sample"


class NobodyToDraw(Refusal):
    """The population or the size is zero."""

    code = "sample_nobody_to_draw"
    message = _("There is nobody to draw from, or nobody was asked for. Choose another figure, or a larger size.")


class UnusableSeed(Refusal):
    """The seed would not survive being printed and typed in again."""

    code = "sample_unusable_seed"
    message = _("A seed has 4 to 60 letters, digits, dashes and spaces, such as 2026-11-19 03 17 22. Type it in again.")


class PopulationChanged(Refusal):
    """Between looking at the population and drawing from it, somebody came or went."""

    code = "sample_population_changed"
    message = _("The list of people has changed since you opened this page. Look at the numbers again, then draw.")


class MayNotDraw(Refusal):
    """Only auditors draw and check."""

    code = "sample_may_not_draw"
    message = _("You may not work on samples here. Ask an auditor of this area.")


class TooManyToCheck(Refusal):
    """A sample is looked at one by one; so many are a census, and the figures are there for that."""

    code = "sample_too_many_to_check"
    message = _("%(size)s people cannot be looked at one by one. Ask for %(limit)s at most.")


class NotTheirArea(Refusal):
    """The auditor could not open the person they would be given."""

    code = "sample_not_their_area"
    message = _("%(name)s does not audit where all of these people work. Choose somebody else, or fewer people.")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How to draw.

    :param size: how many people; or else ``tenths``, the share in tenths of a percent.
    :param seed: typed in, from dice or a lottery; ``""`` has one drawn.
    :param strata: a :class:`Sample.Strata`; the population must have been read with the same.
    :param expected: how many people to draw from were looked at; ``None`` where they were not.
    """

    title: str
    size: int = 0
    tenths: int | None = None
    seed: str = ""
    strata: str = ""
    expected: int | None = None


@transaction.atomic
def draw_sample(population: Population, wish: Wish, *, by: Person, at: datetime) -> Sample:
    """Draw a sample from ``population`` and keep it with everything that is needed to draw it again.

    :raises MayNotDraw: ``by`` is no auditor.
    :raises UnusableSeed: the seed typed in has other characters, or too few or many.
    :raises PopulationChanged: there are more people to draw from, or fewer, than were looked at.
    :raises NobodyToDraw: nobody would be drawn.
    :raises TooManyToCheck: more would be drawn than can be looked at.
    """
    if not by.has_perm(_DRAW):
        raise MayNotDraw
    typed = wish.seed.strip()
    if typed and not is_seed(typed):
        raise UnusableSeed
    many = len(population.members)
    if wish.expected not in (None, many):
        raise PopulationChanged
    seed = typed or new_seed()
    size = min(wish.size if wish.tenths is None else size_of_share(wish.tenths, many), many)
    if size < 1:
        raise NobodyToDraw
    if size > MOST_DRAWN:
        raise TooManyToCheck(size=size, limit=MOST_DRAWN)
    sample = Sample.objects.create(
        title=wish.title.strip(),
        drawn_from=population.text[:300],
        source=dict(population.source),
        seed=seed,
        seed_typed=bool(typed),
        method=METHOD,
        strata=wish.strata,
        asked_tenths=wish.tenths,
        size=size,
        population=many,
        population_sha256=population.digest,
        population_list=zlib.compress(population.lines.encode(), 9),
        drawn_by=by,
        drawn_at=at,
    )
    _keep(sample, population)
    said = {"size": size, "people": many, "seed": seed, "sha256": population.digest}
    record("coverage.sample.drawn", actor=by, subject=sample, at=at, **said)
    return sample


def new_seed() -> str:
    """Return a seed nobody could foresee: sixteen digits in fours, to be read out and typed in."""
    digits = f"{secrets.randbelow(10**16):016d}"
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def _keep(sample: Sample, population: Population) -> None:
    SampledPerson.objects.bulk_create(
        [
            SampledPerson(
                sample=sample,
                position=drawn.position,
                person_id=drawn.member.person_id,
                workplace_id=drawn.member.workplace_id,
                stratum=drawn.member.stratum,
                digest=drawn.digest,
            )
            for drawn in draw(population.members, seed=sample.seed, size=sample.size)
        ],
        batch_size=500,
    )


@transaction.atomic
def assign(people: Sequence[SampledPerson], auditor: Person | None, *, by: Person, at: datetime) -> None:
    """Give sampled people to an auditor to work on, or to nobody. Who has somebody already is not given them again.

    :raises MayNotDraw: ``by`` is no auditor where all of them work.
    :raises NotTheirArea: ``auditor`` is none there.
    """
    wanted = [each.pk for each in people]
    if not by.has_perm(_CHECK) or not _reaches(by, wanted):
        raise MayNotDraw
    if auditor is not None and not _reaches(auditor, wanted):
        raise NotTheirArea(name=auditor.name)
    held = SampleAssignment.objects.filter(sampled__in=wanted).order_by("pk").values_list("sampled", "auditor")
    now = dict(held)
    new = [each for each in people if now.get(each.pk) != (auditor.pk if auditor else None)]
    SampleAssignment.objects.bulk_create(
        SampleAssignment(sampled=each, auditor=auditor, assigned_by=by, assigned_at=at) for each in new
    )
    said = {"auditor": auditor.name if auditor else ""}
    record_each("coverage.sampled.assigned", actor=by, subjects=new, at=at, **said)


def _reaches(auditor: Person, wanted: list[int]) -> bool:
    return SampledPerson.objects.visible_to(auditor).filter(pk__in=wanted).count() == len(set(wanted))
