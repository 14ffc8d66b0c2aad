"""Keeping people's credit lines true to their records and to the rules in force."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from certificates.credits.models import CreditLine, RuleChange
from certificates.credits.queries import Years, book, reckon
from certificates.credits.rules import Award
from certificates.credits.signals import credits_changed
from lms.kit.queue import announce
from lms.people.models import Person
from lms.records.models import LearningRecord

# People settled in one transaction: what a kill can cost is at most this many, and they are settled again.
PEOPLE_AT_ONCE = 200
# Record and authority: what has one standing line at most.
_Key = tuple[int, str]


def award(*, record_ids: Sequence[int], at: datetime) -> list[CreditLine]:
    """Make the credit of the people of ``record_ids`` agree with their records, in the years of these records.

    A new record earns, a reversed one loses what it had earned, and what that frees under a cap goes to the records
    that the cap had cut, the earliest first. Safe to call twice: the second call finds nothing to do. Returns the new
    lines.
    """
    moments = LearningRecord.objects.filter(pk__in=record_ids).values_list("person", "happened_at")
    days: dict[int, list[datetime]] = defaultdict(list)
    for person, happened_at in moments:
        days[person].append(timezone.localtime(happened_at))
    people = sorted(days)
    written = []
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        some = people[start : start + PEOPLE_AT_ONCE]
        years = Years.of(moment.date() for person in some for moment in days[person])
        written += settle(some, years, at=at)
    return written


@transaction.atomic
def settle(
    people: Sequence[int], years: Years, *, at: datetime, authority: str = "", change: RuleChange | None = None
) -> list[CreditLine]:
    """Make the lines of ``people`` in ``years`` what their records earn under the rules in force; return the new ones.

    A line that says what it should stays; any other is reversed, and what should be there is written beside it.

    :param authority: only this one's lines; all of them by default.
    :param change: the approved change of rules that this carries out.
    """
    # The lock makes "see what is used, then add" one step: two workers must not both see room under a yearly cap.
    list(Person.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk", flat=True))
    wanted = {
        (award.claim.record, authority_): (award, person)
        for (person, authority_, _year), awards in reckon(book(authority=authority), people, years).items()
        for award in awards
    }
    known = _known(people, years, authority)
    reversed_, kept = _compare(known, wanted)
    written = [_reversal(line) for line in reversed_]
    for key, (award, person) in wanted.items():
        if key not in kept:
            written.append(_line(key, award, person, sequence=1 + len(known.get(key, ()))))
    for line in written:
        line.computed_at, line.change = at, change
    CreditLine.objects.bulk_create(written, batch_size=500)
    if written:
        announce(credits_changed, person_ids=sorted({line.person_id for line in written}))
    return written


def _known(people: Sequence[int], years: Years, authority: str) -> dict[_Key, list[CreditLine]]:
    """Return every line that once stood, by what it stood for; the reversed ones have ``is_reversed``."""
    lines = list(years.lines(people).filter(**({"authority": authority} if authority else {})).order_by("pk"))
    taken = {line.reverses_id for line in lines if line.reverses_id}
    known: dict[_Key, list[CreditLine]] = defaultdict(list)
    for line in lines:
        if not line.reverses_id:
            line.is_reversed = line.pk in taken  # type: ignore[attr-defined]
            known[line.record_id, line.authority].append(line)
    return known


def _compare(
    known: dict[_Key, list[CreditLine]], wanted: dict[_Key, tuple[Award, int]]
) -> tuple[list[CreditLine], set[_Key]]:
    """Return the standing lines that must go, and what is there as it should be."""
    reversed_, kept = [], set()
    for key, lines in known.items():
        for line in lines:
            if line.is_reversed:  # type: ignore[attr-defined]
                continue
            if key in wanted and key not in kept and _says(line, wanted[key][0]):
                kept.add(key)
            else:
                reversed_.append(line)
    return reversed_, kept


def _says(line: CreditLine, award: Award) -> bool:
    said = (line.rule_id, line.hundredths, line.uncapped_hundredths, line.capped_by)
    return said == (award.claim.terms.rule, award.hundredths, award.uncapped, award.capped_by)


def _line(key: _Key, award: Award, person: int, *, sequence: int) -> CreditLine:
    record, authority = key
    return CreditLine(
        person_id=person,
        record_id=record,
        rule_id=award.claim.terms.rule,
        authority=authority,
        sequence=sequence,
        hundredths=award.hundredths,
        uncapped_hundredths=award.uncapped,
        capped_by=award.capped_by,
        earned_on=award.claim.day,
    )


def _reversal(line: CreditLine) -> CreditLine:
    return CreditLine(
        person_id=line.person_id,
        record_id=line.record_id,
        rule_id=line.rule_id,
        authority=line.authority,
        sequence=line.sequence,
        hundredths=-line.hundredths,
        uncapped_hundredths=line.uncapped_hundredths,
        capped_by=line.capped_by,
        earned_on=line.earned_on,
        reverses=line,
    )
