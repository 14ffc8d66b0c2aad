"""Pure arithmetic of credits, in hundredths of a credit."""


def credits_for_minutes(minutes: int, *, minutes_per_credit: int, ceiling: int | None = None) -> int:
    """Return the credit earned by an attendance, in hundredths of a credit.

    Part credits count, rounded down to the hundredth, so cutting one attendance into several never earns more.

    :param minutes: whole minutes present, zero or more.
    :param minutes_per_credit: whole minutes that earn one credit, one or more.
    :param ceiling: the most one attendance may earn, in hundredths; ``None`` is no limit.
    :raises ValueError: a negative ``minutes`` or a ``minutes_per_credit`` below one.

    Source: the credit rule the caller passes in; its document and clause are on ``CreditRule``.

    >>> credits_for_minutes(95, minutes_per_credit=60)
    158
    >>> credits_for_minutes(600, minutes_per_credit=60, ceiling=500)
    500
    """
    if minutes < 0:
        raise ValueError("minutes are zero or more")
    if minutes_per_credit < 1:
        raise ValueError("a credit takes one minute or more")
    earned = minutes * 100 // minutes_per_credit
    return earned if ceiling is None else min(earned, ceiling)


def room_left(*, cap: int | None, used: int, earned: int) -> int:
    """Return how much of ``earned`` still counts when ``used`` of a yearly ``cap`` is taken, all in hundredths.

    >>> room_left(cap=1000, used=900, earned=158)
    100
    >>> room_left(cap=None, used=900, earned=158)
    158
    """
    return earned if cap is None else max(0, min(earned, cap - used))
