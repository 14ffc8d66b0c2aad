"""Moving a class to another version of its scheme: never by itself, always after a look at what it would change."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.schemes.actions.exemptions import end
from certificates.schemes.actions.progress import recompute
from certificates.schemes.actions.setting_up import SchemeEmpty
from certificates.schemes.actions.versions import take_into_use
from certificates.schemes.models import Cohort, Exemption, Progress, Requirement, SchemeVersion
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class OtherScheme(Refusal):
    """A class stays with its scheme."""

    code = "other_scheme"
    message = gettext_lazy("That is a version of another scheme. Choose a version of the scheme of this class.")


class SameVersion(Refusal):
    """There is nothing to move."""

    code = "same_version"
    message = gettext_lazy("The class runs this version already.")


@transaction.atomic
def move_to_version(cohort: Cohort, version: SchemeVersion, *, by: Person, at: datetime) -> Cohort:
    """Let ``cohort`` run ``version`` from now on; progress is worked out anew and exemptions follow their requirement.

    An exemption from what the new version no longer asks for ends.

    :raises OtherScheme: it is a version of another scheme.
    :raises SameVersion: the class runs it already.
    :raises SchemeEmpty: there is nothing to reach.
    :raises ImpossibleRequirement: in this class something would be due before it counts.
    """
    locked: Cohort = Cohort.objects.select_for_update(of=["self"]).select_related("version").get(pk=cohort.pk)
    before = locked.version
    if version.scheme_id != locked.scheme_id:
        raise OtherScheme
    if version.pk == before.pk:
        raise SameVersion
    asked = {each.key: each for each in Requirement.objects.filter(version=version)}
    if not asked:
        raise SchemeEmpty
    # Who has left keeps what they had reached of what was asked then.
    here = locked.traineeships.active().values("pk")
    Progress.objects.filter(traineeship__in=here).exclude(requirement__version=version).delete()
    locked.version = version
    locked.save(update_fields=["version"])
    take_into_use(locked, by=by, at=at)
    _carry(locked, before, asked, by=by, at=at)
    numbers = {"before": before.number, "after": version.number}
    record("schemes.cohort.moved", actor=by, subject=locked, at=at, **numbers)
    recompute(cohort=locked, at=at)
    return locked


def _carry(cohort: Cohort, before: SchemeVersion, asked: dict[str, Requirement], *, by: Person, at: datetime) -> None:
    """Let the exemptions from requirements of ``before`` be from those of the same key in ``asked``."""
    held = Exemption.objects.in_force().filter(traineeship__cohort=cohort, requirement__version=before)
    for each in held.select_related("requirement").order_by("pk"):
        end(each, by=by, reason=_("the class moved to version %(n)s") % {"n": cohort.version.number}, at=at)
        if follows := asked.get(each.requirement.key):
            Exemption.objects.create(
                traineeship_id=each.traineeship_id,
                requirement=follows,
                reason=each.reason,
                granted_at=each.granted_at,
                granted_by_id=each.granted_by_id,
            )
