"""What happens to results afterwards: two doctors object to a mark, and a key is corrected for everybody."""

from collections import Counter
from datetime import datetime, timedelta

from courses.exams.actions import Correction, appeal, correct_key, dismiss
from courses.exams.models import Exam, QuestionVersion, SittingItem
from lms.people.models import Person


def look_back(exam: Exam, *, by: Person, at: datetime) -> None:
    """Have one objection answered and one waiting, and accept another answer to a question many got wrong."""
    wrong = SittingItem.objects.filter(sitting__exam=exam, sitting__passed=False, earned_hundredths=0)
    waiting, answered = list(wrong.exclude(chosen=[]).select_related("version").order_by("pk")[:2])
    objection = appeal(answered, text="这道题有两个选项意思很接近，我选的也说得通，请复核。", at=at)
    dismiss(objection, answer="已复核：两个选项含义不同，教材写得很清楚，评分不变。", by=by, at=at + timedelta(hours=5))
    appeal(waiting, text="2025 年新版指南已经把这一项改了，我选的应当算对。", at=at + timedelta(days=1))
    version, also = _most_chosen(exam)
    change = Correction(rule="accept_also", right=[also], reason="两种说法教材都有，专家组复核后都算对")
    correct_key(version=version, part=0, change=change, by=by, at=at + timedelta(days=2))


def _most_chosen(exam: Exam) -> tuple[QuestionVersion, int]:
    """Return the question of one best answer that most got wrong, and what most of them chose."""
    kind = QuestionVersion.Kind.A1
    wrong = SittingItem.objects.filter(sitting__exam=exam, version__kind=kind, earned_hundredths=0)
    chosen = Counter((each.version_id, each.chosen[0]) for each in wrong.order_by("pk") if each.chosen)
    (version_id, also), _number = chosen.most_common(1)[0]
    return QuestionVersion.objects.get(pk=version_id), also
