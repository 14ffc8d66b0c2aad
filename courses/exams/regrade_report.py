"""The report of a regrade as a workbook: whose result changed, from what to what."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exams.models import Regrade
from courses.exams.queries.regrading import changed_results, turns_of
from courses.exams.rules import letters
from courses.exams.templatetags.exam_figures import points
from lms.exchange.sheets.writer import Sheet, write_workbook
from lms.people.models import Person


def workbook(file: IO[bytes], regrade: Regrade, *, at: datetime, by: Person) -> int:
    """Write the report of ``regrade`` to ``file``; return how many results it holds."""
    return write_workbook(file, [_sheet(regrade, at, by)], made_at=at)


def _sheet(regrade: Regrade, at: datetime, by: Person) -> Sheet:
    correction, turns = regrade.correction, turns_of(regrade, by)
    figures = {"changed": turns.changed, "raised": turns.raised, "lowered": turns.lowered}
    return Sheet(
        name=_("changed results"),
        notes=[
            f"{correction.version.question.code} · {correction.get_rule_display()} {letters(correction.right)}".strip(),
            _("Reason: %(reason)s") % {"reason": correction.reason},
            _("%(changed)s results changed: %(raised)s passed after all, %(lowered)s not passed any more.") % figures,
            _("Made %(time)s by %(name)s") % {"time": f"{timezone.localtime(at):%Y-%m-%d %H:%M}", "name": by.name},
        ],
        header=[
            _("Name"),
            _("Exam"),
            _("Attempt"),
            _("was"),
            _("passed then"),
            _("is"),
            _("passed now"),
            _("What changed"),
            _("When"),
        ],
        widths=[14, 30, 8, 8, 10, 8, 10, 22, 18],
        rows=_rows(regrade, by),
    )


def _rows(regrade: Regrade, by: Person) -> Iterator[list[Any]]:
    changed = changed_results(regrade, by).select_related("sitting__person", "sitting__exam")
    for each in changed.iterator(chunk_size=2000):
        sitting = each.sitting
        yield [
            sitting.person.name,
            sitting.exam.title,
            sitting.attempt,
            points(each.was_hundredths),
            _("yes") if each.was_passed else _("no"),
            points(each.score_hundredths),
            _("yes") if each.passed else _("no"),
            turn_of(each.was_passed, each.passed),
            each.at,
        ]


def turn_of(was: bool | None, now: bool) -> str:
    """Return in words whether somebody passes who did not, or the other way round."""
    if was == now or was is None:
        return ""
    return _("passed after all") if now else _("not passed any more")
