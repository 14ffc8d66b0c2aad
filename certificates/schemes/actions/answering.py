"""Answering a survey, and working out the gaps."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from certificates.schemes.actions.surveys import refuse_closed
from certificates.schemes.models import SurveyGap, SurveyPaper, SyllabusUnit
from certificates.schemes.rules import questionnaire
from lms.audit.actions import record
from lms.kit.errors import Refusal


class PaperSent(Refusal):
    """Sent once, until it is opened again."""

    code = "paper_sent"
    message = gettext_lazy("You have sent your answers. Open them again to change something.")


class PaperNotSent(Refusal):
    """Only what was sent can be opened again."""

    code = "paper_not_sent"
    message = gettext_lazy("You have not sent your answers yet: you can still change them.")


class AnswersMissing(Refusal):
    """What is sent is whole."""

    code = "answers_missing"
    message = gettext_lazy("%(number)s questions are still to be answered. The list below leads to them.")


@transaction.atomic
def save_answers(paper: SurveyPaper, answers: Mapping[str, Any], *, at: datetime) -> SurveyPaper:
    """Keep ``answers`` beside those already kept; an empty one takes the answer away. Unknown questions are left out.

    :raises SurveyClosed: the closing day is over.
    :raises PaperSent: it was sent, and not opened again.
    """
    locked = _lock(paper, at)
    if locked.is_locked:
        raise PaperSent
    known = {question.code for question in locked.round.version.form.questions}
    kept = {**locked.answers, **{code: answer for code, answer in answers.items() if code in known}}
    locked.answers = {code: answer for code, answer in kept.items() if questionnaire.is_answered(answer)}
    locked.saved_at = at
    locked.save(update_fields=["answers", "saved_at"])
    return locked


@transaction.atomic
def send_paper(paper: SurveyPaper, *, at: datetime) -> SurveyPaper:
    """Hand in what is kept, and work out the gaps it shows.

    :raises SurveyClosed: the closing day is over.
    :raises PaperSent: it was sent, and not opened again.
    :raises AnswersMissing: something that must be answered is not.
    """
    locked = _lock(paper, at)
    if locked.is_locked:
        raise PaperSent
    form = locked.round.version.form
    if missing := questionnaire.unanswered(form, locked.answers):
        raise AnswersMissing(number=len(missing))
    locked.sent, locked.sent_at, locked.reopened_at = locked.answers, at, None
    locked.save(update_fields=["sent", "sent_at", "reopened_at"])
    _keep_gaps(locked, questionnaire.gaps(form, locked.sent))
    record("schemes.survey.sent", actor=locked.person, subject=locked, at=at)
    return locked


def _keep_gaps(paper: SurveyPaper, found: Sequence[questionnaire.Gap]) -> None:
    named = [gap.unit.syllabus_unit for gap in found if gap.unit.syllabus_unit is not None]
    # A unit that nothing rested on any more may have been deleted since the version was made.
    there = set(SyllabusUnit.objects.filter(pk__in=named).values_list("pk", flat=True))
    SurveyGap.objects.filter(paper=paper).delete()
    SurveyGap.objects.bulk_create(
        SurveyGap(
            paper=paper,
            unit_code=gap.unit.code,
            unit_id=gap.unit.syllabus_unit if gap.unit.syllabus_unit in there else None,
            percent=gap.percent,
            is_gap=gap.is_gap,
        )
        for gap in found
    )


@transaction.atomic
def reopen_paper(paper: SurveyPaper, *, at: datetime) -> SurveyPaper:
    """Open what was sent again. It counts as it was sent until it is sent anew.

    :raises SurveyClosed: the closing day is over.
    :raises PaperNotSent: it is open.
    """
    locked = _lock(paper, at)
    if not locked.is_locked:
        raise PaperNotSent
    locked.reopened_at = at
    locked.save(update_fields=["reopened_at"])
    record("schemes.survey.reopened", actor=locked.person, subject=locked, at=at)
    return locked


def _lock(paper: SurveyPaper, at: datetime) -> SurveyPaper:
    related = SurveyPaper.objects.select_related("round__version", "person")
    locked = related.select_for_update(of=("self",)).get(pk=paper.pk)
    refuse_closed(locked.round, at)
    return locked
