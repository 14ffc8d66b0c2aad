from datetime import UTC, datetime, timedelta

import pytest

from courses.live import rules

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# The first second of a 30-second step.
STEP = datetime(2026, 11, 19, 11, 0, 0, tzinfo=UTC)


def test_codes_are_those_of_rfc_6238():
    # Appendix B of the RFC, SHA-1, the last six of its eight digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    assert rules.code_at(secret, datetime.fromtimestamp(59, UTC)) == "287082"
    assert rules.code_at(secret, datetime.fromtimestamp(1111111109, UTC)) == "081804"


@pytest.mark.parametrize(
    ("seconds", "reading"),
    [
        pytest.param(0, "good", id="same-instant"),
        pytest.param(29.999, "good", id="last-of-its-step"),
        pytest.param(30, "good", id="first-of-the-next-step"),
        pytest.param(59.999, "good", id="last-of-the-next-step"),
        pytest.param(60, "old", id="two-steps-on"),
        pytest.param(3600, "old", id="an-hour-on"),
        pytest.param(-0.001, "wrong", id="not-yet-shown"),
        pytest.param(86400, "wrong", id="a-day-on"),
    ],
)
def test_a_code_is_good_in_its_own_step_and_the_next(seconds, reading):
    code = rules.code_at(SECRET, STEP)

    assert rules.read_code(SECRET, code, at=STEP + timedelta(seconds=seconds)) == reading


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３４５６", "-12345", "12 345"])
def test_what_is_not_six_digits_is_wrong(code):
    assert rules.read_code(SECRET, code, at=STEP) == "wrong"


def test_seconds_left_run_from_thirty_to_one():
    assert rules.seconds_left(STEP) == 30
    assert rules.seconds_left(STEP + timedelta(seconds=29)) == 1
    assert rules.step_of(STEP + timedelta(seconds=30)) == rules.step_of(STEP) + 1


def test_free_number_is_the_lowest():
    assert rules.free_number(set(), capacity=1) == 1
    assert rules.free_number({2}, capacity=2) == 1
    assert rules.free_number({1}, capacity=1) is None
    assert rules.free_number({1, 2, 3}, capacity=2) is None


def test_each_way_to_be_there_has_its_own_codes():
    secrets = {rules.secret_of(SECRET, mode) for mode in ("onsite", "online")}

    assert len({rules.code_at(secret, STEP) for secret in secrets}) == 2
    assert SECRET not in secrets
