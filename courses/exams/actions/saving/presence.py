"""Which phones a sitting is open on, and what they noticed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from courses.exams.actions.saving.draft import Draft
from courses.exams.models import Presence, Signal
from courses.exams.rules.sync import estimated, instant

# A phone that saves every second is not written down every second.
EVERY = timedelta(seconds=10)
# Two phones heard of within this are in use at once.
AT_ONCE = timedelta(seconds=60)
# The number of what the server notices of a device; a device itself counts from one.
OURS = 0
MOST_REMEMBERED = 50_000

# By nonce and device.
_noted: dict[tuple[str, str], datetime] = {}


def note(drafts: Sequence[Draft]) -> None:
    """Write down which phones were heard of and what they noticed, in the caller's transaction."""
    _notices([draft for draft in drafts if draft.save.sync.notices])
    due, noted = {}, {}
    for draft in drafts:
        device, at = draft.save.sync.device, draft.save.at
        key = (draft.state.nonce, device)
        if key not in _noted or abs(at - _noted[key]) >= EVERY:
            due[draft.sitting_id, device] = noted[key] = at
    if not due:
        return
    Presence.objects.bulk_create(
        [Presence(sitting_id=s, device=d, first_seen_at=at, last_seen_at=at) for (s, d), at in due.items()],
        update_conflicts=True,
        unique_fields=["sitting", "device"],
        update_fields=["last_seen_at"],
    )
    _second_devices(due)
    transaction.on_commit(lambda: _remember(noted))


def _remember(noted: dict[tuple[str, str], datetime]) -> None:
    if len(_noted) > MOST_REMEMBERED:
        _noted.clear()
    _noted.update(noted)


def _notices(drafts: Sequence[Draft]) -> None:
    if not drafts:
        return
    asked = Q(pk__in=[])
    for draft in drafts:
        numbers = [notice.number for notice in draft.save.sync.notices]
        asked |= Q(sitting=draft.sitting_id, device=draft.save.sync.device, number__in=numbers)
    there = set(Signal.objects.filter(asked).values_list("sitting_id", "device", "number"))
    fresh = []
    for draft in drafts:
        sync, at = draft.save.sync, draft.save.at
        for notice in sync.notices:
            draft.kept.append(notice.number)
            key = (draft.sitting_id, sync.device, notice.number)
            if key in there:
                continue
            there.add(key)
            fresh.append(
                Signal(
                    sitting_id=draft.sitting_id,
                    device=sync.device,
                    number=notice.number,
                    kind=notice.kind,
                    details=notice.details,
                    device_at=instant(notice.at),
                    estimated_at=instant(estimated(notice.at, sync.now, draft.received)),
                    received_at=at,
                )
            )
    Signal.objects.bulk_create(fresh)


def _second_devices(due: dict[tuple[int, str], datetime]) -> None:
    """Note of each device that is in use while another one is that it is, once."""
    sittings = {sitting_id for sitting_id, _device in due}
    seen = Presence.objects.filter(sitting__in=sittings).values_list("sitting_id", "device", "last_seen_at")
    others: dict[int, list[tuple[str, datetime]]] = {}
    for sitting_id, device, last in seen:
        others.setdefault(sitting_id, []).append((device, last))
    second = {
        (sitting_id, device): at
        for (sitting_id, device), at in due.items()
        if any(other != device and abs(at - last) <= AT_ONCE for other, last in others[sitting_id])
    }
    if not second:
        return
    known = Signal.objects.filter(sitting__in={pk for pk, _device in second}, number=OURS)
    known_keys = set(known.values_list("sitting_id", "device"))
    Signal.objects.bulk_create(
        Signal(
            sitting_id=sitting_id,
            device=device,
            number=OURS,
            kind=Signal.Kind.TWO_DEVICES,
            estimated_at=at,
            received_at=at,
        )
        for (sitting_id, device), at in second.items()
        if (sitting_id, device) not in known_keys
    )
