"""The life of a traineeship as one table: which state may follow which, at whose hand, and where a reason is due.

Pure: states and hands are the texts that the models keep.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# Before somebody asks for a class, or is put into it, there is no state.
NEW = ""
# Who asks waits for an answer.
ASKING = frozenset({"applied", "nominated"})
# Who holds one of the places of the class.
HOLDING = frozenset({"approved", "running", "suspended", "completed", "failed"})
# Who has not begun: what was said so far is an answer and no training.
BEFORE = ASKING | {"waiting", "approved", "refused"}


class Hand(StrEnum):
    """In what part somebody changes a traineeship."""

    PERSON = "person"
    INSTITUTION = "institution"
    CLASS = "class"
    SYSTEM = "system"


class Fault(StrEnum):
    """Why a change may not be made."""

    NO_WAY = "no_way"
    NOT_BY_YOU = "not_by_you"
    REASON_MISSING = "reason_missing"


@dataclass(frozen=True)
class Move:
    """A change that is allowed: by these hands, and of these the ones that must say why."""

    by: frozenset[Hand]
    reason_from: frozenset[Hand] = frozenset()


def _by(*hands: Hand, why: frozenset[Hand] = frozenset()) -> Move:
    return Move(frozenset(hands), why)


_PERSON, _INSTITUTION, _CLASS, _SYSTEM = Hand.PERSON, Hand.INSTITUTION, Hand.CLASS, Hand.SYSTEM
_ALL = frozenset(Hand)
# Who takes somebody else out says why; one's own application is taken back without a word.
_OTHERS = frozenset({_INSTITUTION, _CLASS})
_GIVEN_UP = _by(_PERSON, _INSTITUTION, _CLASS, _SYSTEM, why=_OTHERS)
_TAKEN_OUT = _by(_CLASS, _SYSTEM, why=_OTHERS)
_SAID_NO = _by(_CLASS, why=_ALL)

MOVES: Mapping[tuple[str, str], Move] = {
    (NEW, "applied"): _by(_PERSON),
    (NEW, "nominated"): _by(_INSTITUTION),
    (NEW, "running"): _by(_CLASS, _SYSTEM),
    ("applied", "approved"): _by(_CLASS),
    ("applied", "waiting"): _by(_CLASS),
    ("applied", "refused"): _SAID_NO,
    ("applied", "withdrawn"): _GIVEN_UP,
    ("nominated", "approved"): _by(_CLASS),
    ("nominated", "waiting"): _by(_CLASS),
    ("nominated", "refused"): _SAID_NO,
    ("nominated", "withdrawn"): _GIVEN_UP,
    ("waiting", "approved"): _by(_SYSTEM),
    ("waiting", "refused"): _SAID_NO,
    ("waiting", "withdrawn"): _GIVEN_UP,
    ("approved", "running"): _by(_CLASS, _SYSTEM),
    ("approved", "withdrawn"): _GIVEN_UP,
    ("running", "suspended"): _SAID_NO,
    ("running", "completed"): _by(_SYSTEM),
    ("running", "failed"): _SAID_NO,
    ("running", "withdrawn"): _TAKEN_OUT,
    ("suspended", "running"): _by(_CLASS),
    ("suspended", "failed"): _SAID_NO,
    ("suspended", "withdrawn"): _TAKEN_OUT,
    ("completed", "running"): _by(_SYSTEM),
    ("completed", "withdrawn"): _TAKEN_OUT,
    ("failed", "running"): _SAID_NO,
    ("refused", "applied"): _by(_PERSON, _CLASS),
    ("refused", "nominated"): _by(_INSTITUTION, _CLASS),
    ("refused", "running"): _by(_CLASS, _SYSTEM),
    ("withdrawn", "applied"): _by(_PERSON),
    ("withdrawn", "nominated"): _by(_INSTITUTION),
    ("withdrawn", "running"): _by(_CLASS, _SYSTEM),
}


def fault_of(before: str, after: str, *, hand: str, reason: str = "") -> Fault | None:
    """Return why nobody, or not this ``hand``, may turn ``before`` into ``after``; ``None`` where it is allowed.

    >>> fault_of("applied", "approved", hand="class") is None
    True
    >>> fault_of("applied", "completed", hand="system").value
    'no_way'
    >>> fault_of("running", "suspended", hand="class").value
    'reason_missing'
    """
    move = MOVES.get((before, after))
    if move is None:
        return Fault.NO_WAY
    if hand not in move.by:
        return Fault.NOT_BY_YOU
    return Fault.REASON_MISSING if hand in move.reason_from and not reason.strip() else None


def may_become(before: str, *, hand: str) -> list[str]:
    """Return the states into which ``hand`` may turn ``before``, in the order of the table.

    >>> may_become("suspended", hand="class")
    ['running', 'failed', 'withdrawn']
    """
    return [after for (state, after), move in MOVES.items() if state == before and hand in move.by]
