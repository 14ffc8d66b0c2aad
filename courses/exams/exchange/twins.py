"""Questions that say the same: by their text made plain, or by how many of their letters run alike.

Two texts are near when at least :data:`NEAR` of their three-letter runs are the same (Jaccard). Near texts share most
of their rarest runs, so that each is compared with few others.
"""

import math
import re
import unicodedata
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NEAR = 0.8
_RUN = 3
_MOST_COMPARED = 20
_NOT_LETTERS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return the letters and digits of a text alone: no width, case, spaces or punctuation.

    >>> plain("Ａ１型， 题？") == plain("a1型题")
    True
    """
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def meaning(stem: str, parts: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return the text a question is compared by, whatever the order of its options.

    :param parts: for each numbered question its text and its options.
    """
    pieces = [plain(stem)]
    for asked, options in parts:
        pieces += [plain(asked), *sorted(map(plain, options))]
    return "\n".join(pieces)


@dataclass(frozen=True)
class Twin:
    """A text that says the same, under the name it was given."""

    name: int
    percent: int


class Index:
    """Texts by name, to find for one of them another that says the same."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        """Look through all texts once."""
        self._texts = texts
        self._runs = {name: array("I", sorted(runs_of(text))) for name, text in texts.items()}
        self._common = Counter(run for runs in self._runs.values() for run in runs)
        self._same: dict[str, list[int]] = {}
        self._by_run: dict[int, list[int]] = {}
        for name, text in texts.items():
            self._same.setdefault(text, []).append(name)
            for run in self._rarest(self._runs[name]):
                self._by_run.setdefault(run, []).append(name)

    def twin(self, name: int, *, above: int) -> Twin | None:
        """Return the text that says the same as the one of this name, or most nearly so.

        :param above: look only among names above this one.
        """
        same = max((each for each in self._same[self._texts[name]] if each > above), default=None)
        if same is not None:
            return Twin(same, 100)
        runs, best = frozenset(self._runs[name]), (0.0, 0)
        rarest = self._rarest(self._runs[name])
        near = Counter(each for run in rarest for each in self._by_run[run] if each > above)
        # Near texts share most of their rare runs: whoever shares few of them is not among the first.
        for each, _shared in near.most_common(_MOST_COMPARED):
            alike = _jaccard(runs, self._runs[each])
            best = max(best, (alike, each))
        return Twin(best[1], min(int(best[0] * 100), 99)) if best[0] >= NEAR else None

    def _rarest(self, runs: Sequence[int]) -> list[int]:
        """Return as many of the rarest runs as two near texts cannot all differ in."""
        count = len(runs) - math.ceil(NEAR * len(runs)) + 1
        return sorted(runs, key=lambda run: (self._common[run], run))[:count]


def runs_of(text: str) -> frozenset[int]:
    """Return the hashed runs of a text. The hash is the same on every machine and day."""
    whole = text.replace("\n", "").encode("utf-32-le", "surrogatepass")
    width = 4 * _RUN
    return frozenset(zlib.crc32(whole[start : start + width]) for start in range(0, max(len(whole) - width, 0) + 4, 4))


def _jaccard(one: frozenset[int], other: Sequence[int]) -> float:
    small, large = sorted((len(one), len(other)))
    if small < NEAR * large:
        return 0.0
    both = len(one.intersection(other))
    return both / (len(one) + len(other) - both) if both else 0.0
