"""A programme as of any day: reckoned from posts, rosters and records by the rule of that day, and nothing kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.coverage.models import Programme, ProgrammeVersion
from lms.coverage.queries.matter import programmes_for
from lms.coverage.queries.reckoning import Rule, rule_of
from lms.people.models import Person
from lms.people.scopes import Scope


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """Who was due in ``programme``, and who was covered, at the end of ``as_of``: by the rule in force on that day.

    It is asked of what is known now, so what was put right later counts as if it had always been right.
    """

    viewer: Person
    programme: Programme
    version: ProgrammeVersion
    as_of: date

    @property
    def scope(self) -> Scope:
        """What the viewer may see of it: of a scheme's programme, a line department sees its own area."""
        return Scope.of(self.viewer).within(self.version.line)

    @property
    def rule(self) -> Rule:
        """The rule, ready to be put into a statement."""
        return rule_of(self.programme, self.version, self.as_of, closed=True)

    @property
    def address(self) -> dict[str, Any]:
        """What is asked as JSON values, for a job and for the log."""
        return {"programme_id": self.programme.pk, "as_of": self.as_of.isoformat()}


def inquire(viewer: Person, *, programme_id: int, as_of: date) -> Inquiry:
    """Return what ``viewer`` asks of a programme.

    :raises Programme.DoesNotExist: none of the viewer's.
    :raises ProgrammeVersion.DoesNotExist: no rule was in force on ``as_of``.
    """
    programme = programmes_for(viewer).get(pk=programme_id)
    version = ProgrammeVersion.objects.in_force(programme, as_of)
    if version is None:
        raise ProgrammeVersion.DoesNotExist
    return Inquiry(viewer=viewer, programme=programme, version=version, as_of=as_of)
