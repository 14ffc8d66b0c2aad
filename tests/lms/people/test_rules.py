from datetime import date

import pytest

from lms.people.rules import away_since, birth_date, mask_id_number, mask_phone, sex_code


@pytest.mark.parametrize(
    ("number", "born"),
    [("11010519491231002X", date(1949, 12, 31)), ("110105194913310020", None), ("110105190002290020", None)],
)
def test_birth_date_is_read_from_the_number_or_is_none(number, born):
    assert birth_date(number) == born


@pytest.mark.parametrize(("number", "sex"), [("11010519491231003X", "M"), ("11010519491231002X", "F")])
def test_sex_is_the_parity_of_the_17th_digit(number, sex):
    assert sex_code(number) == sex


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_id_number, "11010519491231002X", "110105********002X"),
        (mask_id_number, "", ""),
        (mask_phone, "13800138000", "138****8000"),
        (mask_phone, "", ""),
    ],
)
def test_numbers_are_shown_masked(mask, value, shown):
    assert mask(value) == shown


MARCH, JUNE, JULY = date(2026, 3, 1), date(2026, 6, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("leaves", "day", "since"),
    [
        pytest.param([], JUNE, None, id="none"),
        pytest.param([(JUNE, None)], MARCH, None, id="later"),
        pytest.param([(MARCH, JUNE)], JUNE, None, id="back-on-the-day"),
        pytest.param([(MARCH, JUNE), (JUNE, None)], JULY, MARCH, id="one-after-the-other"),
        pytest.param([(MARCH, JUNE), (date(2026, 6, 2), None)], JULY, date(2026, 6, 2), id="a-day-between"),
        pytest.param([(MARCH, JULY), (date(2026, 4, 1), JUNE)], JUNE, MARCH, id="one-within-the-other"),
        pytest.param([(JUNE, None), (MARCH, None)], JULY, MARCH, id="two-without-an-end"),
        pytest.param([(MARCH, JUNE), (JULY, None)], date(2026, 6, 15), None, id="between-two"),
    ],
)
def test_leaves_without_a_day_between_are_one(leaves, day, since):
    assert away_since(leaves, day) == since
