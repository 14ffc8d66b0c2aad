"""People, the places they work in and the areas those lie in."""

from lms.people.models.leave import Leave
from lms.people.models.organisation import Division, Organisation
from lms.people.models.person import Licence, Person, Post
from lms.people.models.role import Appointment
from lms.people.models.roster import Roster, RosterEntry

__all__ = ["Appointment", "Division", "Leave", "Licence", "Organisation", "Person", "Post", "Roster", "RosterEntry"]
