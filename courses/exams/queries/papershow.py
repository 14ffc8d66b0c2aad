"""A paper as it is shown: its questions, what groups of them share, and what is held."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from courses.exams.models import AnswerEntry, QuestionVersion, Sitting, SittingItem, StageReached
from courses.exams.queries.held import held as held_answers
from courses.exams.queries.keys import Keys, keys_in
from courses.exams.queries.media import remember
from courses.exams.rules import LETTERS

Kind = QuestionVersion.Kind


@dataclass(frozen=True)
class ShownOption:
    """One option as the paper shows it. Whether it is right is filled in only for a review."""

    letter: str
    text: str
    place: int
    chosen: bool = False
    right: bool = False


@dataclass(frozen=True, kw_only=True)
class ShownGroup:
    """What several questions of a paper share: shown once, before the first of them."""

    first: int
    last: int
    kind_label: str
    stem: str
    options: list[ShownOption]
    has_stages: bool


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    """One question as the paper shows it. Right answers and explanation are filled in only for a review.

    :param group: what it shares with those after it, where it is the first of its group; else ``None``.
    :param stage: of a case, when it is asked; elsewhere 1.
    :param is_sealed: its stage is not reached: neither it nor its options may be shown.
    :param is_closed: a later stage is reached: it is shown, and its answer stays.
    """

    position: int
    version_id: int
    kind: str
    kind_label: str
    stem: str
    points: int
    options: list[ShownOption]
    seen: int
    saved_at: datetime | None
    answered: bool
    text: str = ""
    group: ShownGroup | None = None
    stage: int = 1
    opens_stage: bool = False
    is_sealed: bool = False
    is_closed: bool = False
    explanation: str = ""
    rubric: str = ""
    is_void: bool = False
    earned_hundredths: int | None = None

    @property
    def is_multiple(self) -> bool:
        """Whether several options may be chosen."""
        return self.kind in (Kind.X, Kind.CASE)

    @property
    def is_short(self) -> bool:
        """Whether it is answered in words."""
        return self.kind == Kind.SHORT

    @property
    def shares_options(self) -> bool:
        """Whether its options stand with its group, so that their letters are enough here."""
        return self.kind == Kind.B1

    @property
    def is_unmarked(self) -> bool:
        """Whether people have yet to mark what was written."""
        return self.is_short and self.answered and self.earned_hundredths is None

    @property
    def is_full(self) -> bool:
        """Whether it earned all its points."""
        return self.earned_hundredths == self.points * 100

    @property
    def is_part_right(self) -> bool:
        """Whether it earned some of its points."""
        return bool(self.earned_hundredths) and not self.is_full


def paper(sitting: Sitting, *, review: bool = False) -> list[ShownItem]:
    """Return the questions of ``sitting`` with what is held. Two queries; one more for a case, one for a review.

    The questions of a stage that is not reached are among them, marked as sealed: whoever shows them keeps the seal.

    :param review: with right answers, explanations and points earned; never before the exam releases them.
    """
    items = list(sitting.items.select_related("version").order_by("position"))
    answers = held_answers(sitting)
    remember(text for version in {item.version_id: item.version for item in items}.values() for text in version.texts())
    reached = _reached(sitting, items)
    keys = keys_in(item.version for item in items) if review else None
    return _grouped(items, [_show(item, _held(item, answers.get(item.position)), reached, keys) for item in items])


def _show(item: SittingItem, held: "_Held", reached: dict[int, int], keys: Keys | None) -> ShownItem:
    version, part = item.version, item.version.part(item.part)
    right: Collection[int] = ()
    more: dict[str, Any] = {}
    if keys is not None:
        key = keys[version.pk, item.part].key
        right = key.options
        more = {"explanation": _explanation(version, item.part), "rubric": part.rubric}
        more |= {"earned_hundredths": item.earned_hundredths, "is_void": key.is_void}
    at_stage = reached.get(version.pk, 1)
    return ShownItem(
        position=item.position,
        version_id=version.pk,
        kind=version.kind,
        kind_label=version.get_kind_display(),
        stem=part.stem,
        points=item.points,
        options=shown_options(part.options, item.order, held.chosen, right),
        seen=held.sequence,
        saved_at=held.saved_at,
        answered=bool(held.chosen or held.text.strip()),
        text=held.text,
        stage=part.stage,
        opens_stage=part.stage > 1 and version.part(item.part - 1).stage < part.stage,
        is_sealed=keys is None and part.stage > at_stage,
        is_closed=part.stage < at_stage,
        **more,
    )


def _explanation(version: QuestionVersion, part: int) -> str:
    """Return what explains a part; what explains the whole group follows on that of its last part."""
    own = version.part(part).explanation
    is_last_of_group = bool(version.parts) and part == version.part_count - 1
    return "\n".join(filter(None, [own, version.explanation if is_last_of_group else ""]))


@dataclass(frozen=True)
class _Held:
    """What is held for a question: while the sitting is open what was saved last, after it what counted."""

    sequence: int = 0
    chosen: Sequence[int] = ()
    text: str = ""
    saved_at: datetime | None = None


def _held(item: SittingItem, entry: AnswerEntry | None) -> _Held:
    sequence, saved_at = (entry.sequence, entry.received_at) if entry else (0, None)
    if item.chosen is not None or item.text:
        return _Held(sequence, item.chosen or (), item.text, saved_at)
    return _Held(sequence, entry.chosen, entry.text, saved_at) if entry else _Held()


def _reached(sitting: Sitting, items: Iterable[SittingItem]) -> dict[int, int]:
    """Return the latest stage reached of each case on the paper."""
    if not any(item.version.kind == Kind.CASE for item in items):
        return {}
    rows = StageReached.objects.filter(sitting=sitting).order_by("stage")
    return dict(rows.values_list("version", "stage"))


def _grouped(items: Sequence[SittingItem], questions: Sequence[ShownItem]) -> list[ShownItem]:
    """Return ``questions``, the first of each group with what the group shares."""
    together: list[ShownItem] = []
    pairs = zip(items, questions, strict=True)
    for _version, members in groupby(pairs, key=lambda pair: pair[0].version_id):
        same = list(members)
        version, found = same[0][0].version, [question for _item, question in same]
        if version.parts:
            found[0] = replace(found[0], group=_group(version, found))
        together += found
    return together


def _group(version: QuestionVersion, members: Sequence[ShownItem]) -> ShownGroup:
    is_b1 = version.kind == Kind.B1
    visible = [member.position for member in members if not member.is_sealed]
    return ShownGroup(
        first=visible[0],
        last=visible[-1],
        kind_label=version.get_kind_display(),
        stem=version.stem,
        options=[ShownOption(each.letter, each.text, each.place) for each in members[0].options] if is_b1 else [],
        has_stages=members[-1].stage > 1,
    )


def shown_options(
    texts: Sequence[str], order: Sequence[int], chosen: Collection[int], right: Collection[int]
) -> list[ShownOption]:
    """Return the options of a question in the ``order`` in which they stand."""
    return [
        ShownOption(LETTERS[place], texts[index], place, index in chosen, index in right)
        for place, index in enumerate(order)
    ]
