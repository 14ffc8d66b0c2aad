"""Setting the thresholds of anomalies."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.audit.actions import record
from lms.coverage.models import AnomalyLimits
from lms.coverage.queries.limits import limits_now, may_set_limits
from lms.coverage.rules.limits import Limits, complete, out_of_bounds, turns
from lms.kit.errors import Refusal
from lms.people.models import Person


class MayNotSetLimits(Refusal):
    """They hold for everybody, and so only who audits everybody sets them."""

    code = "limits_may_not_set"
    message = _("The thresholds hold for the whole installation. Ask an auditor of the whole area it is for.")


class LimitsWithoutReason(Refusal):
    """Why something counts as striking from now on is asked one day."""

    code = "limits_no_reason"
    message = _("Write why the thresholds change, in a sentence at least.")


class LimitsOutOfBounds(Refusal):
    """Thresholds that would notice everybody, or nobody ever."""

    code = "limits_out_of_bounds"
    message = _("These thresholds cannot be: %(which)s. Choose others.")


class LimitsAsBefore(Refusal):
    """Nothing is different."""

    code = "limits_as_before"
    message = _("These thresholds hold already. Change one, or leave the page.")


@transaction.atomic
def set_limits(limits: Limits, reason: str, *, by: Person, at: datetime) -> AnomalyLimits:
    """Have other thresholds hold from the next look on. What was noticed before keeps those it was noticed by.

    :raises MayNotSetLimits: ``by`` does not audit the whole installation.
    :raises LimitsWithoutReason: there is no reason.
    :raises LimitsOutOfBounds: some make no sense.
    :raises LimitsAsBefore: they hold already.
    """
    if not may_set_limits(by):
        raise MayNotSetLimits
    if not reason.strip():
        raise LimitsWithoutReason
    if wrong := out_of_bounds(limits):
        raise LimitsOutOfBounds(which=", ".join(wrong))
    wanted = complete(limits)
    changed = list(turns(limits_now(), wanted))
    if not changed:
        raise LimitsAsBefore
    made = AnomalyLimits.objects.create(limits=wanted, reason=reason.strip(), set_by=by, set_at=at)
    said = [f"{each.key} {each.before} → {each.after}" for each in changed]
    record("coverage.limits.changed", actor=by, subject=made, at=at, changed=said)
    return made
