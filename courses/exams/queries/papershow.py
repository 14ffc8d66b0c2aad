"""A paper as it is shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.exams.models import AnswerEntry, QuestionVersion, Sitting, SittingItem
from courses.exams.queries.held import held


@dataclass(frozen=True, kw_only=True)
class ShownOption:
    """One option as the paper shows it. Whether it is right is filled in only for a review."""

    letter: str
    text: str
    place: int
    chosen: bool
    right: bool = False


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    """One question as the paper shows it. Right answers and explanation are filled in only for a review."""

    position: int
    kind: str
    kind_label: str
    stem: str
    points: int
    options: list[ShownOption]
    seen: int
    saved_at: datetime | None
    answered: bool
    text: str = ""
    explanation: str = ""
    earned_hundredths: int | None = None

    @property
    def is_multiple(self) -> bool:
        """Whether several options may be chosen."""
        return self.kind in (QuestionVersion.Kind.X, QuestionVersion.Kind.CASE)

    @property
    def is_short(self) -> bool:
        """Whether an answer is written, not chosen."""
        return self.kind == QuestionVersion.Kind.SHORT

    @property
    def is_full(self) -> bool:
        """Whether it earned all its points."""
        return self.earned_hundredths == self.points * 100


def paper(sitting: Sitting, *, review: bool = False) -> list[ShownItem]:
    """Return the questions of ``sitting`` with what is held. Two queries.

    :param review: with right answers, explanations and points earned; never before the exam releases them.
    """
    items = sitting.items.select_related("version").order_by("position")
    answers = held(sitting)
    return [_show(item, answers.get(item.position), review) for item in items]


def _show(item: SittingItem, answer: AnswerEntry | None, review: bool) -> ShownItem:
    version, part = item.version, item.version.part(item.part)
    chosen, text = (answer.chosen, answer.text) if answer else ([], "")
    more: dict[str, Any] = {}
    if review:
        more = {"explanation": part.explanation, "earned_hundredths": item.earned_hundredths}
    return ShownItem(
        position=item.position,
        kind=version.kind,
        kind_label=version.get_kind_display(),
        stem=part.stem,
        points=item.points,
        options=[
            ShownOption(
                letter="ABCDEFGHIJ"[place],
                text=part.options[index],
                place=place,
                chosen=index in chosen,
                right=review and index in part.right,
            )
            for place, index in enumerate(item.order)
        ],
        seen=answer.sequence if answer else 0,
        saved_at=answer.received_at if answer else None,
        answered=bool(chosen or text),
        text=text,
        **more,
    )
