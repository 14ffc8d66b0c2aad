"""Programmes in figures: the list, the tree, groups of people, the trend, the ranking."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.coverage import actions, trends, wording
from lms.coverage.queries import rollups
from lms.coverage.queries.matter import Key
from lms.coverage.queries.overview import overview
from lms.coverage.queries.ranking import chosen_from, compared, ranked
from lms.coverage.rules.comparing import MOST
from lms.coverage.side_by_side import rows_of
from lms.coverage.views.matter import about_a_programme, asked, day_form, programmes_crumb, show
from lms.coverage.views.page import may_view, page
from lms.kit.reading import at_one_moment
from lms.site.typing import person_of


@require_safe
@may_view
def programmes(request: HttpRequest) -> HttpResponse:
    """List the programmes with the figures of the viewer's area."""
    viewer = person_of(request)
    actions.look_at_programmes(viewer, at=timezone.now())
    with at_one_moment():
        rows = overview(viewer)
    context: dict[str, Any] = {
        "rows": rows,
        "labels": wording.FIGURES,
        "may_change": viewer.has_perm("coverage.change_programme"),
    }
    crumb = {**programmes_crumb(), "url": None}
    return page(request, "programme/list", _("Coverage programmes"), [crumb], **context)


@require_safe
@about_a_programme
def programme(request: HttpRequest, key: Key, place: str) -> HttpResponse:
    """Show the figures of a place and of what lies directly below it."""
    with at_one_moment():
        matter, here = asked(request, key, place)
        if here.organisation:
            return redirect("coverage:programme_people", str(key), here.slug)
        measured, lines = rollups.tree(matter.roll_up, here, matter.scope)
        context = {
            "measured": measured,
            "lines": lines,
            "spread": rollups.credits(matter.roll_up, here, matter.scope),
            "day_form": day_form(matter) if matter.version else None,
        }
    return show(request, "tree", matter, here, **context)


@require_safe
@about_a_programme
def breakdown(request: HttpRequest, key: Key, place: str) -> HttpResponse:
    """Show the figures of a place by kinds of institution, posts, titles, age and sex."""
    with at_one_moment():
        matter, here = asked(request, key, place)
        parts, spreads = [], {}
        if not matter.roll_up.is_outline:
            spreads = rollups.spreads(matter.roll_up, here, wording.BREAKDOWNS, matter.scope)
        for dimension in wording.BREAKDOWNS:
            found = rollups.breakdown(matter.roll_up, here, dimension, matter.scope)
            rows = [
                {
                    "label": wording.group(dimension, value),
                    "measured": measured,
                    "spread": spreads.get((dimension, value)),
                    "query": "&" + urlencode({"by": dimension.value, "value": value}),
                }
                for value, measured in wording.in_order(dimension, found)
            ]
            parts.append({"dimension": dimension.value, "label": str(wording.DIMENSIONS[dimension]), "rows": rows})
        measured = rollups.node(matter.roll_up, here, matter.scope)
    return show(request, "breakdown", matter, here, parts=parts, measured=measured)


@require_safe
@about_a_programme
def trend(request: HttpRequest, key: Key, place: str) -> HttpResponse:
    """Show how the share has gone month by month, what the plan asks for and where it is going."""
    with at_one_moment():
        matter, here = asked(request, key, place)
        measured = rollups.node(matter.roll_up, here, matter.scope)
        months = rollups.months(matter.roll_up, here, matter.scope)
    return show(request, "trend", matter, here, measured=measured, **trends.told(matter, here, measured, months))


@require_safe
@about_a_programme
def ranking(request: HttpRequest, key: Key, place: str) -> HttpResponse:
    """Rank the places below one, and put up to four of them side by side."""
    with at_one_moment():
        matter, here = asked(request, key, place)
        lines = ranked(matter, here)
        chosen = chosen_from(lines, request.GET.getlist("with"))
        refusal = ""
        if len(chosen) > MOST:
            refusal = _("Tick four at the most: more do not fit side by side.")
        columns = [] if refusal else chosen
        context = {
            "lines": lines,
            "chosen": {line.place.slug for line in chosen},
            "refusal": refusal,
            "columns": [line.place for line in columns],
            "compared": rows_of(matter, here, columns, compared(matter, here, columns)) if columns else [],
            "ranking_title": _("Ranked by share"),
        }
    return show(request, "ranking", matter, here, **context)
