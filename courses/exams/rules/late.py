"""What arrives after the bell."""

from datetime import datetime


def was_in_time(estimated_at: datetime | None, started_at: datetime, deadline_at: datetime) -> bool:
    """Say whether an answer was given while its sitting ran, as far as the phone's clock can tell.

    >>> from datetime import UTC, datetime
    >>> noon, one, two = (datetime(2026, 11, 19, hour, tzinfo=UTC) for hour in (12, 13, 14))
    >>> was_in_time(one, noon, two), was_in_time(two, noon, one), was_in_time(None, noon, two)
    (True, False, False)
    """
    return estimated_at is not None and started_at <= estimated_at <= deadline_at
