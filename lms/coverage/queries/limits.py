"""The thresholds that hold, those that held before, and who may set them."""

from dataclasses import dataclass

from lms.coverage.models import AnomalyLimits
from lms.coverage.models.limits import SET
from lms.coverage.rules.anomalies import THRESHOLDS
from lms.coverage.rules.limits import Limits, Turn, complete, turns
from lms.people.models import Organisation, Person
from lms.people.scopes import Scope


@dataclass(frozen=True)
class Change:
    """Thresholds that were set, and what that changed."""

    row: AnomalyLimits
    turns: list[Turn]


def limits_now() -> dict[str, dict[str, int]]:
    """Return the thresholds that hold."""
    newest = AnomalyLimits.objects.order_by("-pk").first()
    return complete(newest.limits if newest else {})


def changes() -> list[Change]:
    """Return every change of the thresholds, the newest first. One query."""
    found, before = [], THRESHOLDS
    for row in AnomalyLimits.objects.select_related("set_by").order_by("pk"):
        after: Limits = complete(row.limits)
        found.append(Change(row, list(turns(before, after))))
        before = complete(row.limits)
    return found[::-1]


def may_set_limits(viewer: Person) -> bool:
    """Return whether ``viewer`` may set thresholds: with the permission, and over everybody they hold for."""
    scope = Scope.of(viewer)
    if scope.everything or scope.is_empty or not viewer.has_perm(SET):
        return scope.everything
    mine = Organisation.objects.visible_to(viewer)
    return not Organisation.objects.exclude(pk__in=mine.values("pk")).exists()
