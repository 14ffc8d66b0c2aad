from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exchange import rules
from lms.exchange.rules import Bad
from lms.people.rules import id_number_check, id_number_fault, sound_id_numbers
from tests.factories.exchange import id_number

SOUND = "11010519491231002X"
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (SOUND, SOUND),
        ("11010519491231002x", SOUND),
        (SOUND.translate(FULL_WIDTH), SOUND),
        (f" {SOUND}　", SOUND),
        ("110105 19491231 002X", SOUND),
        (f"'{SOUND}", SOUND),
        (f'="{SOUND}"', SOUND),
        ("", ""),
        (None, ""),
        (1.10105194912310e17, Bad("id_destroyed")),
        (110105194912310021, Bad("id_destroyed")),
        ("1.10105E+17", Bad("id_destroyed")),
        ("110105194912310000", Bad("id_destroyed")),
        ("110105194912310021", Bad("id_check")),
        ("11010519491331002X", Bad("id_date")),
        ("11010518491231002X", Bad("id_check")),
        ("1101051949123100AX", Bad("id_digits")),
        ("110105491231002", Bad("id_length", {"length": 15})),
    ],
)
def test_id_number(value, wanted):
    assert rules.id_number(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("13800138000", "13800138000"),
        (13800138000.0, "13800138000"),
        (13800138000, "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("86-138-0013-8000", "13800138000"),
        ("", ""),
        ("1.38E+10", Bad("phone_destroyed")),
        ("12800138000", Bad("phone_odd")),
        ("0536-1234567", Bad("phone_odd")),
    ],
)
def test_phone(value, wanted):
    assert rules.phone(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2024-3-1", "2024-03-01"),
        ("2024年3月1日", "2024-03-01"),
        ("2024 年 3 月 1 日", "2024-03-01"),
        ("2024/03/01", "2024-03-01"),
        ("2024.3.1", "2024-03-01"),
        ("20240301", "2024-03-01"),
        (20240301.0, "2024-03-01"),
        (45352.0, "2024-03-01"),
        ("45352", "2024-03-01"),
        (date(2024, 3, 1), "2024-03-01"),
        (datetime(2024, 3, 1, 8, 30), "2024-03-01"),
        ("2024-03-01 00:00:00", "2024-03-01"),
        ("２０２４－０３－０１", "2024-03-01"),
        ("2020.7", "2020-07-01"),
        (2020.7, "2020-07-01"),
        (2020.12, "2020-12-01"),
        ("2020.1", "2020-01-01"),
        (2020.1, Bad("date_odd", {"value": "2020.1"})),
        ("1999-07", "1999-07-01"),
        ("2020年7月", "2020-07-01"),
        ("202007", "2020-07-01"),
        (202007.0, "2020-07-01"),
        ("2020.13", Bad("date_odd", {"value": "2020.13"})),
        ("0000.01", Bad("date_odd", {"value": "0000.01"})),
        ("", ""),
        ("2024-02-30", Bad("date_odd", {"value": "2024-02-30"})),
        ("去年", Bad("date_odd", {"value": "去年"})),
        ("1899-12-31", Bad("date_odd", {"value": "1899-12-31"})),
    ],
)
def test_day(value, wanted):
    assert rules.day(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("1980.01", "1980-01"),
        (1980.01, "1980-01"),
        ("1980 年 1 月", "1980-01"),
        ("198001", "1980-01"),
        ("1980-01-01", "1980-01-01"),
        (date(1980, 1, 1), "1980-01-01"),
        ("", ""),
        (1980.1, Bad("date_odd", {"value": "1980.1"})),
        ("1880.01", Bad("date_odd", {"value": "1880.01"})),
    ],
)
def test_birth(value, wanted):
    assert rules.birth(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("李明", "李明"),
        ("李　 明", "李明"),
        ("王㛃", "王㛃"),
        ("周𬭎", "周𬭎"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("John Smith", "John Smith"),
        ("  ", Bad("name_missing")),
        ("李明2", Bad("name_odd", {"value": "李明2"})),
        ("李" * 51, Bad("too_long", {"most": 50})),
    ],
)
def test_name(value, wanted):
    assert rules.name(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("370702001000", "370702001000"),
        (370702001000.0, "370702001000"),
        ("370702", "370702000000"),
        ("", ""),
        ("37070", Bad("division_odd", {"value": "37070"})),
        ("潍坊", Bad("division_odd", {"value": "潍坊"})),
    ],
)
def test_division_code(value, wanted):
    assert rules.division_code(value) == wanted


