"""The report on an exam as a workbook."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.exams.models import Exam
from courses.exams.queries.analysis import AnalysedItem, Report
from courses.exams.queries.comparison import Compared
from courses.exams.rules import LETTERS
from courses.exams.templatetags.exam_figures import figure, flag, points
from lms.exchange.sheets.writer import Sheet


def sheets(exam: Exam, report: Report, counties: Sequence[Compared], places: Sequence[Compared]) -> list[Sheet]:
    """Return the sheets of the workbook: the whole, the questions, who chose what, and how places compare."""
    return [
        Sheet(name=_("Exam"), header=[_("Figure"), _("Value")], rows=_whole(exam, report), widths=[32, 40]),
        Sheet(
            name=_("Questions"),
            header=[
                *(_("Number"), _("Code"), _("Question text"), _("On papers"), _("Unanswered"), _("Facility")),
                *(_("Discrimination"), _("Correlation with the rest"), _("Look at")),
            ],
            rows=(_question(each) for each in report.items),
            widths=[8, 16, 50, 8, 10, 10, 14, 20, 50],
        ),
        Sheet(
            name=_("Options"),
            header=[
                *(_("Number"), _("Code"), _("Option"), _("Text"), _("Right"), _("Chosen")),
                *(_("By the strongest 27 %"), _("By the weakest 27 %")),
            ],
            rows=(row for each in report.items for row in _options(each)),
            widths=[8, 16, 8, 40, 8, 8, 18, 18],
        ),
        _compared(_("Counties"), counties),
        _compared(_("Institutions"), places),
    ]


def _whole(exam: Exam, report: Report) -> Iterator[list[Any]]:
    whole = report.summary
    name = _("Reliability (KR-20)") if whole.is_kr20 else _("Reliability (Cronbach's alpha)")
    yield [_("Exam"), exam.title]
    yield [_("Organiser"), str(exam.organiser)]
    yield [_("Sittings"), whole.sittings]
    yield [_("Passed"), whole.passed]
    yield [_("Mean"), round(whole.mean / 100, 2)]
    yield [_("Median"), None if whole.median is None else round(whole.median / 100, 2)]
    yield [_("Standard deviation"), round(whole.spread / 100, 2)]
    yield [name, figure(whole.reliability)]
    yield [_("Standard error of measurement"), None if whole.error is None else round(whole.error / 100, 2)]
    for low, count in zip(range(0, 100, 5), report.bins, strict=True):
        yield [_("%(low)s to %(high)s points") % {"low": low, "high": low + 5}, count]


def _question(item: AnalysedItem) -> list[Any]:
    told = item.figures
    numbers = [None if each is None else round(each, 3) for each in (told.facility, told.discrimination)]
    more = None if told.correlation is None else round(told.correlation, 3)
    said = "; ".join(str(flag(each)) for each in told.flags)
    return [item.number, item.code, item.stem, told.asked, told.unanswered, *numbers, more, said]


def _options(item: AnalysedItem) -> Iterator[list[Any]]:
    for each in item.figures.options:
        right = _("yes") if each.is_right else ""
        text = item.options[each.index]
        yield [item.number, item.code, LETTERS[each.index], text, right, each.chosen, each.upper, each.lower]


def _compared(name: str, rows: Sequence[Compared]) -> Sheet:
    header = [_("Where"), _("Results"), _("Mean"), _("Passed"), _("Share that passed")]
    lines = [
        [each.name, each.results, points(round(each.mean)), each.passed, round(each.pass_share, 3)] for each in rows
    ]
    return Sheet(name=name, header=header, rows=lines, widths=[34, 10, 10, 10, 16])
