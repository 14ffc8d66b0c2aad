"""Who sits the demo's exam, and how somebody of their ability answers a question."""

import math
from dataclasses import dataclass
from hashlib import sha256
from random import Random

from courses.exams.models import QuestionVersion, SittingItem
from courses.exams.rules import Part
from lms.people.models import Person

# Whoever knows nothing still guesses.
GUESS = 0.22
# The key of this question was typed in wrongly; the class answers what is right.
MISTAKEN, TYPED, RIGHT = "pc-single-15", [0], [3]
# Those who know more see that a second option can be defended, and choose it.
AMBIGUOUS, DEFENDED = "pc-a2-09", 0
WORDS = (
    "我先跟他说：肯说实话就好办。药分两种，一种是喘的时候救急的，一种是天天用、为的是少犯病少住院，停了就白用。"
    "慢病门诊能报销，住一次院的钱够吸一年的药。两周后带着药来，当面吸一遍给我看，我再数数剩几粒、问犯过几次。",
    "告诉他维持药要天天用，不喘也要用，用了能少住院。让他下次把药带来，看看吸得对不对。",
    "不喘也要吸药，不吸会加重。下次复查。",
    "让他按时吸药，注意保暖，少去人多的地方，戒烟。",
    "药不能停，停药就会加重，到时候花钱更多。我会每月打一次电话问他用药情况，并检查吸入方法，记下加重次数。",
)


@dataclass(frozen=True)
class Examinee:
    """One trainee in the exam.

    :param ability: nought is the middle of the class, one is a good deal better.
    :param late_start: minutes after the opening.
    :param pace: of the time there is, the part that is used.
    """

    person: Person
    number: int
    ability: float
    late_start: int
    pace: float

    @property
    def device(self) -> str:
        """The phone it is done on."""
        return f"00000000-0000-4000-8000-{self.number:012d}"


def examinees(people: list[Person]) -> list[Examinee]:
    """Return ``people`` with abilities as a class has them; the same every time."""
    chance = Random(60)  # noqa: S311 - the demo must be the same everywhere
    return [
        Examinee(person, number, chance.gauss(0.7, 0.9), chance.randrange(10), chance.uniform(0.55, 0.92))
        for number, person in enumerate(people)
    ]


class Mind:
    """Answers questions as somebody of one ability does."""

    def __init__(self, who: Examinee) -> None:
        """The same person answers the same way every time."""
        self._ability, self._number = who.ability, who.number
        self._chance = Random(who.number)  # noqa: S311 - the demo must be the same everywhere

    def chosen(self, item: SittingItem) -> list[int]:
        """Return the options they choose, as indexes of the version's own."""
        code, part = item.version.question.code, item.version.part(item.part)
        right = RIGHT if code == MISTAKEN else list(part.right)
        knows = self._chance.random() < self._likely(item.version, item.part)
        if code == AMBIGUOUS and self._ability > 1 and self._chance.random() < 0.75:
            return [DEFENDED]
        if knows or not part.options:
            return right
        return self._mistaken(item, part, right)

    def words(self) -> str:
        """Return what they write: the better, the fuller."""
        place = min(len(WORDS) - 1, max(0, round(2 - 1.3 * self._ability + self._chance.uniform(-0.7, 0.7))))
        return WORDS[4] if self._number % 11 == 5 else WORDS[min(place, 3)]

    def _likely(self, version: QuestionVersion, part: int) -> float:
        hard = 0.75 * (version.difficulty - 2) + 0.9 * (_chance_of(f"{version.question.code}/{part}") - 0.5)
        return GUESS + (1 - GUESS) / (1 + math.exp(-1.7 * (self._ability - hard)))

    def _mistaken(self, item: SittingItem, part: Part, right: list[int]) -> list[int]:
        wrong = [index for index in range(len(part.options)) if index not in right]
        if item.version.kind in (QuestionVersion.Kind.X, QuestionVersion.Kind.CASE) and len(right) > 1:
            fewer = sorted(self._chance.sample(right, len(right) - 1))
            return fewer if self._chance.random() < 0.6 or not wrong else sorted([*fewer, self._chance.choice(wrong)])
        # One distractor tempts most; the last tempts nobody.
        tempting = sorted(wrong, key=lambda index: _chance_of(f"{item.version.question.code}:{item.part}:{index}"))
        weights = [6, 3, 1][: len(tempting)] + [0] * (len(tempting) - 3)
        return self._chance.choices(tempting, weights)


def _chance_of(name: str) -> float:
    """Return a number between nought and one that belongs to ``name``."""
    return int.from_bytes(sha256(name.encode()).digest()[:4], "big") / 2**32
