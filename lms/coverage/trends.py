"""How a share has gone and where it is going, as a page tells it: rows, a chart, and sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.coverage import wording
from lms.coverage.queries import Place
from lms.coverage.queries.matter import Matter
from lms.coverage.rules import Measured, tenths_of_percent
from lms.coverage.rules.charts import Points, share_chart
from lms.coverage.rules.forecast import Course, Forecast, Months, forecast, people_for, planned_tenths, with_start


@dataclass(frozen=True)
class Month:
    """One month: how many were covered in it, and what that had come to at its end."""

    first: date
    last: date
    covered: int
    so_far: int
    tenths: int
    planned: int | None


def told(matter: Matter, place: Place, measured: Measured, months: Months) -> dict[str, Any]:
    """Return what the page of a trend shows; nothing but the rows where nobody is due."""
    rows = list(_rows(matter, measured, months))
    if not matter.version or not measured.due:
        return {"months": rows}
    programme, version = matter.programme, matter.version
    course = Course(
        due=measured.due,
        covered=measured.covered,
        months=months,
        target_tenths=version.target_tenths,
        on=matter.on,
        ends_on=programme.ends_on,
    )
    found = forecast(course)
    plan = wording.plan(version)
    now = (matter.on, measured.tenths or 0)
    lines: dict[str, Points] = {
        "actual": [*((row.last, row.tenths) for row in rows if row.last < matter.on), now],
        "plan": with_start(plan, programme.starts_on) if plan else [],
        "forecast": _ahead(course, found, now),
    }
    first = min([programme.starts_on, *(row.first for row in rows)])
    chart = share_chart(lines, first=first, last=max(programme.ends_on, matter.on), target_tenths=version.target_tenths)
    title = _("Share covered of %(place)s over time, with the target line; the table below says the same.")
    return {
        "months": rows,
        "chart": chart,
        "chart_title": title % {"place": place.name},
        "sentences": list(sentences(matter, measured, found)),
    }


def sentences(matter: Matter, measured: Measured, found: Forecast) -> Iterator[str]:
    """Yield where the share is going, in words."""
    yield _where(matter, measured, found)
    if found.state == "reached":
        return
    if found.state == "too_early":
        yield _("There are fewer than two whole months of figures, so no day is forecast yet.")
    elif found.state == "never":
        yield _("At the pace of recent months the target line is not reached.")
    elif found.reached_on:
        said = {"pace": found.a_week, "day": found.reached_on.isoformat()}
        yield _("At the pace of recent months, %(pace)s people a week, it is reached around %(day)s.") % said
    yield _needed(matter, found)
    yield from _planned(matter, measured)


def _where(matter: Matter, measured: Measured, found: Forecast) -> str:
    said = {"share": measured.percent, "target": wording.share(matter.target_tenths), "n": found.missing}
    if found.state == "reached":
        return _("%(share)s are covered: the target line of %(target)s is reached.") % said
    return (
        ngettext(
            "%(share)s are covered; %(n)s more person is needed for the target line of %(target)s.",
            "%(share)s are covered; %(n)s more people are needed for the target line of %(target)s.",
            found.missing,
        )
        % said
    )


def _needed(matter: Matter, found: Forecast) -> str:
    end = matter.programme.ends_on.isoformat()
    if found.needed_a_week is None:
        return _("The programme ended on %(end)s.") % {"end": end}
    said = {"n": found.needed_a_week, "end": end}
    return (
        ngettext(
            "To reach it by %(end)s takes %(n)s person a week.",
            "To reach it by %(end)s takes %(n)s people a week.",
            found.needed_a_week,
        )
        % said
    )


def _planned(matter: Matter, measured: Measured) -> Iterator[str]:
    if matter.version is None:
        return
    planned = planned_tenths(wording.plan(matter.version), matter.programme.starts_on, matter.on)
    if planned is None:
        return
    behind = people_for(planned, measured.due) - measured.covered
    said = {"planned": wording.share(planned), "n": abs(behind)}
    if behind > 0:
        yield (
            ngettext(
                "The plan asks for %(planned)s by now: %(n)s person more than are covered.",
                "The plan asks for %(planned)s by now: %(n)s people more than are covered.",
                behind,
            )
            % said
        )
    else:
        yield _("The plan asks for %(planned)s by now, which is reached.") % said


def _rows(matter: Matter, measured: Measured, months: Months) -> Iterator[Month]:
    so_far = 0
    plan = wording.plan(matter.version) if matter.version else []
    for first, covered in months:
        so_far += covered
        last = min(_end(first), matter.on)
        tenths = tenths_of_percent(so_far, measured.due) or 0
        yield Month(first, last, covered, so_far, tenths, planned_tenths(plan, matter.programme.starts_on, last))


def _ahead(course: Course, found: Forecast, now: tuple[date, int]) -> list[tuple[date, int]]:
    """Return the line on from today: to the day the target is reached, or as far as the programme goes."""
    if found.reached_on is None or course.target_tenths is None:
        return []
    if found.reached_on <= course.ends_on:
        return [now, (found.reached_on, course.target_tenths)]
    days = (found.reached_on - course.on).days
    left = (course.ends_on - course.on).days
    return [now, (course.ends_on, now[1] + (course.target_tenths - now[1]) * left // days)]


def _end(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
