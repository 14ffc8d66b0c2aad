"""Appeals as their doctor and as the people who decide on them see them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from courses.exams.models import Appeal, Mark, Sitting, SittingItem
from courses.exams.queries.keys import keys_in
from courses.exams.queries.release import marks_are_out
from courses.exams.rules import LETTERS, Part


@dataclass(frozen=True)
class AppealRow:
    """One question of a paper and the appeals about it, the newest last."""

    item: SittingItem
    appeals: tuple[Appeal, ...]

    @property
    def is_open(self) -> bool:
        """Whether one waits for its answer."""
        return any(not each.decision for each in self.appeals)


def appeal_rows(sitting: Sitting, at: datetime) -> list[AppealRow]:
    """Return the questions of ``sitting`` with their appeals; none while the result is not out. Two queries."""
    if sitting.score_hundredths is None or not marks_are_out(sitting.exam, at):
        return []
    items = sitting.items.prefetch_related("appeals").order_by("position")
    return [AppealRow(item, tuple(sorted(item.appeals.all(), key=lambda each: each.pk))) for item in items]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option of the question an appeal is about."""

    letter: str
    text: str
    right: bool
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Case:
    """All there is to know for deciding on an appeal."""

    part: Part
    is_short: bool
    choices: tuple[Choice, ...]
    marks: tuple[Mark, ...]
    others: int
    is_void: bool


def case_of(appeal: Appeal) -> Case:
    """Return the question as it is marked today, the doctor's answer, the marks, and how many others object to it.

    The options stand in the order of the question, not of the doctor's paper: the key is corrected in that order.
    """
    item = appeal.item
    how = keys_in([item.version])[item.version_id, item.part]
    part = item.version.part(item.part)
    same = Appeal.objects.filter(item__version=item.version_id, item__part=item.part, decision=Appeal.Decision.OPEN)
    return Case(
        part=part,
        is_short=how.is_short,
        choices=tuple(
            Choice(letter=LETTERS[n], text=text, right=n in how.key.options, chosen=n in (item.chosen or ()))
            for n, text in enumerate(part.options)
        ),
        marks=tuple(item.marks.order_by("round", "take")),
        others=same.exclude(pk=appeal.pk).count(),
        is_void=how.key.is_void,
    )


def appeal_list(viewer: object) -> QuerySet[Appeal]:
    """Return the appeals ``viewer`` decides on, the open ones first, then the newest."""
    related = Appeal.objects.run_by(viewer).select_related("item__sitting__exam", "item__version__question")
    return related.order_by("decision", "-made_at", "-pk")
