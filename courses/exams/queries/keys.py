"""What counts as right today: the key of the version, or its newest correction."""

from collections.abc import Iterable
from dataclasses import dataclass

from courses.exams.models import KeyCorrection, QuestionVersion


@dataclass(frozen=True)
class Key:
    """What is accepted as the answer to one question.

    :param answers: each a whole set of option indexes that earns everything.
    :param is_void: everybody got the points, so that nothing is right or wrong any more.
    """

    answers: tuple[frozenset[int], ...]
    is_void: bool = False

    @property
    def options(self) -> frozenset[int]:
        """Every option that is part of an accepted answer."""
        return frozenset().union(*self.answers)

    def accepts(self, chosen: Iterable[int]) -> bool:
        """Say whether exactly this is a right answer."""
        return frozenset(chosen) in self.answers


def keys_of(versions: Iterable[QuestionVersion]) -> dict[tuple[int, int], Key]:
    """Return the key of every question of ``versions``, by version and part. One query."""
    found = list(versions)
    newest: dict[tuple[int, int], KeyCorrection] = {}
    for correction in KeyCorrection.objects.filter(version__in=found).order_by("at", "pk"):
        newest[correction.version_id, correction.part] = correction
    return {
        (version.pk, part): _key(version.part(part).right, newest.get((version.pk, part)))
        for version in found
        for part in range(version.part_count)
    }


def _key(right: Iterable[int], correction: KeyCorrection | None) -> Key:
    stood = frozenset(right)
    if correction is None:
        return Key((stood,))
    now = frozenset(correction.right)
    rule = KeyCorrection.Rule
    if correction.rule == rule.VOID:
        return Key((stood,), is_void=True)
    return Key((now,) if correction.rule == rule.REPLACE else (stood, now))
