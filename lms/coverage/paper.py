"""A frozen report as a page: what its file, its workbook and its screen all show."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.credits.rules import in_credits
from certificates.register.actions.documents import signed_document
from lms.coverage import wording
from lms.coverage.models import Report, ReportLine
from lms.coverage.queries.reports import STATES
from lms.coverage.rules import Figures, Line
from lms.people.models import Organisation

# More names than these stand in the workbook only: a file of a thousand pages is read by nobody.
MOST_NAMES = 2000


class Row(NamedTuple):
    """One line of a table: in words, as the lines of the report have it, and the figures."""

    name: str
    value: str
    figures: Figures


class Shown(NamedTuple):
    """One table of figures: its title, what its first column names, by what its rows narrow names down, the rows."""

    title: str
    first: str
    narrows: str
    rows: list[Row]


def pdf(report: Report, lines: Iterator[tuple[int, Line]]) -> bytes:
    """Return the signed file of ``report``, in Chinese whoever asks.

    :raises NoIssuerKey: there is nothing to sign with.
    """
    named = [said(line) for _person, line in islice(lines, MOST_NAMES)] if report.due <= MOST_NAMES else []
    with override("zh-hans"):
        html = render_to_string("lms/coverage/report_paper.html", {**about(report), "lines": named})
    css = (Path(__file__).parent / "paper.css").read_text()
    return signed_document(html, css, signer=report.about["organiser"], at=report.frozen_at)


def said(line: Line) -> dict[str, Any]:
    """Return a line with its state, hours and credits in words."""
    return {**line._asdict(), "state": STATES[line.state], **amounts(line)}


def amounts(line: Line | ReportLine) -> dict[str, str]:
    """Return hours and credits of a line in words; nothing where they are not known."""
    if line.minutes is None or line.credits_hundredths is None:
        return {}
    return {"hours": wording.hours(line.minutes), "credits": in_credits(line.credits_hundredths)}


def about(report: Report) -> dict[str, Any]:
    """Return what a page about ``report`` shows, whatever has become of things since."""
    kinds = dict(Organisation.Kind.choices)
    return {
        "report": report,
        "total": Figures(report.due, report.covered),
        "sources": list(sources(report)),
        "resting": list(resting(report)),
        "tables": [
            each
            for each in (
                Shown(_("By area or institution"), _("area or institution"), "area", _rows(report.figures["areas"])),
                Shown(_("By kind of institution"), _("kind"), "kind", _rows(report.figures["kinds"], kinds)),
            )
            if each.rows
        ],
        "months": report.figures["months"],
        "learned": list(learned(report)),
        "states": [(STATES[state], state, number) for state, number in report.figures["states"].items()],
        **headings(report),
    }


def learned(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the hours and credits of the period as pairs of words; none where the report is on no programme."""
    if found := report.figures.get("learned"):
        yield _("hours trained"), wording.hours(found["minutes"])
        # Reports frozen before the minutes a person were part of them say them rounded down, as in their signed file.
        yield _("hours a person"), wording.hours(found.get("minutes_each", found["minutes"] // report.due))
        yield _("credits"), in_credits(found["credits_hundredths"])
        yield _("credits, median"), in_credits(found["credits_median"])


def headings(report: Report) -> dict[str, str]:
    """Return what the two days of a line are called: of a programme, since when somebody is due is reckoned."""
    if report.version_id:
        return {"since": _("due since"), "done": _("covered on")}
    return {"since": _("on the roster since"), "done": _("completed on")}


def sources(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what the report rests on, as pairs of words."""
    frozen = report.about
    yield from _of_a_programme(frozen) if report.version_id else _of_a_scheme(frozen)
    if "roster" in frozen:
        yield _("roster"), f"{frozen['roster']} ({frozen['roster_keeper']})"
    if imported := frozen.get("roster_import"):
        yield _("last import into the roster"), f"{imported['at'][:10]} · SHA-256 {imported['sha256'][:16]}…"
    yield _("area or institution"), frozen["place"]
    yield _("as of"), frozen["as_of"]
    yield _("due"), frozen.get("whom") or _("everybody on the roster on this day, at the workplace the roster names")
    yield _("covered"), frozen.get("counts") or _("who had completed the scheme by the end of this day")
    if report.frozen_at:
        yield _("frozen at"), f"{timezone.localtime(report.frozen_at):%Y-%m-%d %H:%M}"
        yield _("frozen by"), frozen["by"]


def _of_a_scheme(frozen: dict[str, Any]) -> Iterator[tuple[str, str]]:
    version = frozen["scheme_version"]
    yield _("training scheme"), f"{frozen['scheme']} ({frozen['scheme_code']})"
    yield _("version of the scheme"), _("version %(n)s") % {"n": version} if version else _("none")
    yield _("organiser"), frozen["organiser"]


def _of_a_programme(frozen: dict[str, Any]) -> Iterator[tuple[str, str]]:
    said = {"n": frozen["version"], "day": frozen["version_from"]}
    yield _("programme"), f"{frozen['programme']} ({frozen['programme_code']})"
    yield _("period"), " – ".join(frozen["period"])
    yield _("rule version"), _("version %(n)s, in force from %(day)s") % said
    yield _("document"), frozen["document"]
    yield _("share to reach"), wording.share(frozen["target_tenths"])
    yield _("run by"), frozen["organiser"]


def resting(report: Report) -> Iterator[tuple[str, str]]:
    """Yield by which seal of the learning records the report can be checked."""
    if head := report.about.get("head"):
        yield _("sealed records"), f"{head['size']} ({head['at'][:16].replace('T', ' ')} UTC)"
        yield _("root of the sealed records"), head["root"]


def _rows(rows: Iterable[list[Any]], words: dict[Any, Any] | None = None) -> list[Row]:
    return [Row(str((words or {}).get(name, name)), name, Figures(due, covered)) for name, due, covered in rows]


def file_name(found: Report) -> str:
    """Return what a file about a report is called, without its ending."""
    return "-".join([_("coverage"), found.about["place"], str(found.as_of)])
