"""What the database says afterwards about what the phones were told. Every figure but the counts should be nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from courses.exams import keys
from courses.exams.models import AnswerEntry, Sitting, SittingItem
from courses.exams.rules.tokens import HeldRow, receipt
from lms.kit.reading import at_one_moment
from lms.records.models import LearningRecord

Key = tuple[int, str, int]
Place = tuple[int, int]
Row = dict[str, Any]


@at_one_moment()
def judge(phones: list[Row], screens: list[Row]) -> dict[str, int]:
    """Return how much was said, and how much of it is not so. A sitting may be closed while it is asked."""
    rows = list(AnswerEntry.objects.order_by("pk").values())
    entries: dict[Key, Row] = {(row["sitting_id"], row["device"], row["number"]): row for row in rows}
    items = {(item.sitting_id, item.position): item for item in SittingItem.objects.all()}
    newest = _newest(rows)
    sittings = {sitting.pk: sitting for sitting in Sitting.objects.select_related("exam")}
    told = [(phone, entry) for phone in phones for entry in phone["kept"].values()]
    return {
        "sittings": len(sittings),
        "acknowledged": len(told),
        "submitted": len({phone["sitting"] for phone in phones if phone["receipt"]}),
        "late": sum(row["late"] for row in rows),
        "lost": sum(not _is_there(entries, items, phone, entry) for phone, entry in told),
        "called_in_time_and_late": sum(_is_late_unsaid(entries, phone, entry) for phone, entry in told),
        "not_held": _not_held(newest, items),
        "doubled_entries": len(rows) - len(entries) + _unknown(entries, phones, screens),
        "doubled_sittings": _doubled(sittings.values()),
        "open": sum(sitting.is_open for sitting in sittings.values()),
        "false_receipts": _false_receipts(phones, sittings, newest),
        "false_records": _false_records(sittings.values(), items.values()),
        "called_saved": sum(len(screen["saved"]) for screen in screens),
        "screens_wrong": sum(_wrong_on(screen, rows, items, sittings[screen["sitting"]]) for screen in screens),
        "faults_seen": sum(len(phone["faults"]) for phone in phones),
    }


def _is_there(entries: dict[Key, Row], items: dict[Place, SittingItem], phone: Row, entry: Row) -> bool:
    row = entries.get((phone["sitting"], phone["device"], entry["number"]))
    item = items[phone["sitting"], entry["position"]]
    if row is None or (row["position"], row["sequence"]) != (entry["position"], entry["sequence"]):
        return False
    if "text" in entry:
        return bool(row["text"] == entry["text"])
    return sorted(row["chosen"]) == sorted(item.order[place] for place in entry["shown"])


def _is_late_unsaid(entries: dict[Key, Row], phone: Row, entry: Row) -> bool:
    row = entries.get((phone["sitting"], phone["device"], entry["number"]))
    return bool(row and row["late"]) and entry["number"] not in phone["late"]


def _newest(rows: Iterable[Row]) -> dict[Place, Row]:
    """Return what ought to be held of each question: of those in time the highest sequence, and of equals the first."""
    newest: dict[Place, Row] = {}
    for row in rows:
        place = row["sitting_id"], row["position"]
        if not row["late"] and (place not in newest or row["sequence"] > newest[place]["sequence"]):
            newest[place] = row
    return newest


def _not_held(newest: dict[Place, Row], items: dict[Place, SittingItem]) -> int:
    """Count the questions whose final answer is another one."""
    wrong = 0
    for place, item in items.items():
        row = newest.get(place, {"chosen": [], "text": ""})
        wrong += sorted(item.chosen or []) != sorted(row["chosen"]) or item.text != row["text"]
    return wrong


def _unknown(entries: Iterable[Key], phones: Iterable[Row], screens: Iterable[Row]) -> int:
    """Count the entries that no phone has made; what browsers number, they do not say."""
    made = {(phone["sitting"], phone["device"]): phone["number"] for phone in phones}
    by_browsers = {screen["sitting"] for screen in screens}
    return sum(
        number > made.get((sitting, device), 0) and sitting not in by_browsers for sitting, device, number in entries
    )


def _doubled(sittings: Iterable[Sitting]) -> int:
    return sum(times - 1 for times in Counter((each.exam_id, each.person_id) for each in sittings).values())


def _false_receipts(phones: Iterable[Row], sittings: dict[int, Sitting], newest: dict[Place, Row]) -> int:
    """Count the sittings whose receipt is not what was told, or not what the stored answers give."""
    told: dict[int, set[str]] = defaultdict(set)
    for phone in phones:
        if phone["receipt"]:
            told[phone["sitting"]].add(phone["receipt"])
    held: dict[int, list[HeldRow]] = defaultdict(list)
    for (pk, position), row in newest.items():
        held[pk].append((position, row["sequence"], row["chosen"], row["text"]))
    true = {pk: receipt(keys.for_receipts(), each.receipt_number, held[pk]) for pk, each in sittings.items()}
    return sum(each.receipt != true[pk] or told[pk] - {each.receipt} != set() for pk, each in sittings.items())


def _false_records(sittings: Iterable[Sitting], items: Iterable[SittingItem]) -> int:
    """Count the sittings that have not exactly one standing record; those that wait for marks have none."""
    waiting = {item.sitting_id for item in items if item.earned_hundredths is None}
    standing = Counter(
        record.evidence["sitting"] for record in LearningRecord.objects.standing() if "sitting" in record.evidence
    )
    return sum(standing[each.pk] != (0 if each.pk in waiting else 1) for each in sittings)


def _wrong_on(screen: Row, rows: Iterable[Row], items: dict[Place, SittingItem], sitting: Sitting) -> int:
    """Count what a browser's screen called saved and is not there, what it showed last and does not count."""
    there = {
        (row["position"], tuple(sorted(row["chosen"])))
        for row in rows
        if row["sitting_id"] == sitting.pk and not row["late"]
    }
    wrong = 0
    for position, shown in screen["saved"]:
        wrong += (position, _chosen(items[sitting.pk, position], shown)) not in there
    for position, shown in screen["last"]:
        wrong += tuple(items[sitting.pk, position].chosen or []) != _chosen(items[sitting.pk, position], shown)
    return wrong + (sitting.receipt not in screen["receipt_page"])


def _chosen(item: SittingItem, shown: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(item.order[place] for place in shown))
