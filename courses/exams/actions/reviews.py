"""A second person reads what is to stand on papers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.exams.models import Question, QuestionReview, QuestionVersion
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.notices.actions import notify
from lms.people.models import Person


class OwnVersion(Refusal):
    """Two people stand behind a question."""

    code = "own_version"
    message = _("You wrote this version yourself. Somebody else has to review it.")


class AlreadyApproved(Refusal):
    """Approved once is approved."""

    code = "version_already_approved"
    message = _("This version has been approved already.")


class NotNewest(Refusal):
    """Its writer has gone on."""

    code = "version_not_newest"
    message = _("A newer version has been written meanwhile. Open the list again and look at that one.")


class NoComment(Refusal):
    """A question that comes back without a word helps nobody."""

    code = "review_without_comment"
    message = _("Say what should be changed: the writer reads it.")


@transaction.atomic
def review_version(
    *, version: QuestionVersion, verdict: str, by: Person | None, at: datetime, comment: str = ""
) -> QuestionReview:
    """Approve ``version``, so that papers may draw it, or send it back with a ``comment``, which its writer is told.

    :param by: ``None`` where the installation itself vouches for a bank it loads.
    :raises OwnVersion: ``by`` wrote it.
    :raises NoComment: it is sent back without one.
    :raises AlreadyApproved: it was approved before.
    :raises NotNewest: there is a newer version.
    """
    question = version.question
    # The lock makes two reviewers, and a writer of the next version, take turns.
    Question.objects.select_for_update().get(pk=question.pk)
    if by is not None and version.made_by_id == by.pk:
        raise OwnVersion
    if verdict == QuestionReview.Verdict.RETURNED and not comment.strip():
        raise NoComment
    if version.reviews.filter(verdict=QuestionReview.Verdict.APPROVED).exists():
        raise AlreadyApproved
    if question.versions.filter(number__gt=version.number).exists():
        raise NotNewest
    review = QuestionReview.objects.create(version=version, verdict=verdict, by=by, at=at, comment=comment.strip())
    record("exams.question.reviewed", actor=by, subject=question, at=at, verdict=verdict, version=version.number)
    if verdict == QuestionReview.Verdict.RETURNED and version.made_by:
        _tell(version.made_by, question, review, at)
    return review


@transaction.atomic
def approve_versions(*, versions: Iterable[QuestionVersion], by: Person, at: datetime) -> int:
    """Approve those of ``versions`` that still may be, by ``by``; return how many. The others are left as they are."""
    approved = 0
    for version in versions:
        try:
            review_version(version=version, verdict=QuestionReview.Verdict.APPROVED, by=by, at=at)
        except (OwnVersion, AlreadyApproved, NotNewest):
            continue
        approved += 1
    return approved


def _tell(writer: Person, question: Question, review: QuestionReview, at: datetime) -> None:
    notify(
        writer,
        at=at,
        kind="exams.question.returned",
        key=str(review.pk),
        title=gettext("Question %(code)s was sent back to you") % {"code": question.code},
        body=review.comment,
        url=reverse("exam_questions:edit", args=[question.pk]),
    )
