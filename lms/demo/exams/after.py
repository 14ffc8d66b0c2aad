"""What comes after the hour: two people mark, a key is corrected, doctors object."""

from datetime import datetime, timedelta
from random import Random

from courses.exams.actions import Correction, appeal, correct_key, dismiss, give_mark
from courses.exams.models import Exam, QuestionVersion, SittingItem
from lms.demo.exams.examinees import MISTAKEN, RIGHT, WORDS
from lms.people.models import Person

# Points of ten that each of the texts is worth to the first marker, in hundredths.
WORTH = dict(zip(WORDS, (950, 600, 300, 250, 700), strict=True))
# The markers do not agree about the answer of this trainee; it waits for a third. Nobody has marked these yet.
DISPUTED, UNMARKED = 13, (3, 9)


def mark(exam: Exam, trainees: list[Person], markers: tuple[Person, Person], *, at: datetime) -> None:
    """Have ``markers`` mark the written answers, all but a few."""
    chance = Random(2)  # noqa: S311 - the demo must be the same everywhere
    number_of = {person.pk: number for number, person in enumerate(trainees)}
    written = SittingItem.objects.filter(sitting__exam=exam, version__kind=QuestionVersion.Kind.SHORT).exclude(text="")
    for count, item in enumerate(written.select_related("sitting", "version").order_by("pk")):
        number = number_of[item.sitting.person_id]
        first, second = markers if count % 2 else reversed(markers)
        worth = WORTH[item.text] + chance.choice((-50, 0, 50))
        other = worth + (-450 if number == DISPUTED else chance.choice((-100, -50, 0, 0, 50)))
        begins = at + timedelta(minutes=2 * count)
        if number not in UNMARKED:
            give_mark(item, earned_hundredths=worth, by=first, at=begins)
            give_mark(item, earned_hundredths=min(1000, max(0, other)), by=second, at=begins + timedelta(hours=5))


def object_and_correct(exam: Exam, *, by: Person, at: datetime) -> None:
    """Have four doctors object: one is dismissed, one waits, and two are right about a key, which is corrected."""
    settled = SittingItem.objects.filter(sitting__exam=exam, sitting__passed__isnull=False, earned_hundredths=0)
    chosen = settled.exclude(chosen=[]).select_related("version").order_by("-sitting__score_hundredths", "pk")
    others = chosen.exclude(version__question__code=MISTAKEN).filter(version__kind=QuestionVersion.Kind.A2)
    dismissed, waiting = others[:2]
    made = appeal(dismissed, text="题干说的情况在我们卫生院都是先这样处理的，我选的也说得通。", at=at)
    for item in chosen.filter(version__question__code=MISTAKEN)[:2]:
        appeal(item, text="怀疑结核应该转诊并报告，不能先用左氧氟沙星试治，答案是不是录错了？", at=at)
    dismiss(
        made, answer="已请两位专家复核：题干有转诊指征，应按指南处理，评分不变。", by=by, at=at + timedelta(hours=4)
    )
    wrong = QuestionVersion.objects.get(question__code=MISTAKEN)
    change = Correction(
        rule="replace",
        right=RIGHT,
        reason="录入时答案选错，已按结核病防治规范更正",
        answer="您说得对，答案录错了，已更正，全班这道题重新计分。",
    )
    correct_key(version=wrong, part=0, change=change, by=by, at=at + timedelta(hours=6))
    appeal(waiting, text="2025 年新版指南把这一项改了，请老师再看看。", at=at + timedelta(hours=20))
