"""What the bank can fill a blueprint with."""

from collections.abc import Sequence

from courses.exams import rules
from courses.exams.models import BlueprintLine, QuestionVersion


def pools(lines: Sequence[BlueprintLine]) -> tuple[list[rules.Pool], dict[int, QuestionVersion]]:
    """Return what each line may be filled from, and the wordings by id. One query."""
    wanted = {(line.subject_id, line.kind) for line in lines}
    found: dict[tuple[int, str], list[tuple[int, str]]] = {key: [] for key in wanted}
    versions: dict[int, QuestionVersion] = {}
    current = QuestionVersion.objects.current().filter(
        question__subject__in={subject for subject, _kind in wanted}, kind__in={kind for _subject, kind in wanted}
    )
    for version in current.select_related("question"):
        key = (version.question.subject_id, version.kind)
        if key in found:
            found[key].append((version.pk, version.question.code))
            versions[version.pk] = version
    return [rules.Pool(line.count, line.points, tuple(found[line.subject_id, line.kind])) for line in lines], versions


def shortages(lines: Sequence[BlueprintLine]) -> list[tuple[BlueprintLine, int]]:
    """Return the lines the bank cannot fill, each with the number of questions that are there."""
    filled, _versions = pools(lines)
    return [
        (line, len(pool.questions))
        for line, pool in zip(lines, filled, strict=True)
        if len(pool.questions) < line.count
    ]