@pytest.mark.parametrize(
    ("value", "formula"), [("=1+1", True), ("=A1", True), ('="370702"', False), ("a=b", False), (1.0, False)]
)
def test_is_formula(value, formula):
    assert rules.is_formula(value) is formula


def test_one_of_knows_words_in_any_letters_and_lists_them_otherwise():
    clean = rules.one_of({"男": "M", "M": "M"}, "男、女")

    assert (clean(" 男 "), clean("m"), clean("")) == ("M", "M", "")
    assert clean("不详") == Bad("not_in_list", {"value": "不详", "offered": "男、女"})


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        (SOUND, "110105********002X"),
        (SOUND.lower(), "110105********002x"),
        ("身份证110105 19491231 002X李明", "身份证110105********002X李明"),
        (SOUND.translate(FULL_WIDTH), "１１０１０５********００２Ｘ"),
        ("110105491231002", "110105********1002"),
        (f"200637110{SOUND}", "200637********002X"),
        ("138 0013 8000", "138****8000"),
        ("+86-138-0013-8000", "+138****8000"),
        ("138001380001", "138001380001"),
        ("370702001000", "370702001000"),
        ("2024-03-01 00:00:00", "2024-03-01 00:00:00"),
    ],
)
def test_masked(shown, wanted):
    assert rules.masked(shown) == wanted


@given(st.text("甲 -"), st.integers(10**14, 10**17 - 1), st.sampled_from(["", "X", "x", "5"]), st.text("乙a "))
def test_no_number_as_long_as_an_id_number_is_shown(before, body, end, after):
    assert f"{body}" not in rules.masked(f"{before}{body}{end}{after}")


sound_numbers = st.builds(
    lambda born, serial, area: id_number(serial, f"{born:%Y%m%d}", str(area)),
    st.dates(date(1900, 1, 1), date(2020, 1, 1)),
    st.integers(0, 999),
    st.integers(110000, 659999),
)


@given(sound_numbers, st.sampled_from(["", " ", "　", "\t", "\u200b"]), st.booleans())
def test_a_sound_id_number_survives_every_spelling(number, space, wide):
    spelled = number.lower().translate(FULL_WIDTH) if wide else number.lower()

    assert rules.id_number(f"{space}{spelled}{space}") == number


@given(sound_numbers, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number, place, step):
    old = 10 if number[place] == "X" else int(number[place])
    wrong = f"{number[:place]}{(old + step) % 10}{number[place + 1 :]}"

    assert isinstance(rules.id_number(wrong), Bad) or wrong == number


@given(st.lists(st.one_of(sound_numbers, st.text("0123456789Xx", min_size=15, max_size=19))))
def test_the_quick_check_of_a_column_says_what_the_slow_one_says(numbers):
    assert sound_id_numbers(numbers) == {number for number in numbers if id_number_fault(number) is None}


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_character_is_the_one_of_the_standard(body):
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))

    assert id_number_check(body) == "10X98765432"[total % 11]


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_is_the_same_however_it_is_written(day):
    spellings = [
        day,
        f"{day.year}-{day.month}-{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y/%m/%d}",
    ]

    assert {rules.day(each) for each in spellings} == {day.isoformat()}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (None, ""),
        (3.0, "3"),
        (3.5, "3.5"),
        (datetime(2026, 11, 19, 8, 0), "2026-11-19"),
        (7, "7"),
        ("a  b", "a b"),
        ("' 0", "0"),
    ],
)
def test_text_of_any_cell(value, wanted):
    assert rules.text(value) == wanted


@given(st.text())
def test_text_is_stable(value):
    once = rules.text(value)

    assert rules.text(once.removeprefix("'")) in (once, once.removeprefix("'"), rules.text(once))
    assert once == once.strip()


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("110370700000001", "110370700000001"),
        (" 鲁卫 3707-2012 ", "鲁卫 3707-2012"),
        ("", ""),
        ("1" * 41, Bad("too_long", {"most": 40})),
        (f"200637110{SOUND}", Bad("licence_holds_id")),
        (f"200637110{SOUND.lower()}", Bad("licence_holds_id")),
        (SOUND, Bad("licence_holds_id")),
        ("200637110110105194912310021", "200637110110105194912310021"),
    ],
)
def test_licence_number(value, wanted):
    assert rules.licence_number(value) == wanted


@pytest.mark.parametrize(
    ("field", "clean"), [("name", rules.name), ("phone", rules.phone), ("licence_number", rules.licence_number)]
)
def test_what_a_pattern_calls_clean_the_cleaner_leaves_alone(field, clean):
    pattern = rules.CLEAN[field]

    @given(st.from_regex(pattern, fullmatch=True))
    def check(value):
        assert clean(value) == value

    check()
