"""What is wrong with the records, in words that name the first one."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.records.models import SealedRun
from lms.records.queries import rows
from lms.records.rules.canonical import leaf_of
from lms.records.rules.note import Note
from lms.records.rules.tiles import BITS, split


class Kind(StrEnum):
    """The ways in which records can be wrong."""

    CHANGED = "changed"
    DELETED = "deleted"
    INSERTED = "inserted"
    BACKDATED = "backdated"
    REORDERED = "reordered"
    HASHES = "hashes"
    HEAD = "head"
    SIGNATURE = "signature"


class Source(IntEnum):
    """Where a head is from. Of several over as many records, that of the highest is proven first."""

    FILE = 0
    DATABASE = 1
    BROUGHT = 2


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    :param record_id: the first record it concerns, as near as it can be told; ``None`` where it is none.
    """

    kind: Kind
    words: str
    record_id: int | None = None


def first_of(runs: Sequence[SealedRun], ids: Sequence[int], leaves: Sequence[bytes]) -> Fault | None:
    """Return the first difference between what is kept of some runs and the records that stand there now."""
    kept = [each for run in runs for each in split(bytes(run.hashes))]
    if kept == list(leaves):
        return _wrong_numbers(runs, ids)
    place = next((n for n, (one, other) in enumerate(zip(kept, leaves, strict=False)) if one != other), None)
    if place is None:
        place = min(len(kept), len(leaves))
    if place == len(leaves):
        return _deleted(runs, ids, place)
    number, moved = ids[place], leaves[place] in set(kept[place:])
    if place == len(kept) or (not moved and kept[place] in set(leaves[place:])):
        said = _("Record %(number)s was inserted afterwards: it was not there when the records around it were sealed.")
        return Fault(Kind.INSERTED, said % {"number": number}, number)
    if moved and kept[place] not in set(leaves):
        return _deleted(runs, ids, place)
    if moved:
        return Fault(Kind.REORDERED, _("Record %(number)s is no longer in its place.") % {"number": number}, number)
    return _changed(ids, place, kept[place])


def _wrong_numbers(runs: Sequence[SealedRun], ids: Sequence[int]) -> Fault | None:
    begin = 0
    for run in runs:
        end = begin + run.width
        if (run.first_id, run.last_id) != (ids[begin], ids[end - 1]):
            return altered(ids[begin], ids[end - 1])
        begin = end
    return None


def _deleted(runs: Sequence[SealedRun], ids: Sequence[int], place: int) -> Fault:
    begin = runs[0].start
    run = next(each for each in runs if each.start - begin <= place < each.start - begin + each.width)
    lowest = max(run.first_id, ids[place - 1] + 1 if place else run.first_id)
    highest = min(run.last_id, ids[place] - 1 if place < len(ids) else run.last_id)
    if lowest == highest:
        return Fault(Kind.DELETED, _("Record %(number)s has been deleted.") % {"number": lowest}, lowest)
    said = _("A record with a number from %(lowest)s to %(highest)s has been deleted.")
    return Fault(Kind.DELETED, said % {"lowest": lowest, "highest": highest}, lowest)


def _changed(ids: Sequence[int], place: int, kept: bytes) -> Fault:
    """Return that a record was changed; or that it says what another one said, which stands near it."""
    number = ids[place]
    for row in rows.read(ids[0] - 1, ids[-1], most=len(ids)):
        if row[0] != number and leaf_of((number, *row[1:])) == kept:
            said = _("Records %(number)s and %(other)s have changed places.")
            return Fault(Kind.REORDERED, said % {"number": number, "other": row[0]}, number)
    said = _("Record %(number)s has been changed: it does not say what was sealed.")
    return Fault(Kind.CHANGED, said % {"number": number}, number)


def backdated(number: int, recorded: str, head_at: datetime) -> Fault:
    """Return that a record says it is older than a head it is not under."""
    said = _(
        "Record %(number)s says that it was recorded at %(recorded)s, and the head of %(at)s was signed without it: it "
        "was written later than it says."
    )
    with suppress(ValueError):
        recorded = moment(datetime.fromisoformat(recorded))
    return Fault(Kind.BACKDATED, said % {"number": number, "recorded": recorded, "at": moment(head_at)}, number)


def altered(first: int, last: int) -> Fault:
    """Return that what is kept beside some records is wrong."""
    said = _("What is kept of the seals of records %(first)s to %(last)s has been altered.")
    return Fault(Kind.HASHES, said % {"first": first, "last": last}, first)


def gone(after: int) -> Fault:
    """Return that hashes are missing."""
    said = _("The seals of the records after number %(number)s are gone.")
    return Fault(Kind.HASHES, said % {"number": max(after, 0)}, max(after, 0) + 1)


def above(level: int, place: int) -> Fault:
    """Return that the records below a hash, with their own hashes, are not those it was made of."""
    begin, end = place << BITS * level, (place + 1) << BITS * level
    below = SealedRun.objects.leaves().filter(start__gte=begin, start__lt=end)
    first, last = below[0].first_id, below.reverse()[0].last_id
    said = _("One of the records %(first)s to %(last)s was changed together with its hash, or the hash above them was.")
    return Fault(Kind.HASHES, said % {"first": first, "last": last}, first)


def head(size: int, at: datetime, between: tuple[int, int], source: Source) -> Fault:
    """Return that the records do not give a head.

    :param between: the number of the last record that is proven, and that of the last one under the head.
    """
    said = _(
        "The head of %(at)s over %(size)s records does not fit. One of the records %(first)s to %(last)s was changed, "
        "deleted, inserted or moved, and the hashes were rewritten."
    )
    if source is Source.BROUGHT:
        said = _(
            "Today's records do not extend the head you brought, of %(at)s over %(size)s records. One of the records "
            "%(first)s to %(last)s was changed, deleted, inserted or moved since, and all seals were made anew."
        )
    first, last = max(between[0], 0) + 1, between[1]
    words = said % {"at": moment(at), "size": size, "first": first, "last": last}
    return Fault(Kind.HEAD, words + _in_file(source), first)


def cut_off(size: int, at: datetime, kept: tuple[int, int], source: Source) -> Fault:
    """Return that there are fewer sealed records than a head speaks of.

    :param kept: how many there are, and the number of the last one.
    """
    said = _(
        "The head of %(at)s is over %(size)s records, and only %(kept)s are sealed here: those after number %(number)s "
        "were deleted together with their seals."
    )
    number = max(kept[1], 0)
    words = said % {"at": moment(at), "size": size, "kept": kept[0], "number": number}
    return Fault(Kind.DELETED, words + _in_file(source), number + 1)


def _in_file(source: Source) -> str:
    """Return what is added where a head is kept in the file, after words that hold for any head."""
    if source is not Source.FILE:
        return ""
    said = _("This head is kept outside the database (SEAL_LAST_FILE). After restoring a backup, move that file away.")
    return f" {said}"


def unsigned(note: Note, source: Source) -> Fault:
    """Return that a head is not ours."""
    said = _("The head of %(at)s over %(size)s records was not signed by the key of this installation.")
    if source is Source.BROUGHT:
        said = _(
            "The head you brought, of %(at)s over %(size)s records, was not signed by the key of this installation, or "
            "it was altered or copied wrongly."
        )
    return Fault(Kind.SIGNATURE, said % {"at": moment(note.head.at), "size": note.head.size})


def moment(at: datetime) -> str:
    """Return an instant as people read it."""
    return date_format(localtime(at), "Y-m-d H:i")
