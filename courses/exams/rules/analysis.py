"""Item analysis: how hard a question was, and whether it told the strong from the weak.

Sources: T. L. Kelley, "The selection of upper and lower groups for the validation of test items", Journal of
Educational Psychology 30 (1939), for the 27 %; R. L. Ebel and D. A. Frisbie, "Essentials of Educational Measurement",
5th edition (1991), chapters 11 and 13, for facility, discrimination and what they should be.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

# The share of sittings at either end that are compared, in hundredths.
GROUP_PERCENT = 27
TOO_HARD, TOO_EASY = 0.2, 0.95
# With fewer papers than this a figure says more of chance than of the question, and nothing is flagged.
FEWEST = 20


@dataclass(frozen=True)
class Moments:
    """Sums over the papers that held a question: ``x`` is what it earned, ``y`` what all other questions earned."""

    count: int
    x: int
    y: int
    xx: int
    yy: int
    xy: int

    def __add__(self, other: "Moments") -> "Moments":
        """Return the sums over both."""
        pairs = zip(self._sums, other._sums, strict=True)
        return Moments(*(mine + others for mine, others in pairs))

    @property
    def _sums(self) -> tuple[int, ...]:
        return (self.count, self.x, self.y, self.xx, self.yy, self.xy)


NOTHING = Moments(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer that was given to a question, with how often and by whom.

    :param chosen: the version's own option indexes; ``None`` is no answer.
    :param upper, lower: how many of the papers belong to the strongest and weakest 27 %.
    :param earned, earned_upper, earned_lower: what it earned, in hundredths of a point.
    :param possible, possible_upper, possible_lower: what it could have earned, in hundredths of a point.
    """

    chosen: tuple[int, ...] | None
    upper: int
    lower: int
    earned_upper: int
    earned_lower: int
    possible: int
    possible_upper: int
    possible_lower: int
    moments: Moments

    @property
    def asked(self) -> int:
        """How many papers."""
        return self.moments.count


@dataclass(frozen=True, kw_only=True)
class OptionFigures:
    """How often one option was chosen: by all, by the strongest and by the weakest 27 %."""

    index: int
    is_right: bool
    chosen: int
    upper: int
    lower: int


@dataclass(frozen=True, kw_only=True)
class ItemFigures:
    """What the answers to one question say of it. Shares are 0 to 1, ``None`` where nothing can be said."""

    asked: int
    unanswered: int
    facility: float | None
    discrimination: float | None
    correlation: float | None
    options: tuple[OptionFigures, ...] = ()
    flags: tuple[str, ...] = field(default=())


def group_size(sittings: int) -> int:
    """Return how many sittings are the strongest (or weakest) 27 % of ``sittings``, one at the least.

    >>> group_size(100), group_size(60), group_size(1)
    (27, 16, 1)
    """
    return max(1, (sittings * GROUP_PERCENT + 50) // 100) if sittings else 0


def facility(earned: int, possible: int) -> float | None:
    """Return the facility P: the share of the points asked for that were earned (Ebel and Frisbie, chapter 13).

    For a question that is right or wrong this is the share of right answers. 1 is easiest.

    >>> facility(300, 400)
    0.75
    """
    return earned / possible if possible else None


def discrimination(given: Sequence[Given]) -> float | None:
    """Return the discrimination D: the facility among the strongest 27 % less that among the weakest (Kelley 1939).

    ``None`` where one of the groups never had the question.
    """
    upper = facility(sum(each.earned_upper for each in given), sum(each.possible_upper for each in given))
    lower = facility(sum(each.earned_lower for each in given), sum(each.possible_lower for each in given))
    return None if upper is None or lower is None else upper - lower


def correlation(sums: Moments) -> float | None:
    """Return the corrected item-total correlation: Pearson's r of a question with the rest of the paper.

    For a question that is right or wrong this is the corrected point-biserial: the question itself is left out of the
    total, or it would correlate with itself (J. P. Guilford, "Psychometric Methods", 2nd edition 1954, chapter 15).
    ``None`` where everybody earned the same.

    >>> round(correlation(Moments(count=4, x=2, y=10, xx=2, yy=30, xy=7)), 4)
    0.8944
    """
    spread = (sums.count * sums.xx - sums.x**2) * (sums.count * sums.yy - sums.y**2)
    return (sums.count * sums.xy - sums.x * sums.y) / math.sqrt(spread) if spread > 0 else None


def figures(given: Sequence[Given], *, right: Iterable[int], options: int) -> ItemFigures:
    """Return the figures of one question from every answer that was given to it.

    :param right: indexes of the right options.
    :param options: how many options it has; none for a question answered in words.
    """
    sums = sum((each.moments for each in given), NOTHING)
    shown = tuple(_option(index, index in set(right), given) for index in range(options))
    unanswered = sum(each.asked for each in given if not each.chosen) if options else 0
    made = ItemFigures(
        asked=sums.count,
        unanswered=unanswered,
        facility=facility(sums.x, sum(each.possible for each in given)),
        discrimination=discrimination(given),
        correlation=correlation(sums),
        options=shown,
    )
    return ItemFigures(**{**vars(made), "flags": tuple(_flags(made))})


def _option(index: int, is_right: bool, given: Sequence[Given]) -> OptionFigures:
    chose = [each for each in given if each.chosen and index in each.chosen]
    return OptionFigures(
        index=index,
        is_right=is_right,
        chosen=sum(each.asked for each in chose),
        upper=sum(each.upper for each in chose),
        lower=sum(each.lower for each in chose),
    )


def _flags(item: ItemFigures) -> Iterable[str]:
    """Yield what a person should look at. Nothing is concluded from it."""
    if item.asked < FEWEST:
        return
    if item.facility is not None and item.facility < TOO_HARD:
        yield "too_hard"
    if item.facility is not None and item.facility > TOO_EASY:
        yield "too_easy"
    if any(each is not None and each < 0 for each in (item.discrimination, item.correlation)):
        yield "negative"
    wrong = [each for each in item.options if not each.is_right]
    if any(each.chosen == 0 for each in wrong):
        yield "unused"
    if any(each.upper > each.lower for each in wrong):
        yield "attracts_strong"
