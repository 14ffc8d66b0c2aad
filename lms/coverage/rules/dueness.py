"""Who is due: ages, areas and days, as the statement that looks for them needs them."""

from datetime import date

# The first age of each band, oldest first.
AGE_BANDS = ((60, "60+"), (55, "55-59"), (45, "45-54"), (35, "35-44"), (0, "<35"))


def years_before(day: date, years: int) -> date:
    """Return the last birth date of those who are ``years`` old on ``day``.

    Who was born on 29 February is a year older on 1 March.

    >>> years_before(date(2026, 2, 28), 2), years_before(date(2028, 2, 29), 3)
    (datetime.date(2024, 2, 28), datetime.date(2025, 2, 28))
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def age_band(born_on: date | None, day: date) -> str:
    """Return the band of somebody's age on ``day``; empty where the birth date is not known.

    >>> age_band(date(1981, 11, 26), date(2026, 11, 26)), age_band(date(1981, 11, 27), date(2026, 11, 26))
    ('45-54', '35-44')
    """
    if born_on is None:
        return ""
    return next((band for age, band in AGE_BANDS if born_on <= years_before(day, age)), AGE_BANDS[-1][1])
