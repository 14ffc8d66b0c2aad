"""What a frozen report says, reckoned from its lines alone, so that its figures and its names cannot disagree."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from lms.coverage.rules.comparing import each
from lms.coverage.rules.spread import spread_of

COVERED = "covered"


class Line(NamedTuple):
    """One person who was due, in plain values: days as ``2026-11-19``, ``None`` for no day.

    Minutes and hundredths of a credit are those of the period; ``None`` where the report is on no programme. The id of
    the workplace is no word of the report; ``None`` where it was not kept.
    """

    person: str
    name: str
    id_number_shown: str
    area: str
    institution: str
    institution_kind: str
    joined_on: str
    state: str
    covered_on: str | None
    minutes: int | None = None
    credits_hundredths: int | None = None
    workplace_id: int | None = None

    @property
    def said(self) -> tuple[str | int | None, ...]:
        """What is put into the fingerprint: of what was learned nothing, where nothing is known of it."""
        words = tuple(self)[:-1]
        return words if self.minutes is not None else words[:-2]


class Tally:
    """Counts lines as they pass by, and their fingerprint."""

    def __init__(self, areas: Iterable[str] = ()) -> None:
        """Begin with nobody.

        :param areas: what lies below the place, in the order to show; those with nobody due are shown too.
        """
        self._areas = list(areas)
        self._due: dict[str, Counter[str]] = {"areas": Counter(), "kinds": Counter()}
        self._covered: dict[str, Counter[str]] = {"areas": Counter(), "kinds": Counter()}
        self._months: Counter[str] = Counter()
        self._states: Counter[str] = Counter()
        self._learned: Counter[str] = Counter()
        self._credits: Counter[int] = Counter()
        self._hash = hashlib.sha256()

    def add(self, line: Line) -> None:
        """Count one line."""
        self._hash.update(_canonical(line.said) + b"\n")
        self._states[line.state] += 1
        for name, value in (("areas", line.area), ("kinds", line.institution_kind)):
            self._due[name][value] += 1
            self._covered[name][value] += line.state == COVERED
        if line.covered_on:
            self._months[line.covered_on[:7]] += 1
        if line.minutes is not None and line.credits_hundredths is not None:
            self._learned["minutes"] += line.minutes
            self._learned["credits_hundredths"] += line.credits_hundredths
            self._credits[line.credits_hundredths // 100] += 1

    @property
    def due(self) -> int:
        """How many people were due."""
        return self._states.total()

    @property
    def covered(self) -> int:
        """How many of them were covered."""
        return self._states[COVERED]

    @property
    def sha256(self) -> str:
        """The fingerprint of the lines in their order: each a JSON list in UTF-8 and a line break."""
        return self._hash.hexdigest()

    def figures(self) -> dict[str, Any]:
        """Return the figures as JSON values: rows are ``[name, due, covered]``, months ``[month, covered in it]``.

        ``learned`` is there where minutes and credits are known: the sums, the minutes a person, and the median of
        whole credits.
        """
        named = [*self._areas, *sorted(self._due["areas"].keys() - set(self._areas))]
        spread = spread_of(self._credits)
        more = {"minutes_each": each(self._learned["minutes"], self.due)}
        learned = {"learned": {**self._learned, **more, "credits_median": spread.median}} if spread else {}
        return {
            "areas": self._rows("areas", named),
            "kinds": self._rows("kinds", sorted(self._due["kinds"])),
            "months": sorted(map(list, self._months.items())),
            "states": dict(sorted(self._states.items())),
            **learned,
        }

    def _rows(self, name: str, values: list[str]) -> list[list[Any]]:
        return [[value, self._due[name][value], self._covered[name][value]] for value in values]


def digest_of(about: dict[str, Any], figures: dict[str, Any], lines_sha256: str) -> str:
    """Return the fingerprint of a report: the SHA-256 of its canonical JSON."""
    return hashlib.sha256(_canonical({"about": about, "figures": figures, "lines": lines_sha256})).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
