"""Many hand-overs in one transaction, with a number of statements that does not grow with them."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from courses.exams import queries
from courses.exams.actions.saving import presence, statements
from courses.exams.actions.saving.draft import Draft, Holding, Memory, Save, Saved
from courses.exams.actions.saving.refusals import BadToken
from courses.exams.models import Sitting
from courses.exams.queries.asked import papers, stages_reached
from lms.kit.errors import Refusal
from lms.kit.queue import later

Answer = Saved | Refusal | None


def keep(saves: Sequence[Save], *, wait: bool = True) -> list[Answer]:
    """Keep what ``saves`` hand over; return what each is answered once all of it is on the disk.

    The same hand-over again is the same answer, and writes nothing.

    :param wait: wait for a sitting that somebody is closing; otherwise the answer for it is ``None``, and nothing of
        it is kept yet.
    :return: the answer for each; a :class:`BadToken` for what names no sitting, or not by its nonce.
    """
    with transaction.atomic():
        wanted = {save.claim.sitting_id for save in saves}
        # Saves of one sitting take turns, in whatever process they are, and with the end of it: what is acknowledged
        # is marked. A batch waits for nobody, so nobody waits for each other.
        states = statements.states(list(wanted), wait=wait)
        busy = _there(wanted - states.keys())
        drafts = _drafts(saves, states)
        memory = _memory(drafts)
        rows = [row for draft in drafts.values() for row in draft.resolve(memory)]
        statements.insert(rows)
        _judge({row.sitting_id for row in rows if row.late}, saves)
        presence.note(list(drafts.values()))
    return [
        None if save.claim.sitting_id in busy else _answer(drafts.get(index), memory)
        for index, save in enumerate(saves)
    ]


def keep_one(save: Save) -> Saved:
    """Do as :func:`keep` does for one.

    :raises BadToken: it names no sitting, or not by its nonce.
    """
    answer = keep([save])[0]
    if not isinstance(answer, dict):
        raise BadToken
    return answer


def _judge(sitting_ids: set[int], saves: Sequence[Save]) -> None:
    """Have the rule of the exam look at what came late, soon but not now: those who wait have no part in it."""
    due_at = max(save.at for save in saves) + timedelta(seconds=1)
    for sitting_id in sorted(sitting_ids):
        later("exams.judge_late", due_at=due_at, sitting_id=sitting_id)


def _there(sitting_ids: set[int]) -> set[int]:
    """Return those of ``sitting_ids`` that exist: somebody else has them locked."""
    return set(Sitting.objects.filter(pk__in=sitting_ids).values_list("pk", flat=True)) if sitting_ids else set()


def _is_of(save: Save, state: statements.State | None) -> bool:
    return state is not None and (save.claim.nonce, save.claim.person_id) == (state.nonce, state.person_id)


def _drafts(saves: Sequence[Save], states: dict[int, statements.State]) -> dict[int, Draft]:
    fitting = {index: save for index, save in enumerate(saves) if _is_of(save, states.get(save.claim.sitting_id))}
    found = papers({save.claim.sitting_id: save.claim.nonce for save in fitting.values()})
    reached = stages_reached(pk for pk, paper in found.items() if paper.staged)
    return {
        index: Draft(save, states[pk], found[pk], reached.get(pk, {}))
        for index, save in fitting.items()
        for pk in [save.claim.sitting_id]
    }


def _memory(drafts: dict[int, Draft]) -> Memory:
    memory = Memory({}, {})
    wanted = [each for draft in drafts.values() for each in draft.wanted()]
    for before in statements.before(wanted):
        if before.kept is not None:
            memory.kept[before.key] = before.kept
        if before.held is not None:
            memory.held[before.key[0], before.position] = Holding(*before.held)
    return memory


def _answer(draft: Draft | None, memory: Memory) -> Saved | BadToken:
    if draft is None:
        return BadToken()
    if draft.save.sync.everything:
        return draft.answer(_everything(draft.sitting_id))
    named = dict.fromkeys([entry.position for entry in draft.save.sync.entries])
    held = {each: found for each in named if (found := memory.held.get((draft.sitting_id, each)))}
    return draft.answer(held)


def _everything(sitting_id: int) -> dict[int, Holding]:
    entries = queries.held(Sitting.objects.get(pk=sitting_id), late=False)
    return {position: Holding(entry.sequence, entry.chosen, entry.text) for position, entry in sorted(entries.items())}
