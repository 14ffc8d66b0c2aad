"""Whether every receipt is true: worked out anew from what was held when the sitting ended."""

from dataclasses import dataclass
from itertools import islice

from courses.exams import keys, queries
from courses.exams.models import AnswerEntry, Sitting
from courses.exams.rules import tokens

AT_ONCE = 500


@dataclass(frozen=True)
class Checked:
    """How many receipts there are, and those that their answers do not give."""

    receipts: int
    false: list[str]


def receipt_from(sitting: Sitting, held: dict[int, AnswerEntry]) -> str:
    """Return the receipt that these answers give."""
    rows = [(entry.position, entry.sequence, entry.chosen, entry.text) for entry in held.values()]
    return tokens.receipt(keys.for_receipts(), sitting.receipt_number, rows)


def check_receipts() -> Checked:
    """Work out every receipt anew from the entries that came before the end. Writes nothing."""
    count, false = 0, []
    closed = Sitting.objects.exclude(receipt="").order_by("pk").iterator(AT_ONCE)
    while some := list(islice(closed, AT_ONCE)):
        held = queries.held_of(some, late=False)
        count += len(some)
        false += [each.receipt for each in some if each.receipt != receipt_from(each, held[each.pk])]
    return Checked(count, false)
