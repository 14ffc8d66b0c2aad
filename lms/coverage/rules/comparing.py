"""Places side by side: what is compared, and how a difference is said."""

from dataclasses import dataclass

# The most places beside the whole: more do not fit on a page that is printed.
MOST = 4


@dataclass(frozen=True)
class Figure:
    """One figure of one place. ``value`` is whole units of ``unit``, ``None`` where there is nothing to say.

    Units: ``people`` and ``tenths`` of a percent, ``hundredths`` of a credit, ``minutes``.
    """

    value: int | None
    unit: str


def difference(one: Figure, whole: Figure) -> int | None:
    """Return how much ``one`` is above ``whole``, in its unit; ``None`` for counts, which only grow with the place.

    >>> difference(Figure(667, "tenths"), Figure(500, "tenths"))
    167
    """
    if one.unit == "people" or one.value is None or whole.value is None:
        return None
    return one.value - whole.value


def each(total: int, people: int) -> int | None:
    """Return ``total`` divided among ``people``, rounded to the nearest; ``None`` among nobody.

    >>> each(100, 3), each(50, 4), each(1, 0)
    (33, 13, None)
    """
    return (2 * total + people) // (2 * people) if people else None


def signed(tenths: int) -> str:
    """Return tenths with their sign and one decimal.

    >>> signed(167), signed(-5), signed(0)
    ('+16.7', '−0.5', '±0.0')
    """
    sign = "+" if tenths > 0 else "−" if tenths < 0 else "±"
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
