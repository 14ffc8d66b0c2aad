"""What a phone hands over of a sitting, read with suspicion."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

# Far above any number of changes a person makes, far below what the database holds.
HIGHEST_NUMBER = 1_000_000
MOST_ENTRIES = 2_000
LONGEST_TEXT = 10_000
LONGEST_DETAILS = 2_000
# A phone's clock may be off by years; what lies outside these is no time at all.
_LATEST_MS = 4_102_444_800_000  # the year 2100

_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)

_DEVICE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DOCUMENT = {"token", "device", "now", "entries", "signals", "submit", "all"}
_ENTRY = {"number", "position", "sequence", "shown", "text", "at"}
_SIGNAL = {"number", "kind", "at", "details"}
_KINDS = {"left", "back", "reload", "offline", "online", "two_devices"}


class Unreadable(Exception):
    """It cannot be understood at all. ``code`` says why, ``name`` which part."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code)
        self.code, self.name = code, name


class Entry(NamedTuple):
    """One save of one answer. Of ``shown`` and ``text`` one is ``None``; both are if it cannot be an answer.

    :param at: when it was given by the phone's clock, in milliseconds since 1970; ``None`` where none was asked.
    """

    number: int
    position: int
    sequence: int
    shown: tuple[int, ...] | None
    text: str | None
    at: int | None


class Notice(NamedTuple):
    """One thing a phone noticed."""

    number: int
    kind: str
    at: int
    details: dict[str, Any]


class Sync(NamedTuple):
    """Everything a phone hands over at once.

    :param now: what its clock says, in milliseconds since 1970.
    """

    token: str
    device: str
    now: int
    entries: list[Entry]
    notices: list[Notice]
    submit: bool = False
    everything: bool = False


def read(body: bytes) -> Sync:
    """Return what ``body`` says.

    :raises Unreadable: it is not of the agreed shape. An answer that cannot be one is no reason: it is handed on, to be
        refused by itself.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("not_json") from None
    _only(document, _DOCUMENT)
    entries, signals = document.get("entries", []), document.get("signals", [])
    if type(entries) is not list or type(signals) is not list or len(entries) + len(signals) > MOST_ENTRIES:
        raise Unreadable("malformed", "entries")
    device, token = document.get("device"), document.get("token")
    if type(device) is not str or not _DEVICE.fullmatch(device):
        raise Unreadable("malformed", "device")
    if type(token) is not str:
        raise Unreadable("malformed", "token")
    return Sync(
        token,
        device,
        _time(document.get("now"), "now"),
        [_entry(each) for each in entries],
        [_notice(each) for each in signals],
        document.get("submit") is True,
        document.get("all") is True,
    )


def _only(found: Any, known: set[str]) -> None:
    if type(found) is not dict:
        raise Unreadable("malformed")
    if not found.keys() <= known:
        raise Unreadable("unknown_member", min(found.keys() - known))


def _entry(found: Any) -> Entry:
    _only(found, _ENTRY)
    position, sequence = found.get("position"), found.get("sequence")
    shown, text = found.get("shown"), found.get("text")
    sound = _counts(position) and _counts(sequence) and (shown is None) is not (text is None)
    if shown is not None and not _are_places(shown):
        sound = False
    if text is not None and not is_text(text, LONGEST_TEXT):
        sound = False
    return Entry(
        _number(found),
        position if _counts(position) else 0,
        sequence if _counts(sequence) else 0,
        tuple(shown) if sound and shown is not None else None,
        text if sound else None,
        _time(found.get("at"), "at"),
    )


def _notice(found: Any) -> Notice:
    _only(found, _SIGNAL)
    kind, details = found.get("kind"), found.get("details", {})
    if type(kind) is not str or kind not in _KINDS:
        raise Unreadable("malformed", "kind")
    said = json.dumps(details, ensure_ascii=False)
    if type(details) is not dict or "\\u0000" in said or not is_text(said, LONGEST_DETAILS):
        raise Unreadable("malformed", "details")
    return Notice(_number(found), kind, _time(found.get("at"), "at"), details)


def _number(found: dict[str, Any]) -> int:
    number = found.get("number")
    if not _counts(number):
        raise Unreadable("malformed", "number")
    return int(number)  # type: ignore[arg-type]


def _counts(value: object) -> bool:
    return type(value) is int and 1 <= value <= HIGHEST_NUMBER


def _are_places(shown: Any) -> bool:
    return type(shown) is list and len(shown) <= 30 and all(type(place) is int and 0 <= place < 30 for place in shown)


def is_text(value: Any, longest: int) -> bool:
    """Say whether both databases can keep ``value`` as a text of at most ``longest`` characters."""
    if type(value) is not str or len(value) > longest or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _time(value: Any, name: str) -> int:
    if type(value) is not int:
        raise Unreadable("malformed", name)
    return min(max(value, 0), _LATEST_MS)


def instant(milliseconds: int) -> datetime:
    """Return the instant that a phone's clock calls so.

    >>> instant(0).isoformat()
    '1970-01-01T00:00:00+00:00'
    """
    return _EPOCH + milliseconds * _MILLISECOND


def as_milliseconds(at: datetime) -> int:
    """Return ``at`` in milliseconds since 1970.

    >>> as_milliseconds(instant(1_500))
    1500
    """
    return (at - _EPOCH) // _MILLISECOND


def estimated(at: int, now: int, received: int) -> int:
    """Return when something was probably done, by a clock that says ``now`` when it really is ``received``.

    A clock that is years off, but runs, is off by as much at both times. Nothing was done later than it arrived.
    All are milliseconds since 1970.

    >>> estimated(1_000, 4_000, 10_000)
    7000
    """
    return received - max(0, now - at)
