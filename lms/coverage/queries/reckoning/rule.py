"""What a version of a programme asks on a day, read once and ready to be put into a statement."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from lms.coverage.models import Programme, ProgrammeVersion
from lms.coverage.queries.place import LEVELS
from lms.coverage.queries.question import end_of
from lms.coverage.rules.dueness import AGE_BANDS, years_before
from lms.people.models import Division


@dataclass(frozen=True)
class Rule:
    """One version on one day.

    Figures that are kept go on from their day with whatever is learned; ``closed``, nothing counts that happened after
    the day: that is how a day that is over is asked about. ``areas`` are the divisions it is for; ``living`` leads from
    rows of divisions that have ended to those that carry their code on. What is found is kept in ``roll_up``, if any.
    """

    programme: Programme
    version: ProgrammeVersion
    day: date
    areas: list[Division]
    living: dict[int, int] = field(default_factory=dict)
    closed: bool = False
    roll_up: int | None = None

    @property
    def last_on(self) -> date:
        """The last day on which something done counts."""
        return min(self.programme.ends_on, self.day) if self.closed else self.programme.ends_on

    @property
    def placed_on(self) -> date:
        """The day of which is asked who is due: after the programme has ended, its last."""
        return min(self.programme.ends_on, self.day)

    @property
    def places(self) -> str:
        """The table that says who works where."""
        return "people_rosterentry" if self.version.roster_id else "people_post"

    @property
    def parameters(self) -> dict[str, Any]:
        """What the statements leave open."""
        day, own = connection.ops.adapt_datefield_value, self.version
        moment = connection.ops.adapt_datetimefield_value
        bands = {f"age_{age}": day(years_before(self.placed_on, age)) for age, _band in AGE_BANDS}
        return {
            **bands,
            **{f"post_{n}": kind for n, kind in enumerate(own.post_kinds)},
            **{f"kind_{n}": kind for n, kind in enumerate(own.institution_kinds)},
            "roll_up": self.roll_up,
            "day": day(self.day),
            "placed_on": day(self.placed_on),
            "starts_on": day(self.programme.starts_on),
            "ends_on": day(self.programme.ends_on),
            "since": moment(end_of(self.programme.starts_on - timedelta(days=1))),
            "last_on": day(self.last_on),
            "until": moment(end_of(self.last_on)),
            "then": moment(end_of(self.day)),
            "roster": own.roster_id,
            "scheme": own.scheme_id,
            "authority": own.authority,
            "certificate": own.certificate_kind,
            "hundredths": own.target_credits_hundredths,
            "minutes": own.target_minutes,
        }


def rule_of(
    programme: Programme, version: ProgrammeVersion, day: date, *, closed: bool = False, roll_up: int | None = None
) -> Rule:
    """Return ``version`` as it is asked on ``day``; ``closed``, of what there was at its end. Two queries."""
    codes = [programme.division.code, *version.division_codes]
    areas = list(Division.objects.filter(code__in=codes).order_by("pk"))
    ended = Division.objects.filter(valid_to__lte=day, level__in=LEVELS).values_list("pk", "code")
    gone = dict(ended)
    now = dict(Division.objects.on(day).filter(code__in=set(gone.values())).values_list("code", "pk")) if gone else {}
    living = {pk: now[code] for pk, code in gone.items() if code in now}
    return Rule(programme, version, day, areas, living, closed, roll_up)
