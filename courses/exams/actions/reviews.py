"""A second person reads what is to stand on papers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.exams.models import QuestionReview, QuestionVersion
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person


class OwnVersion(Refusal):
    """Two people stand behind a question."""

    code = "own_version"
    message = _("You wrote this version yourself. Somebody else has to review it.")


class AlreadyApproved(Refusal):
    """Approved once is approved."""

    code = "version_already_approved"
    message = _("This version has been approved already.")


@transaction.atomic
def review_version(
    *, version: QuestionVersion, verdict: str, by: Person | None, at: datetime, comment: str = ""
) -> QuestionReview:
    """Approve ``version``, so that papers may draw it, or send it back with a ``comment``.

    :param by: ``None`` where the installation itself vouches for a bank it loads.
    :raises OwnVersion: ``by`` wrote it.
    :raises AlreadyApproved: it was approved before.
    """
    # The lock makes two reviewers take turns.
    QuestionVersion.objects.select_for_update().get(pk=version.pk)
    if by is not None and version.made_by_id == by.pk:
        raise OwnVersion
    if version.reviews.filter(verdict=QuestionReview.Verdict.APPROVED).exists():
        raise AlreadyApproved
    review = QuestionReview.objects.create(version=version, verdict=verdict, by=by, at=at, comment=comment.strip())
    record(
        "exams.question.reviewed", actor=by, subject=version.question, at=at, verdict=verdict, version=version.number
    )
    return review
