"""How a paper is marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courses.exams.rules.questions import ONE_CHOICE, is_index

FULL_SCORE = 10000


def is_choice(kind: str, chosen: Sequence[object], options: int) -> bool:
    """Say whether ``chosen`` can be an answer to such a question at all. Nothing chosen is an answer."""
    if len(set(chosen)) != len(chosen) or not all(is_index(each, options) for each in chosen):
        return False
    return kind not in ONE_CHOICE or len(chosen) <= 1


@dataclass(frozen=True)
class Key:
    """What is right: any of these sets of options; or the question is void and everybody gets the points."""

    accepted: tuple[frozenset[int], ...]
    is_void: bool = False

    @classmethod
    def of(cls, right: Iterable[int]) -> "Key":
        """Return the key as the version has it."""
        return cls((frozenset(right),))

    @property
    def options(self) -> frozenset[int]:
        """Every option that is part of an accepted answer."""
        return frozenset().union(*self.accepted)

    def accepts(self, chosen: Iterable[int]) -> bool:
        """Say whether exactly this is a right answer."""
        return frozenset(chosen) in self.accepted

    def corrected(self, kind: str, rule: str, right: Sequence[int]) -> "Key":
        """Return the key after a correction.

        :param rule: ``replace``, ``accept_also`` or ``void``.
        :param right: what is right instead, or too. Of a question with one choice each of them is right by itself.

        >>> Key.of([1]).corrected("single", "accept_also", [2]).accepted
        (frozenset({1}), frozenset({2}))
        """
        if rule == "void":
            return Key(self.accepted, is_void=True)
        sets = [frozenset([each]) for each in right] if kind in ONE_CHOICE else [frozenset(right)]
        before = self.accepted if rule == "accept_also" else ()
        return Key(tuple(dict.fromkeys([*before, *sets])))


def earned_hundredths(
    chosen: Sequence[int] | None, key: Key, points: int, *, partial: str = "all_or_nothing", one_choice: bool = False
) -> int:
    """Return what an answer earns, in hundredths of a point.

    :param chosen: indexes of the version's options; ``None`` where nothing was answered.
    :param partial: ``all_or_nothing``; ``fewer_is_half``: half of the points where some of the right options are
        missing and no wrong one is there (少选得一半); ``per_option``: each right option adds its share and each wrong
        one takes a share away, never below nothing.
    :param one_choice: one option at most may be chosen; then every rule is all or nothing.

    >>> earned_hundredths([0], Key.of([0, 2]), 2, partial="fewer_is_half")
    100
    """
    full = points * 100
    if key.is_void:
        return full
    given = frozenset(chosen or ())
    if not given:
        return 0
    return max(_against(given, right, full, "all_or_nothing" if one_choice else partial) for right in key.accepted)


def _against(given: frozenset[int], right: frozenset[int], full: int, partial: str) -> int:
    if given == right:
        return full
    if partial == "fewer_is_half":
        return full // 2 if given < right else 0
    if partial == "per_option":
        return max(0, (len(given & right) - len(given - right)) * full // len(right))
    return 0


@dataclass(frozen=True)
class Verdict:
    """Where a short answer stands: what it earns once that is known, and which round of marking it waits for.

    :param waits_for: 1 or 2; 3 where the two differ by more than is tolerated; 0 where it is decided.
    """

    earned_hundredths: int | None
    waits_for: int


def verdict(marks: dict[int, int], tolerance_hundredths: int) -> Verdict:
    """Return where a short answer stands by its marks.

    :param marks: hundredths of a point by round: 1 and 2 by two people, 3 by an arbiter, 4 after an appeal.

    >>> verdict({1: 600, 2: 800}, 200)
    Verdict(earned_hundredths=700, waits_for=0)
    >>> verdict({1: 600, 2: 900}, 200)
    Verdict(earned_hundredths=None, waits_for=3)
    """
    for last in (4, 3):
        if last in marks:
            return Verdict(marks[last], 0)
    if 1 not in marks or 2 not in marks:
        return Verdict(None, 2 if 1 in marks else 1)
    if abs(marks[1] - marks[2]) > tolerance_hundredths:
        return Verdict(None, 3)
    return Verdict((marks[1] + marks[2]) // 2, 0)


def score_hundredths(earned: int, points: int) -> int:
    """Return the score on a scale of 100 points, in hundredths, rounded down: a mark is reached or it is not.

    :param earned: hundredths of points earned on the paper.
    :param points: points the paper is worth.

    >>> score_hundredths(200, 3)
    6666
    """
    if points <= 0:
        return 0
    return earned * FULL_SCORE // (points * 100)


def correction_fault(kind: str, options: int, before: Sequence[int], rule: str, right: Sequence[object]) -> str | None:
    """Return why a key cannot be corrected so, as a code, or ``None``.

    :param options: how many the question has.
    :param before: what the version has as right.
    :param rule: as in :meth:`Key.corrected`.

    >>> correction_fault("single", 4, [0], "replace", [1, 2])
    'one_right'
    """
    if rule == "void":
        return "void_is_bare" if right else None
    if kind == "short":
        return "short_is_marked"
    if not right or len(set(right)) != len(right) or not all(is_index(each, options) for each in right):
        return "bad_key"
    if rule == "accept_also":
        known = set(right) & set(before) if kind in ONE_CHOICE else set(right) == set(before)
        return "right_already" if known else None
    return "one_right" if kind in ONE_CHOICE and len(right) > 1 else None
