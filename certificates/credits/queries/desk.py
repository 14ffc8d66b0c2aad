"""What the desk shows of a person's year: worked out beforehand, read in one query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from certificates.credits.models import Outlook
from certificates.credits.queries.gaps import credits_and_hours, things_text


@dataclass(frozen=True)
class OutlookView:
    """One row with those of its ways that are still open."""

    row: Outlook
    ways: tuple[dict[str, Any], ...]

    @property
    def missing_text(self) -> str:
        """What is missing, in words."""
        row = self.row
        return credits_and_hours(row.missing_hundredths, row.missing_kinds, row.missing_hours_hundredths)

    @property
    def things_text(self) -> str:
        """How many of which kinds of activity would close the gap, in words."""
        return things_text(self.row.ways_by_kind)

    @property
    def offered(self) -> list[tuple[dict[str, Any], str]]:
        """Each way that is open, with what it adds in words; one kept before hours were counted has none."""
        return [(way, credits_and_hours(way["hundredths"], {}, way.get("hours", 0))) for way in self.ways]

    @property
    def stands(self) -> bool:
        """Whether the ways still close the gap: none of them has run out since they were chosen."""
        return self.row.closes and bool(self.row.ways_by_kind) and len(self.ways) == len(self.row.ways)


def outlooks_of(person: Any, at: datetime) -> list[OutlookView]:
    """Return where ``person``'s current year stands under each authority. One query."""
    rows = Outlook.objects.filter(person=person.pk, year=timezone.localdate(at).year).order_by("authority")
    return [OutlookView(row, tuple(way for way in row.ways if _is_open(way, at))) for row in rows]


def _is_open(way: dict[str, Any], at: datetime) -> bool:
    return way["until"] is None or datetime.fromisoformat(way["until"]) > at
