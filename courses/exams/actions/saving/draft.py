"""One phone's hand-over on its way into the database: what of it is sound, and what is to be answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings

from courses.exams import rules
from courses.exams.actions.saving import refusals, statements
from courses.exams.queries.asked import Asked, Paper
from courses.exams.rules.sync import Entry, Sync, as_milliseconds, estimated
from courses.exams.rules.tokens import Claim
from lms.kit.errors import Refusal

# What goes back to the phone, as the agreed document.
Saved = dict[str, Any]


class Save(NamedTuple):
    """What one phone hands over, whose it says it is, and when it arrived."""

    claim: Claim
    sync: Sync
    at: datetime


class Holding(NamedTuple):
    """What is held of one question."""

    sequence: int
    chosen: list[int]
    text: str


class Memory(NamedTuple):
    """What is kept and held, as the database says and as the batch goes on."""

    kept: dict[tuple[int, str, int], tuple[int, int, bool]]
    held: dict[tuple[int, int], Holding]


class Draft:
    """One hand-over between the checks and the answer."""

    def __init__(self, save: Save, state: statements.State, paper: Paper, reached: Mapping[int, int]) -> None:
        """Tell sound entries from those to be refused."""
        self.save, self.state, self.paper, self.reached = save, state, paper, reached
        self.sitting_id = save.claim.sitting_id
        self.received = as_milliseconds(save.at)
        self.received_at = statements.stamp(self.received)
        self.late = state.is_closed or rules.is_over(save.at, state.deadline_at, settings.EXAM_GRACE_SECONDS)
        self.sound: list[tuple[Entry, list[int]]] = []
        self.refused: list[tuple[int, Refusal]] = []
        self.kept: list[int] = []
        self.stale: list[int] = []
        self.came_late: list[int] = []
        for entry in save.sync.entries:
            asked = paper.questions.get(entry.position)
            if asked is None:
                self._refuse(entry, refusals.NotOnPaper if entry.position else refusals.AnswerMalformed)
            elif refusal := self._refusal(entry, asked):
                self._refuse(entry, refusal)
            else:
                self.sound.append((entry, sorted(asked.order[place] for place in entry.shown or ())))

    def _refuse(self, entry: Entry, refusal: type[Refusal]) -> None:
        self.refused.append((entry.number, refusal(position=entry.position)))

    def _refusal(self, entry: Entry, asked: Asked) -> type[Refusal] | None:
        if not _fits(entry, asked):
            return refusals.AnswerMalformed
        if asked.kind == "case" and (now := self.reached.get(asked.version_id, 1)) != asked.stage:
            return refusals.StageClosed if asked.stage < now else refusals.StageSealed
        return None

    def wanted(self) -> list[statements.Wanted]:
        """Return what must be known of the sound entries."""
        device = self.save.sync.device
        return [
            statements.Wanted(self.sitting_id, device, entry.number, entry.position) for entry, _chosen in self.sound
        ]

    def resolve(self, memory: Memory) -> list[statements.Row]:
        """Return what is to be written, and note it in ``memory`` as written."""
        rows = []
        device = self.save.sync.device
        for entry, chosen in self.sound:
            key, place = (self.sitting_id, device, entry.number), (self.sitting_id, entry.position)
            late = self.late
            if known := memory.kept.get(key):
                if known[:2] != (entry.position, entry.sequence):
                    self._refuse(entry, refusals.NumberUsed)
                    continue
                late = known[2]
            else:
                rows.append(self._row(entry, chosen))
                memory.kept[key] = (entry.position, entry.sequence, late)
            self.kept.append(entry.number)
            mine = Holding(entry.sequence, chosen, entry.text or "")
            held = memory.held.get(place)
            if late:
                self.came_late.append(entry.number)
            elif held is None or held.sequence < entry.sequence:
                memory.held[place] = mine
            elif held != mine:
                self.stale.append(entry.number)
        return rows

    def _row(self, entry: Entry, chosen: list[int]) -> statements.Row:
        given, stamp = entry.at, statements.stamp
        return statements.Row(
            self.sitting_id,
            entry.position,
            entry.sequence,
            self.save.sync.device,
            entry.number,
            str(chosen),
            entry.text or "",
            None if given is None else stamp(given),
            None if given is None else stamp(estimated(given, self.save.sync.now, self.received)),
            self.received_at,
            self.late,
        )

    def answer(self, held: Mapping[int, Holding]) -> Saved:
        """Return what the phone is told.

        :param held: what is held of the questions it named, by position.
        """
        state, at = self.state, self.save.at
        return {
            "held": {
                str(position): _as_shown(holding, self.paper.questions[position])
                for position, holding in held.items()
                if position in self.paper.questions
            },
            "kept": self.kept,
            "stale": self.stale,
            "refused": [
                {"number": number, "code": refusal.code, "message": str(refusal)} for number, refusal in self.refused
            ],
            "late": self.came_late,
            "remaining": 0 if self.late else rules.remaining_seconds(at, state.deadline_at),
            "open": not self.late,
            "receipt": state.receipt,
            "stages": self._stages() if self.paper.staged else {},
        }

    def _stages(self) -> dict[str, int]:
        asked = self.paper.questions.values()
        return {str(each.first): self.reached.get(each.version_id, 1) for each in asked if each.kind == "case"}


def _fits(entry: Entry, asked: Asked) -> bool:
    if asked.kind == "short":
        return entry.text is not None
    return entry.shown is not None and rules.is_choice(asked.kind, entry.shown, len(asked.order))


def _as_shown(holding: Holding, asked: Asked) -> dict[str, Any]:
    if asked.kind == "short":
        return {"sequence": holding.sequence, "text": holding.text}
    return {"sequence": holding.sequence, "shown": sorted(asked.order.index(index) for index in holding.chosen)}
