"""The demo's calendar: a class that began ten weeks ago, whenever the demo is loaded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

WEEKS_AGO = 10
THURSDAY = 3


@dataclass(frozen=True)
class Calendar:
    """Instants counted from the first day of the class, in the product's own time zone."""

    now: datetime

    @property
    def start(self) -> datetime:
        """Eight in the morning of the first day."""
        first = timezone.localtime(self.now) - timedelta(weeks=WEEKS_AGO)
        return first.replace(hour=8, minute=0, second=0, microsecond=0)

    def day(self, number: int, hour: int, minute: int = 0) -> datetime:
        """Return a time of day on day ``number`` of the class."""
        return (self.start + timedelta(days=number)).replace(hour=hour, minute=minute)

    def thursday(self, number: int) -> datetime:
        """Return half past seven in the evening of the class's Thursday ``number``; the ninth is in the coming week."""
        first = self.start + timedelta(days=14 + (THURSDAY - self.start.weekday()) % 7)
        return (first + timedelta(weeks=number)).replace(hour=19, minute=30)
