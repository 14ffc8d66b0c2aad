"""A paper as whoever looks into a sitting sees it: what was asked, answered, saved when, and what it earned."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from courses.exams import rules
from courses.exams.models import AnswerEntry, KeyCorrection, Mark, QuestionVersion, Sitting, SittingItem
from courses.exams.queries.held import held
from courses.exams.queries.keys import Asked, keys_in
from courses.exams.queries.papershow import ShownOption, shown_options


@dataclass(frozen=True)
class Saved:
    """One save of one answer, as it arrived; ``said`` are the letters of the paper, or the text."""

    entry: AnswerEntry
    said: str


@dataclass(frozen=True, kw_only=True)
class KeptItem:
    """One numbered question of a paper.

    :param shared: what the questions of a group have in common, at the first of them.
    :param correction: of its key, if it was corrected.
    """

    place: rules.Place
    version: QuestionVersion
    part: rules.Part
    shared: str
    options: Sequence[ShownOption]
    item: SittingItem | None = None
    saves: Sequence[Saved] = ()
    marks: Sequence[Mark] = ()
    correction: KeyCorrection | None = None

    @property
    def chosen(self) -> str:
        """The letters of what counts."""
        return "".join(option.letter for option in self.options if option.chosen)

    @property
    def right(self) -> str:
        """The letters of what is right."""
        return "".join(option.letter for option in self.options if option.right)


def shown_places(pairs: Iterable[tuple[rules.Place, QuestionVersion]]) -> list[KeptItem]:
    """Return the questions of a paper that nobody has sat. No query."""
    return [_kept(place, version, version.part(place.part).right, ()) for place, version in pairs]


def kept_paper(sitting: Sitting) -> list[KeptItem]:
    """Return the questions of ``sitting`` with everything that was saved, in the order it arrived.

    Five queries, six if something came late.
    """
    items = list(sitting.items.select_related("version").order_by("position"))
    marks = Mark.objects.filter(item__sitting=sitting).select_related("by").order_by("item", "round")
    by_item = {pk: list(group) for pk, group in groupby(marks, key=lambda mark: mark.item_id)}
    keys = keys_in(item.version for item in items)
    counting = held(sitting)
    entries = list(sitting.entries.order_by("position", "received_at", "pk"))
    by_position = {position: list(group) for position, group in groupby(entries, key=lambda entry: entry.position)}
    return [
        replace(
            _asked(item, keys[item.version_id, item.part], counting.get(item.position)),
            saves=[
                Saved(entry, entry.text or _letters(item.order, entry.chosen))
                for entry in by_position.get(item.position, [])
            ],
            marks=by_item.get(item.pk, []),
        )
        for item in items
    ]


def _asked(item: SittingItem, asked: Asked, counting: AnswerEntry | None) -> KeptItem:
    place = rules.Place(item.position, item.version_id, item.part, tuple(item.order), item.points)
    # While the sitting is open what is held counts.
    chosen = item.chosen if item.chosen is not None or counting is None else counting.chosen
    kept = _kept(place, item.version, asked.key.options, chosen or ())
    return replace(kept, item=item, correction=asked.correction)


def _kept(place: rules.Place, version: QuestionVersion, right: Collection[int], chosen: Collection[int]) -> KeptItem:
    part = version.part(place.part)
    return KeptItem(
        place=place,
        version=version,
        part=part,
        shared=version.stem if version.parts and place.part == 0 else "",
        options=shown_options(part.options, place.order, chosen, right),
    )


def _letters(order: Sequence[int], chosen: Collection[int]) -> str:
    return rules.letters(at for at, index in enumerate(order) if index in chosen)


def saves_in_order(items: Iterable[KeptItem]) -> list[tuple[int, Saved]]:
    """Return every save of a paper with the number of its question, in the order they arrived."""
    together = [(item.place.position, saved) for item in items for saved in item.saves]
    return sorted(together, key=lambda each: (each[1].entry.received_at, each[1].entry.pk))
