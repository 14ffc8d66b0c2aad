"""What is right today: the keys of questions with their corrections."""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.exams.models import KeyCorrection, QuestionVersion
from courses.exams.rules import ONE_CHOICE, Key

Keys = dict[tuple[int, int], "Asked"]


@dataclass(frozen=True)
class Asked:
    """One question as it is marked, and the correction that made its key what it is."""

    kind: str
    key: Key
    correction: KeyCorrection | None = None

    @property
    def is_short(self) -> bool:
        """Whether people mark it."""
        return self.kind == QuestionVersion.Kind.SHORT

    @property
    def one_choice(self) -> bool:
        """Whether one option at most may be chosen."""
        return self.kind in ONE_CHOICE


def keys_in(versions: Iterable[QuestionVersion]) -> Keys:
    """Return how every question of ``versions`` is marked now, by version and part. One query."""
    found = {version.pk: version for version in versions}
    corrections = KeyCorrection.objects.filter(version__in=found).order_by("pk")
    newest = {(each.version_id, each.part): each for each in corrections}
    places = [(version, part) for version in found.values() for part in range(version.part_count)]
    return {(version.pk, part): asked(version, part, newest.get((version.pk, part))) for version, part in places}


def keys_of(version_ids: Iterable[int]) -> Keys:
    """Return what :func:`keys_in` does for the versions with these ids. Two queries."""
    return keys_in(QuestionVersion.objects.in_bulk(set(version_ids)).values())


def asked(version: QuestionVersion, part: int, correction: KeyCorrection | None) -> Asked:
    """Return how one question is marked under ``correction``, or as the version has it."""
    key = Key.of(version.part(part).right)
    if correction is not None:
        key = key.corrected(version.kind, correction.rule, correction.right)
    return Asked(version.kind, key, correction)
