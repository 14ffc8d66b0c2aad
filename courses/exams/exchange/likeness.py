"""Which questions of a file say what others say already, in the bank or further up in the file."""

from collections.abc import Callable, Sequence
from typing import Any

from courses.exams.exchange.bank import draft_of, meaning_of, newest_of
from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.examination import Alike, Planned
from courses.exams.exchange.twins import Index
from courses.exams.models import Question
from lms.people.models import Person
from lms.records.models import Subject

_LONGEST_SHOWN = 200


def find_twins(planned: Sequence[Planned], viewer: Person, step: Callable[[int], None]) -> dict[int, Alike]:
    """Return for each new question that has a twin in its subject, by its place in the file, what that is.

    :param viewer: whose part of the bank is looked at: a twin is shown with its text.
    :param step: called with the percentage that is done.
    """
    by_subject: dict[int, list[Planned]] = {}
    for each in planned:
        by_subject.setdefault(each.subject.pk, []).append(each)
    found: dict[int, Alike] = {}
    done = 0
    for group in by_subject.values():
        finder = _Finder(group[0].subject, viewer, group)
        for number, each in enumerate(group):
            if alike := finder.twin_of(number):
                found[each.draft.number] = alike
            done += 1
            if done % 200 == 0:
                step(done * 100 // len(planned))
    return found


class _Finder:
    """The texts of one subject: those of the bank under their question's id, those of the file below zero."""

    def __init__(self, subject: Subject, viewer: Person, group: Sequence[Planned]) -> None:
        own = Question.objects.visible_to(viewer).filter(subject=subject, retired_at=None)
        self.group = group
        self.on_file = {each.question_id: each for each in newest_of(own).select_related("question__subject")}
        texts = {pk: meaning_of(draft_of(version)) for pk, version in self.on_file.items()}
        texts |= {self._name(number): meaning_of(each.draft) for number, each in enumerate(group)}
        self.index = Index(texts)

    def _name(self, number: int) -> int:
        # The first of the file is the highest below zero: whatever is above a name came before it.
        return -1 - number

    def twin_of(self, number: int) -> Alike | None:
        """Return the twin of a question of the file."""
        draft = self.group[number].draft
        twin = self.index.twin(self._name(number), above=self._name(number))
        if twin is None:
            return None
        if twin.name < 0:
            other = self.group[-1 - twin.name].draft
            return Alike(draft, twin.percent, other_row=other.row, facts=_facts(draft, other))
        version = self.on_file[twin.name]
        return Alike(draft, twin.percent, question=version.question, facts=_facts(draft, draft_of(version)))


def _facts(draft: Draft, other: Draft) -> dict[str, Any]:
    """Return what a person needs to see to decide: both texts, and both keys."""
    return {
        "here": draft.label,
        "stem": _whole(draft)[:_LONGEST_SHOWN],
        "right": _key(draft),
        "other_stem": _whole(other)[:_LONGEST_SHOWN],
        "other_right": _key(other),
        "other_code": other.code,
    }


def _whole(draft: Draft) -> str:
    return " ".join(" ".join([draft.stem, *(part.stem for part in draft.parts)]).split())


def _key(draft: Draft) -> str:
    """Return the right options in words."""
    asked = draft.asked[1:] or draft.asked
    keys = ("、".join(_chosen(each.options or draft.options, each.right)) for each in asked)
    return "；".join(keys)[:_LONGEST_SHOWN]


def _chosen(options: Sequence[str], right: Sequence[int]) -> list[str]:
    return [options[index] for index in right if index < len(options)]
