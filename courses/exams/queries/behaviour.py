"""How one question behaved, exam by exam."""

from dataclasses import dataclass
from typing import Any

from courses.exams.models import Exam, Question, QuestionVersion
from courses.exams.queries.analysis import given_answers
from courses.exams.queries.keys import keys_in
from courses.exams.rules.analysis import ItemFigures, figures

# What happened in older exams says little of a question that is still asked.
_MOST_EXAMS = 20


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What one version of a question did in one exam, part by part."""

    exam: Exam
    version: QuestionVersion
    part: int
    figures: ItemFigures


def behaviour(question: Question, *, viewer: Any = None) -> list[Behaviour]:
    """Return how ``question`` behaved in the twenty exams that asked it last, the newest first. Four queries.

    The first attempt of each person counts. An exam that nobody's mark is known of yet says nothing.

    :param viewer: only exams this person looks after; ``None`` is all.
    """
    versions = {version.pk: version for version in question.versions.all()}
    known = Exam.objects.all() if viewer is None else Exam.objects.visible_to(viewer)
    asked = known.filter(sittings__items__version__in=versions, sittings__score_hundredths__isnull=False)
    exams = {exam.pk: exam for exam in asked.distinct().order_by("-closes_at", "-pk")[:_MOST_EXAMS]}
    if not exams:
        return []
    keys = keys_in(versions.values())
    answers = given_answers(list(exams), versions=list(versions))
    places = {exam_id: place for place, exam_id in enumerate(exams)}
    ordered = sorted(answers, key=lambda key: (places[key[0]], -versions[key[1]].number, key[2]))
    return [
        Behaviour(
            exam=exams[exam_id],
            version=versions[version_id],
            part=part,
            figures=figures(
                answers[exam_id, version_id, part],
                right=keys[version_id, part].key.options,
                options=len(versions[version_id].part(part).options),
            ),
        )
        for exam_id, version_id, part in ordered
    ]
