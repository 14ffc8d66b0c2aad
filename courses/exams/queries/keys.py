"""What is right today: the keys of questions with their corrections."""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.exams.models import KeyCorrection, QuestionVersion
from courses.exams.rules import ONE_CHOICE, Key


@dataclass(frozen=True)
class Asked:
    """One question of a paper as it is marked."""

    kind: str
    key: Key

    @property
    def is_short(self) -> bool:
        """Whether people mark it."""
        return self.kind == QuestionVersion.Kind.SHORT

    @property
    def one_choice(self) -> bool:
        """Whether one option at most may be chosen."""
        return self.kind in ONE_CHOICE


def keys_of(parts: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Asked]:
    """Return how the questions named by ``(version id, part)`` are marked now. Two queries."""
    wanted = set(parts)
    ids = {version for version, _part in wanted}
    versions = QuestionVersion.objects.in_bulk(ids)
    corrections = KeyCorrection.objects.filter(version__in=ids).order_by("pk")
    newest = {(each.version_id, each.part): each for each in corrections}
    return {each: asked(versions[each[0]], each[1], newest.get(each)) for each in wanted}


def keys_in(versions: Iterable[QuestionVersion]) -> dict[tuple[int, int], Key]:
    """Return the key of every question of ``versions``, by version and part. One query."""
    found = list(versions)
    corrections = KeyCorrection.objects.filter(version__in=found).order_by("pk")
    newest = {(each.version_id, each.part): each for each in corrections}
    return {
        (version.pk, part): asked(version, part, newest.get((version.pk, part))).key
        for version in found
        for part in range(version.part_count)
    }


def asked(version: QuestionVersion, part: int, correction: KeyCorrection | None) -> Asked:
    """Return how one question is marked under ``correction``, or as the version has it."""
    key = Key.of(version.part(part).right)
    if correction is not None:
        key = key.corrected(version.kind, correction.rule, correction.right)
    return Asked(version.kind, key)
