"""Where trainees stand: what their records show and what they are exempted from, rolled up into groups."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from certificates.schemes import rules
from certificates.schemes.models import Cohort, Exemption, Requirement, Traineeship
from certificates.schemes.queries.values import values_of
from certificates.schemes.rules import Reached

# What their records show is held in memory for so many people at once.
PEOPLE_AT_ONCE = 2000


@dataclass(frozen=True)
class Standing:
    """One trainee against the requirements, in the order of these."""

    traineeship: Traineeship
    reached: tuple[Reached, ...]
    exemptions: tuple[Exemption | None, ...]
    completed_at: datetime | None


def standings(
    asked: Sequence[Requirement], cohort: Cohort, trainees: Sequence[Traineeship], *, until: datetime | None = None
) -> Iterator[Standing]:
    """Yield where each of ``trainees``, all of ``cohort``, stands with ``asked``, which need not be saved.

    Exemptions follow the keys of the requirements. Two or three queries for every 2,000 trainees.

    :param until: how they stood just before this instant; ``None`` is with all that is on record.
    """
    nothing, nobody = [Reached()] * len(asked), (None,) * len(asked)
    parents = rules.parents_of([each.depth for each in asked])
    for start in range(0, len(trainees), PEOPLE_AT_ONCE):
        some = trainees[start : start + PEOPLE_AT_ONCE]
        values = values_of(asked, cohort, [each.person_id for each in some], until=until)
        exempt = exemptions_of(some, until)
        for trainee in some:
            granted = exempt.get(trainee.pk)
            exemptions = tuple(granted.get(each.key) for each in asked) if granted else nobody
            since = [each.granted_at if each else None for each in exemptions]
            reached = rules.roll_up(asked, values.get(trainee.person_id, nothing), since, parents)
            met = [one.met_at for each, one in zip(asked, reached, strict=True) if not each.depth]
            yield Standing(trainee, tuple(reached), exemptions, rules.completed_at(met))


def exemptions_of(trainees: Sequence[Traineeship], until: datetime | None = None) -> dict[int, dict[str, Exemption]]:
    """Return the exemptions in force (just before ``until``) by traineeship, then by requirement key. One query."""
    found: dict[int, dict[str, Exemption]] = defaultdict(dict)
    rows = Exemption.objects.in_force(until).filter(traineeship__in=[each.pk for each in trainees])
    for each in rows.select_related("requirement", "granted_by"):
        found[each.traineeship_id][each.requirement.key] = each
    return found


def waivers() -> Any:
    """Return what brings the exemptions in force along with traineeships, for :func:`exempt_from`. One query."""
    held = Exemption.objects.in_force().select_related("requirement").order_by("requirement__position", "pk")
    return Prefetch("exemptions", held, to_attr="waived")


def exempt_from(traineeship: Traineeship) -> list[str]:
    """Return the titles of what ``traineeship`` is exempted from; no query where :func:`waivers` came along."""
    if not hasattr(traineeship, "waived"):
        prefetch_related_objects([traineeship], waivers())
    return [each.requirement.title for each in traineeship.waived]  # type: ignore[attr-defined]


def exemption_history(traineeship: Traineeship) -> list[Exemption]:
    """Return every exemption of ``traineeship``, revoked ones too, the newest first. One query."""
    related = ("requirement", "granted_by", "revoked_by")
    return list(traineeship.exemptions.select_related(*related).order_by("-granted_at", "-pk"))
