"""The part of the bank somebody may see as a file that reads back the same."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from courses.exams.exchange import bank
from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.writers.moodle import to_moodle
from courses.exams.exchange.writers.workbook import to_archive
from courses.exams.models import Question
from lms.people.models import Person

_EVERY = 200


def export_bank(
    viewer: Person,
    *,
    form: str,
    subject_id: int | None,
    at: datetime,
    step: Callable[[int], None] = lambda _percent: None,
) -> tuple[bytes, str, int]:
    """Return a file with the newest version of every question that is not retired, its name, and how many they are.

    :param form: ``"xlsx"`` or ``"moodle"``.
    :param subject_id: only of this subject; ``None`` is all.
    :param step: called with how much of the work is done, in percent.
    """
    drafts = _drafts(viewer, subject_id, step)
    if form == "moodle":
        content, ending = to_moodle(drafts, file_of=bank.media_file), "xml"
    else:
        content, ending = to_archive(drafts, sheet=_("Questions"), file_of=bank.media_file, made_at=at)
    name = _("questions")
    return content, f"{name}-{at:%Y%m%d}.{ending}", len(drafts)


def _drafts(viewer: Person, subject_id: int | None, step: Callable[[int], None]) -> list[Draft]:
    questions = Question.objects.visible_to(viewer).filter(retired_at=None)
    if subject_id is not None:
        questions = questions.filter(subject=subject_id)
    total = max(questions.count(), 1)
    ordered = bank.newest_of(questions).order_by("question__subject__code", "question__code")
    drafts = []
    for version in ordered.select_related("question__subject").iterator(chunk_size=1000):
        drafts.append(bank.draft_of(version))
        if len(drafts) % _EVERY == 0:
            step(min(len(drafts) * 70 // total, 70))
    step(70)
    return drafts
