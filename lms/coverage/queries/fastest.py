"""Who can be covered fastest: those who are due and not covered, by what is left to do."""

from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from certificates.schemes.models import Requirement, SchemeVersion, Traineeship
from lms.coverage.models import ProgrammeVersion, Standing
from lms.coverage.queries import rollups
from lms.coverage.queries.matter import Matter
from lms.coverage.queries.place import Place
from lms.coverage.queries.rollup_choices import Which


def fastest(matter: Matter, place: Place) -> QuerySet[Standing]:
    """Return who is due at ``place``, not covered and not on leave, with what is ``left`` to do.

    ``left`` counts hundredths of a credit, minutes or requirements, as the rule asks; it is ``None`` where nothing is
    known of it. Order by it with those of ``None`` last.
    """
    found = rollups.people(matter.roll_up, place, Which.OPEN, viewer=matter.scope).filter(on_leave=False)
    return with_left(matter.version, found)


def with_left(version: ProgrammeVersion | None, found: QuerySet[Standing]) -> QuerySet[Standing]:
    """Add to each standing what is ``left`` to do by ``version``."""
    return found.annotate(left=_left(version) if version else Value(None, IntegerField()))


def _left(version: ProgrammeVersion) -> Any:
    kind = ProgrammeVersion.CoveredBy
    if version.covered_by == kind.CREDITS:
        return Value(version.target_credits_hundredths) - F("credits_hundredths")
    if version.covered_by == kind.MINUTES:
        return Value(version.target_minutes) - F("minutes")
    classes = Traineeship.objects.active().present().filter(person=OuterRef("person"))
    if version.covered_by == kind.SCHEME:
        mine = classes.filter(cohort__scheme=version.scheme_id)
        return Coalesce(Subquery(_unmet(mine)), Value(_asked(version)), output_field=IntegerField())
    return Subquery(_unmet(classes))


def _unmet(classes: QuerySet[Traineeship]) -> QuerySet[Traineeship, Any]:
    """Return the fewest requirements still missing in one of ``classes``; what stands in a group is part of it."""
    missing = Count("progress", filter=Q(progress__met_at=None, progress__requirement__depth=0))
    return classes.order_by().annotate(missing=missing).order_by("missing").values("missing")[:1]


def _asked(version: ProgrammeVersion) -> int:
    """Return how many requirements the scheme asks of somebody who is in no class yet."""
    newest = SchemeVersion.objects.newest(version.scheme_id) if version.scheme_id else None
    return Requirement.objects.filter(version=newest, depth=0).count() if newest else 0
