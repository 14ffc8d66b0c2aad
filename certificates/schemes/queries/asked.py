"""The requirements of a class in their order, and the instants between which each counts there."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from certificates.schemes import rules
from certificates.schemes.models import Cohort, Requirement, SchemeVersion


def requirements_of(cohort: Cohort) -> list[Requirement]:
    """Return the requirements of the version that the class runs, groups before their parts. One query."""
    return version_requirements(cohort.version_id)


def version_requirements(version_id: int) -> list[Requirement]:
    """Return the requirements of a version, groups before their parts. One query."""
    found = Requirement.objects.filter(version=version_id).select_related("activity", "level")
    return list(found.order_by("position", "pk"))


def version_list(cohort: Cohort) -> list[SchemeVersion]:
    """Return all versions of the scheme that ``cohort`` runs, the newest first, with the ``classes`` of each."""
    found = SchemeVersion.objects.filter(scheme=cohort.scheme_id).select_related("made_by")
    return list(found.annotate(classes=Count("cohorts")).order_by("-number"))


def days_of(asked: Sequence[Requirement], cohort: Cohort) -> list[tuple[date, date]]:
    """Return for each of ``asked``, all requirements of a version in their order, the first and last day that count."""
    parents = rules.parents_of([each.depth for each in asked])
    days: list[tuple[date, date]] = []
    for index in range(len(asked)):
        above: int | None = index
        chain: list[Requirement] = []
        while above is not None:
            chain.append(asked[above])
            above = parents[above]
        days.append(rules.period_of(chain, cohort.starts_on, cohort.ends_on))
    return days


def periods_of(
    asked: Sequence[Requirement], cohort: Cohort, until: datetime | None = None
) -> list[tuple[datetime, datetime]]:
    """Return the same as instants: from the first until before the second, which is no later than ``until``."""
    spans = [(midnight(first), midnight(last + timedelta(days=1))) for first, last in days_of(asked, cohort)]
    return spans if until is None else [(since, min(before, until)) for since, before in spans]


def midnight(day: date) -> datetime:
    """Return the instant at which ``day`` begins, where the product's clocks are."""
    return timezone.make_aware(datetime.combine(day, time()))


def with_targets(asked: Sequence[Requirement]) -> list[Requirement]:
    """Return ``asked`` with the targets of the groups that ask for all of their parts, or for one, set to that."""
    try:
        parents = rules.parents_of([each.depth for each in asked])
    except rules.Outline:
        return list(asked)
    for index, each in enumerate(asked):
        if each.measure == Requirement.Measure.ALL:
            each.target = max(parents.count(index), 1)
        elif each.measure == Requirement.Measure.ANY:
            each.target = 1
    return list(asked)
