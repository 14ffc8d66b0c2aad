"""Whom the figures do not show as they are yet."""

from lms.coverage.models import DirtyPerson, RollUp
from lms.kit.models import Errand
from lms.people.models import RosterEntry

FOLLOW, FOLLOW_ROSTER = "coverage.follow", "coverage.follow_roster"


def people_waiting(roll_up: RollUp) -> set[int]:
    """Return whom something has happened to that the figures of ``roll_up`` do not show yet.

    Calls that have not been made are read before the marks they leave: nobody is missed between the two.
    """
    called: set[int] = set()
    for arguments in Errand.objects.filter(task=FOLLOW).values_list("arguments", flat=True):
        called |= set(arguments["person_ids"])
    rosters = [
        row["roster_id"] for row in Errand.objects.filter(task=FOLLOW_ROSTER).values_list("arguments", flat=True)
    ]
    called |= set(RosterEntry.objects.filter(roster__in=rosters).values_list("person", flat=True))
    return called | set(DirtyPerson.objects.filter(roll_up=roll_up).values_list("person", flat=True))
