"""A comparison as a page shows it: each figure as text with the people behind it, and its difference to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.credits.rules import in_credits
from lms.coverage import wording
from lms.coverage.queries import Place
from lms.coverage.queries.matter import Matter
from lms.coverage.queries.nodes import Line
from lms.coverage.queries.ranking import Compared
from lms.coverage.rules.comparing import Figure, difference, signed

_NAMES: dict[str, str | Promise] = {
    **wording.FIGURES,
    "share": gettext_lazy("share"),
    "hours": gettext_lazy("hours a person"),
    "credits": gettext_lazy("credits, median"),
}


@dataclass(frozen=True)
class Cell:
    """One figure of one place."""

    text: str
    url: str = ""
    difference: str = ""


@dataclass(frozen=True)
class Row:
    """One figure of all places."""

    label: str
    whole: Cell
    cells: list[Cell]


def rows_of(matter: Matter, place: Place, lines: Sequence[Line], found: Sequence[Compared]) -> list[Row]:
    """Return the rows of the table of ``place`` and ``lines``."""
    return [
        Row(
            str(_NAMES[row.name]),
            _cell(matter, place, row.name, row.whole),
            [
                _cell(matter, line.place, row.name, figure, row.whole)
                for line, figure in zip(lines, row.cells, strict=True)
            ],
        )
        for row in found
    ]


def text_of(figure: Figure) -> str:
    """Return a figure as text; a dash where there is nothing to say."""
    if figure.value is None:
        return "—"
    if figure.unit == "tenths":
        return wording.share(figure.value)
    if figure.unit == "minutes":
        return wording.hours(figure.value)
    return in_credits(figure.value) if figure.unit == "hundredths" else str(intcomma(figure.value))


def said(figure: Figure, whole: Figure) -> str:
    """Return how far a figure is from the whole, in words; empty for counts."""
    apart = difference(figure, whole)
    if apart is None:
        return ""
    if figure.unit == "tenths":
        return _("%(n)s percentage points") % {"n": signed(apart)}
    if figure.unit == "minutes":
        return signed(_nearest(apart * 10, 60))
    return signed(_nearest(apart, 10))


def _cell(matter: Matter, place: Place, name: str, figure: Figure, whole: Figure | None = None) -> Cell:
    url = ""
    if figure.unit == "people" and figure.value:
        url = f"{reverse('coverage:programme_people', args=[matter.key, place.slug])}?which={name}"
    return Cell(text_of(figure), url, said(figure, whole) if whole else "")


def _nearest(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)
