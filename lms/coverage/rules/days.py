"""Which days that are over are usually asked for."""

from datetime import date, timedelta


def usual_days(first: date, last: date, today: date) -> list[date]:
    """Return the ends of the last year, quarter and month, as far as they lie between ``first`` and ``last``.

    >>> usual_days(date(2024, 1, 1), date(2026, 12, 31), date(2026, 11, 27))
    [datetime.date(2025, 12, 31), datetime.date(2026, 9, 30), datetime.date(2026, 10, 31)]
    """
    quarter = (today.month - 1) // 3 * 3 + 1
    ends = {today.replace(month=month, day=1) - timedelta(days=1) for month in (1, quarter, today.month)}
    return sorted(end for end in ends if first <= end <= last)
