"""Marking short answers: two people who do not see each other's marks, and a third where they differ too much."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exams.actions.results import Change, Occasion, settle_many
from courses.exams.models import Mark, QuestionVersion, Result, Sitting, SittingItem
from courses.exams.rules import verdict
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.notices.actions import notify
from lms.people.models import Person


class NothingToMark(Refusal):
    """Only written answers of papers that are handed in are marked by hand."""

    code = "nothing_to_mark"
    message = gettext_lazy("There is nothing to mark here. Go on with the next answer.")


class AnswerDecided(Refusal):
    """The marks are complete."""

    code = "answer_decided"
    message = gettext_lazy("Others have finished marking this answer meanwhile. Your mark was not needed.")


class MarkStands(Refusal):
    """Somebody else has gone on from there."""

    code = "mark_stands"
    message = gettext_lazy("A second person has marked this answer since. Your mark can no longer be changed.")


class OwnPaper(Refusal):
    """Nobody marks themselves."""

    code = "own_paper"
    message = gettext_lazy("This is your own paper. Somebody else must mark it.")


class MarkOutOfRange(Refusal):
    """More than the question is worth."""

    code = "mark_out_of_range"
    message = gettext_lazy("Give between 0 and %(points)s points.")


@transaction.atomic
def give_mark(item: SittingItem, *, earned_hundredths: int, comment: str = "", by: Person, at: datetime) -> Mark:
    """Mark a short answer as whoever comes next: first, second, or arbiter; or change one's own first mark.

    When the marks of a paper are complete its result is reckoned, and its person told.

    :raises NothingToMark: it is no short answer, or the paper is not handed in.
    :raises OwnPaper: ``by`` wrote it.
    :raises MarkOutOfRange: it is not worth so much.
    :raises AnswerDecided: its marks are complete.
    :raises MarkStands: ``by`` marked it before, and a second person has since.
    """
    # The lock makes two markers take turns: one is the first, the other the second.
    sitting = Sitting.objects.select_for_update(of=("self",)).select_related("exam").get(pk=item.sitting_id)
    if item.version.kind != QuestionVersion.Kind.SHORT or sitting.is_open:
        raise NothingToMark
    if sitting.person_id == by.pk:
        raise OwnPaper
    if not 0 <= earned_hundredths <= item.points * 100:
        raise MarkOutOfRange(points=item.points)
    number, take = _place(item, sitting.exam.marking_tolerance_hundredths, by)
    mark = Mark.objects.create(
        item=item, round=number, take=take, earned_hundredths=earned_hundredths, comment=comment.strip(), by=by, at=at
    )
    record("exams.answer.marked", actor=by, subject=item, at=at, round=number, take=take)
    if number > 1:
        for change in settle_many([sitting.pk], Occasion(Result.Cause.MARKED, at, by)):
            _tell(change)
    return mark


def _place(item: SittingItem, tolerance: int, by: Person) -> tuple[int, int]:
    """Return the round and the take of a mark that ``by`` gives now."""
    newest = {each.round: each for each in item.marks.order_by("take")}
    mine = next((each for each in newest.values() if each.by_id == by.pk), None)
    if mine is not None:
        if mine.round > 1 or len(newest) > 1:
            raise MarkStands
        return mine.round, mine.take + 1
    waits_for = verdict({number: each.earned_hundredths for number, each in newest.items()}, tolerance).waits_for
    # A void question has earned its points without anybody's mark.
    if not waits_for or SittingItem.objects.filter(pk=item.pk, earned_hundredths__isnull=False).exists():
        raise AnswerDecided
    return waits_for, 1


def _tell(change: Change) -> None:
    if not change.is_out:
        return
    sitting = change.sitting
    notify(
        sitting.person,
        at=change.now.at,
        kind="exams.result.marked",
        key=f"{sitting.pk}:{change.now.number}",
        title=_("Your result is out: %(exam)s") % {"exam": sitting.exam.title},
        url=reverse("exams:receipt", args=[sitting.pk]),
    )
