"""Which days that are over are usually asked for."""

from datetime import date, timedelta


def usual_days(first: date, last: date, today: date) -> list[date]:
    """Return the ends of the last year and of the last month, as far as they lie between ``first`` and ``last``.

    >>> usual_days(date(2024, 1, 1), date(2026, 12, 31), date(2026, 11, 27))
    [datetime.date(2025, 12, 31), datetime.date(2026, 10, 31)]
    """
    ends = {date(today.year - 1, 12, 31), today.replace(day=1) - timedelta(days=1)}
    return sorted(end for end in ends if first <= end <= last)
