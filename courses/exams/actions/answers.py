"""Saving answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.exams import rules
from courses.exams.models import Answer, Sitting, SittingItem
from lms.kit.errors import Refusal


class SittingOver(Refusal):
    """After the bell."""

    code = "sitting_over"
    message = _("Time is over. This answer came after the bell and was not saved; everything saved before counts.")


class SittingSubmitted(Refusal):
    """After handing in."""

    code = "sitting_submitted"
    message = _("This exam has been handed in. Answers can no longer be changed.")


class NotOnPaper(Refusal):
    """The paper has no such question."""

    code = "not_on_paper"
    message = _("Your paper has no question %(position)s.")


class AnswerMalformed(Refusal):
    """No such option, or more than one where one is allowed."""

    code = "answer_malformed"
    message = _("This choice does not fit question %(position)s. Nothing was changed.")


class AnswerStale(Refusal):
    """Something newer is held."""

    code = "answer_stale"
    message = _(
        "Question %(position)s was answered in another window meanwhile. That answer is shown; you may change it."
    )


@dataclass(frozen=True)
class FormEntry:
    """What one question of a whole form says: the options shown as chosen, and the sequence the form was built on."""

    position: int
    shown: tuple[int, ...]
    seen: int


@transaction.atomic
def save_answer(*, sitting: Sitting, position: int, shown: Sequence[int], sequence: int, at: datetime) -> Answer:
    """Keep an answer and return what is held. The same save again is the same answer.

    :param shown: places of the chosen options in the order the paper shows them.
    :param sequence: greater than that of every former change of this answer.
    :raises SittingOver: ``at`` is after the bell.
    :raises SittingSubmitted: it was handed in.
    :raises NotOnPaper: there is no question at ``position``.
    :raises AnswerMalformed: ``shown`` cannot be an answer.
    :raises AnswerStale: a change with this sequence or a later one is held, and says something else.
    """
    _still_open(sitting, at)
    item = sitting.items.select_related("version", "answer").filter(position=position).first()
    if item is None:
        raise NotOnPaper(position=position)
    chosen = _chosen(item, shown)
    held: Answer | None = getattr(item, "answer", None)
    if held is not None and held.sequence >= sequence:
        if held.chosen == chosen:
            return held
        raise AnswerStale(position=position)
    if sequence < 1:
        raise AnswerMalformed(position=position)
    answer, _made = Answer.objects.update_or_create(
        item=item, defaults={"chosen": chosen, "sequence": sequence, "saved_at": at}
    )
    return answer


@transaction.atomic
def save_form(*, sitting: Sitting, entries: Sequence[FormEntry], at: datetime) -> list[int]:
    """Keep what a whole form says; return the positions whose answer was changed elsewhere and therefore left.

    :raises SittingOver: ``at`` is after the bell.
    :raises SittingSubmitted: it was handed in.
    :raises NotOnPaper: there is no question at one of the positions.
    :raises AnswerMalformed: one of the choices cannot be an answer; nothing is saved then.
    """
    _still_open(sitting, at)
    items = {item.position: item for item in sitting.items.select_related("version", "answer")}
    fresh: list[Answer] = []
    left: list[int] = []
    for entry in entries:
        if entry.position not in items:
            raise NotOnPaper(position=entry.position)
        item = items[entry.position]
        chosen = _chosen(item, entry.shown)
        held = getattr(item, "answer", None)
        if chosen == (held.chosen if held else []):
            continue
        if held and held.sequence > entry.seen:
            left.append(entry.position)
            continue
        sequence = max(entry.seen, held.sequence if held else 0) + 1
        fresh.append(Answer(item=item, chosen=chosen, sequence=sequence, saved_at=at))
    Answer.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["item"], update_fields=["chosen", "sequence", "saved_at"]
    )
    return left


def _still_open(sitting: Sitting, at: datetime) -> None:
    # The lock makes saving, handing in and the bell take turns: what is acknowledged is marked.
    locked = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if locked.closed_by == Sitting.ClosedBy.PERSON:
        raise SittingSubmitted
    if not locked.is_open or rules.is_over(at, locked.deadline_at, settings.EXAM_GRACE_SECONDS):
        raise SittingOver


def _chosen(item: SittingItem, shown: Sequence[int]) -> list[int]:
    """Return the version's own indexes of the options ``shown`` as chosen."""
    if not rules.is_choice(item.version.kind, shown, len(item.order)):
        raise AnswerMalformed(position=item.position)
    return sorted(item.order[place] for place in shown)
