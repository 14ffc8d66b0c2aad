"""Drawing a kept paper again, and drawing one to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.exams import rules
from courses.exams.models import Exam, QuestionVersion, Sitting
from courses.exams.queries.bank import Short, places_drawn, pools, shortages, stock_content


@dataclass(frozen=True)
class Redrawn:
    """A paper drawn again by its seed, beside the one that is kept.

    :param differing: positions at which the two differ; none if the paper is what its seed gives.
    :param is_exact: whether the stock it was drawn from is kept; otherwise the bank of that day was put together
        from what is known of it, in which tags and retired questions may have changed since.
    """

    sitting: Sitting
    places: tuple[rules.Place, ...]
    differing: tuple[int, ...]
    is_exact: bool

    @property
    def is_same(self) -> bool:
        """Whether the kept paper is what its seed gives."""
        return not self.differing


def redraw(sitting: Sitting) -> Redrawn:
    """Draw the paper of ``sitting`` again: by its seed, from the versions known at its start. Four queries."""
    stock = sitting.stock
    if stock is None:
        lines = list(sitting.exam.lines.select_related("subject").order_by("sort_order", "pk"))
        old = pools(lines, on=sitting.started_at)
        content = stock_content(old, shuffle=sitting.exam.shuffle_options)
    else:
        content = stock.content
    places = places_drawn(sitting.seed, content)
    kept = [
        rules.Place(item.position, item.version_id, item.part, tuple(item.order), item.points)
        for item in sitting.items.order_by("position")
    ]
    drawn, held = ({place.position: place for place in each} for each in (places, kept))
    differing = tuple(position for position in sorted({*drawn, *held}) if drawn.get(position) != held.get(position))
    return Redrawn(sitting, tuple(places), differing, is_exact=stock is not None)


@dataclass(frozen=True)
class Sample:
    """A paper as a doctor might get it, drawn to be looked at; or what the bank lacks for one."""

    seed: int
    places: Sequence[tuple[rules.Place, QuestionVersion]]
    short: Sequence[Short]

    @property
    def points(self) -> int:
        """What the paper is worth."""
        return sum(place.points for place, _version in self.places)


def sample(exam: Exam, seed: int) -> Sample:
    """Draw a paper of ``exam`` by ``seed`` from the bank as it is now. No sitting is made. Four queries."""
    lines = list(exam.lines.select_related("subject").order_by("sort_order", "pk"))
    if short := shortages(lines):
        return Sample(seed, [], short)
    places = places_drawn(seed, stock_content(pools(lines), shuffle=exam.shuffle_options))
    versions = QuestionVersion.objects.in_bulk({place.version_id for place in places})
    return Sample(seed, [(place, versions[place.version_id]) for place in places], [])
