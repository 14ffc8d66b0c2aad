"""The table of a traineeship's changes."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.schemes.models import TraineeshipState
from certificates.schemes.rules import lifecycle
from certificates.schemes.rules.lifecycle import BEFORE, HOLDING, MOVES, NEW, Fault, Hand, fault_of, may_become

STATES = [NEW, *TraineeshipState.values]
states, hands = st.sampled_from(STATES), st.sampled_from(list(Hand))


def test_docstrings_are_true():
    assert doctest.testmod(lifecycle).failed == 0


def test_the_table_speaks_of_the_states_there_are():
    named = {state for pair in MOVES for state in pair}
    assert named == set(STATES)
    assert BEFORE | HOLDING | {"withdrawn"} == set(TraineeshipState.values)


@given(states, states, hands, st.text(max_size=5))
def test_only_what_the_table_holds_is_allowed(before, after, hand, reason):
    fault = fault_of(before, after, hand=hand, reason=reason)
    move = MOVES.get((before, after))

    assert (fault == Fault.NO_WAY) == (move is None)
    if move:
        assert (fault == Fault.NOT_BY_YOU) == (hand not in move.by)
    if fault is None:
        assert after in may_become(before, hand=hand)
        assert after != before


@given(st.lists(st.tuples(states, hands), max_size=8))
def test_nobody_completes_who_has_not_begun_and_nobody_starts_again_as_new(steps):
    state, seen = NEW, [NEW]
    for wanted, hand in steps:
        if fault_of(state, wanted, hand=hand, reason="r") is None:
            state = wanted
            seen.append(state)

    assert NEW not in seen[1:]
    if "completed" in seen:
        assert "running" in seen[: seen.index("completed")]


@pytest.mark.parametrize("after", ["refused", "suspended", "failed"])
def test_what_hurts_needs_a_reason_whoever_does_it(after):
    for (before, to), move in MOVES.items():
        if to == after:
            for hand in move.by:
                assert fault_of(before, to, hand=hand, reason="  ") == Fault.REASON_MISSING


def test_who_is_put_out_by_others_is_told_why_and_who_goes_need_not_say():
    assert fault_of("approved", "withdrawn", hand=Hand.PERSON) is None
    assert fault_of("approved", "withdrawn", hand=Hand.INSTITUTION) == Fault.REASON_MISSING
    assert fault_of("running", "withdrawn", hand=Hand.PERSON) == Fault.NOT_BY_YOU
    assert fault_of("suspended", "completed", hand=Hand.SYSTEM) == Fault.NO_WAY
