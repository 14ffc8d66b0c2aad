"""The bank as the exchange sees it: reads only."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import OuterRef, QuerySet, Subquery

from courses.exams.exchange.drafts import Draft, DraftPart
from courses.exams.exchange.media import ENDINGS
from courses.exams.exchange.texts import clean
from courses.exams.exchange.twins import meaning
from courses.exams.models import Question, QuestionMedia, QuestionVersion
from courses.exams.rules import Part, Wording

_CHUNK = 500


def newest_of(questions: QuerySet[Question]) -> QuerySet[QuestionVersion]:
    """Return the newest version of each question, approved or not."""
    newest = QuestionVersion.objects.filter(question=OuterRef("question")).order_by("-number").values("pk")[:1]
    return QuestionVersion.objects.filter(question__in=questions, pk=Subquery(newest))


def draft_of(version: QuestionVersion) -> Draft:
    """Return a version as the writers take it: its texts in the one form that files can hold."""
    question = version.question
    return Draft(
        0,
        code=question.code,
        kind=version.kind,
        subject=question.subject.code,
        unit=question.unit,
        difficulty=version.difficulty,
        stem=clean(version.stem),
        options=[clean(option) for option in version.options],
        right=list(version.right),
        explanation=clean(version.explanation),
        rubric=clean(version.rubric),
        parts=[_part(each) for each in version.parts],
    )


def _part(given: dict[str, object]) -> DraftPart:
    part = Part(**given)  # type: ignore[arg-type]
    options = [clean(option) for option in part.options]
    return DraftPart(
        0, clean(part.stem), options, list(part.right), clean(part.explanation), clean(part.rubric), part.stage
    )


def wording_of(draft: Draft) -> Wording:
    """Return what a draft says, as the bank takes it."""
    return Wording(
        kind=draft.kind,
        stem=draft.stem,
        options=draft.options,
        right=draft.right,
        explanation=draft.explanation,
        rubric=draft.rubric,
        difficulty=draft.difficulty,
        parts=[
            Part(
                stem=part.stem,
                options=tuple(part.options),
                right=tuple(part.right),
                explanation=part.explanation,
                rubric=part.rubric,
                stage=part.stage,
            )
            for part in draft.parts
        ],
    )


def meaning_of(draft: Draft) -> str:
    """Return the text by which a question is found to say what another says."""
    if not draft.parts:
        return meaning(draft.stem, [("", draft.options)])
    shared = [("", draft.options)] if draft.options else []
    return meaning(draft.stem, [*shared, *((part.stem, part.options) for part in draft.parts)])


def by_code(codes: Iterable[str]) -> dict[str, Question]:
    """Return the questions of some codes, however many."""
    found: dict[str, Question] = {}
    waiting = iter(sorted(set(codes)))
    while chunk := list(islice(waiting, _CHUNK)):
        found |= {
            question.code: question for question in Question.objects.filter(code__in=chunk).select_related("subject")
        }
    return found


def versions_of(questions: Iterable[Question]) -> Iterator[QuestionVersion]:
    """Yield the newest version of each of some questions, however many."""
    waiting = iter(sorted(question.pk for question in questions))
    while chunk := list(islice(waiting, _CHUNK)):
        yield from newest_of(Question.objects.filter(pk__in=chunk)).select_related("question__subject")


def media_file(uid: str) -> tuple[str, bytes] | None:
    """Return the name a medium has beside a text, and its content; ``None`` where the bank has none of that uid."""
    medium = QuestionMedia.objects.filter(uid=uid).first()
    if medium is None or medium.mime not in ENDINGS:
        return None
    with medium.file.open("rb") as file:
        return f"{uid}.{ENDINGS[medium.mime]}", file.read()
