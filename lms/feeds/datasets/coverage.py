"""Coverage figures of every place below one: institution, town, county, city, province."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.coverage.queries import Place, Question, by_institution
from lms.coverage.rules import Figures
from lms.feeds.datasets.base import NUMBER, Dataset, Field
from lms.feeds.datasets.people import said_of
from lms.people.models import Division, Organisation

_FIELDS = (
    Field("level", gettext_lazy("level"), gettext_lazy("province, city, county, town or institution")),
    Field("code", gettext_lazy("code"), gettext_lazy("statistical code of the area, or code of the institution")),
    Field("name", gettext_lazy("name"), gettext_lazy("of the area or institution")),
    Field("above", gettext_lazy("belongs to"), gettext_lazy("code of the area directly above")),
    Field("due", gettext_lazy("due"), gettext_lazy("people who should have been trained"), NUMBER),
    Field("covered", gettext_lazy("covered"), gettext_lazy("of them, people who were"), NUMBER),
    Field("open", gettext_lazy("not yet covered"), gettext_lazy("due less covered"), NUMBER),
    Field("tenths", gettext_lazy("share"), gettext_lazy("tenths of a percent; empty where nobody is due"), NUMBER),
)
_LEVELS = ("province", "city", "county", "town")


def coverage(question: Question, place: Place) -> Dataset:
    """Return the figures of ``place`` and everything below it where somebody is due, from the top down."""
    counted = by_institution(question, place)
    related = [f"division__{level}" for level in _LEVELS]
    institutions = list(Organisation.objects.filter(pk__in=counted).select_related("division", *related))
    areas = _areas(question, institutions, counted, place)
    return Dataset(
        name="coverage",
        title=_("Coverage"),
        fields=_FIELDS,
        rows=_rows(areas, institutions, counted),
        count=len(areas) + len(institutions),
        source=said_of(question, place),
    )


def _areas(
    question: Question, institutions: list[Organisation], counted: dict[int, Figures], place: Place
) -> dict[Division, Figures]:
    """Add up the institutions' figures in every area they lie in: below ``place``, and whole in the viewer's scope."""
    top = _LEVELS.index(place.division.level) if place.division and place.division.level in _LEVELS else 0
    found: dict[Division, Figures] = {}
    for each in institutions if not place.organisation else ():
        for area in [area for area in _around(each.division) if _LEVELS.index(area.level) >= top]:
            found[area] = found.get(area, Figures()) + counted[each.pk]
    # The part of a city that one county's auditor sees is no figure of the city.
    whole = set(Division.objects.visible_to(question.viewer).filter(pk__in=[each.pk for each in found]))
    order = sorted(whole, key=lambda area: (_LEVELS.index(area.level), area.code))
    return {area: found[area] for area in order}


def _around(division: Division) -> list[Division]:
    above = [getattr(division, level) for level in _LEVELS if getattr(division, f"{level}_id") is not None]
    own = [division] if division.level in _LEVELS else []
    return [*[area for area in above if area.pk != division.pk], *own]


def _rows(
    areas: dict[Division, Figures], institutions: list[Organisation], counted: dict[int, Figures]
) -> Iterator[tuple[Any, ...]]:
    for area, figures in areas.items():
        above = next((each.code for each in reversed(_around(area)) if each.pk != area.pk), "")
        yield (str(area.get_level_display()), area.code, area.name, above, *_figures(figures))
    for each in sorted(institutions, key=lambda one: (one.division.code, one.code)):
        around = _around(each.division)
        above = around[-1].code if around else ""
        yield (_("institution"), each.code, each.name, above, *_figures(counted[each.pk]))


def _figures(figures: Figures) -> tuple[int, int, int, int | None]:
    return figures.due, figures.covered, figures.open, figures.tenths
