"""A paper as it is shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.exams.models import QuestionVersion, Sitting, SittingItem


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
    explanation: str = ""
    earned_hundredths: int | None = None

    @property
    def is_multiple(self) -> bool:
        """Whether several options may be chosen."""
        return self.kind == QuestionVersion.Kind.X

    @property
    def is_full(self) -> bool:
        """Whether it earned all its points."""
        return self.earned_hundredths == self.points * 100


def paper(sitting: Sitting, *, review: bool = False) -> list[ShownItem]:
    """Return the questions of ``sitting`` with what is held. One query.

    :param review: with right answers, explanations and points earned; never before the exam releases them.
    """
    items = sitting.items.select_related("version", "answer").order_by("position")
    return [_show(item, review) for item in items]


def shown(sitting: Sitting, position: int) -> ShownItem | None:
    """Return one question of ``sitting``, as :func:`paper` does."""
    item = sitting.items.select_related("version", "answer").filter(position=position).first()
    return _show(item, False) if item else None


def _show(item: SittingItem, review: bool) -> ShownItem:
    version, part = item.version, item.version.part(item.part)
    answer = getattr(item, "answer", None)
    chosen = answer.chosen if answer else []
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
        saved_at=answer.saved_at if answer else None,
        answered=bool(chosen),
        **more,
    )
