"""Papers that are handed in, for what comes after."""

from datetime import timedelta

from courses.exams.actions.results import Occasion, settle_many
from courses.exams.models import Sitting
from tests.factories.exams import ExamFactory, QuestionVersionFactory, SittingFactory, SittingItemFactory

OPTIONS = ["甲", "乙", "丙", "丁"]


def handed_in(exam=None, *answers, version=None, person=None, points=50):
    """Return a closed sitting with a question for each of ``answers``: options chosen, or the text of a short answer.

    ``version`` is the first question; the others are made. What is right is always the option 1, of 4.
    """
    exam = exam or ExamFactory()
    sitting = SittingFactory(exam=exam, **({"person": person} if person else {}))
    for position, answer in enumerate(answers, start=1):
        given = {"text": answer} if isinstance(answer, str) else {"chosen": answer}
        kind = {"kind": "short", "options": [], "right": [], "rubric": "要点各一分"} if isinstance(answer, str) else {}
        asked = version if version is not None and position == 1 else QuestionVersionFactory(**kind)
        SittingItemFactory(
            sitting=sitting, position=position, version=asked, order=[0, 1, 2, 3], points=points, **given
        )
    Sitting.objects.filter(pk=sitting.pk).update(
        submitted_at=sitting.started_at + timedelta(minutes=20), closed_by="person"
    )
    sitting.refresh_from_db()
    return sitting


def settled(exam=None, *answers, at, **more):
    """Return the same with its result."""
    sitting = handed_in(exam, *answers, **more)
    settle_many([sitting.pk], Occasion("closed", at))
    sitting.refresh_from_db()
    return sitting
