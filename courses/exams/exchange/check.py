"""Looking a file of questions through: what is wrong, what is there already, what would be written. Reads only."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from courses.exams.exchange import bank
from courses.exams.exchange.drafts import Draft, Finding
from courses.exams.exchange.examination import Alike, Examination, Onto, Planned
from courses.exams.exchange.filing import Filing
from courses.exams.exchange.likeness import find_twins
from courses.exams.exchange.mediacheck import settle_media
from courses.exams.exchange.opening import open_file
from courses.exams.exchange.soundness import judge
from courses.exams.models import Question, QuestionVersion
from lms.exchange.sheets import SheetRefused


class Given(NamedTuple):
    """What a person answered about a row: ``skip``, ``new`` or ``version``, and of which question."""

    answer: str
    question_id: int | None


# By the place of the question in the file.
Answers = Mapping[int, Given]
# Called with how much of the work is done, in percent.
Step = Callable[[int], None]


def examine(data: bytes, *, onto: Onto, answers: Answers, step: Step = lambda _percent: None) -> Examination:
    """Look through a file of questions."""
    try:
        reading = open_file(data)
    except SheetRefused as refusal:
        refused = Finding(0, "", refusal.code, dict(refusal.data))
        return Examination(faults=[(refused, "")], blocked=True)
    step(25)
    found = Examination(reading)
    planned = _plan(found, onto)
    step(50)
    sound = [each for each in planned if not each.draft.faults]
    twins = find_twins(
        [each for each in sound if each.question is None], onto.importer, lambda share: step(50 + share * 45 // 100)
    )
    _decide(found, sound, twins, answers, onto)
    _gather(found, onto)
    step(95)
    return found


def _plan(found: Examination, onto: Onto) -> list[Planned]:
    """Judge every question and find what is on file under its code."""
    assert found.reading is not None  # noqa: S101 - set by the caller
    drafts = found.reading.drafts
    filing = Filing(onto)
    planned = []
    for number, draft in enumerate(drafts, start=1):
        draft.number = number
        judge(draft)
        subject = filing.subject_of(draft)
        filing.give_code(draft)
        if subject is not None:
            planned.append(Planned(draft, subject))
    # After the codes: those made from a text must be the same before and after its pictures are in the bank.
    settle_media(drafts)
    known = bank.by_code(draft.code for draft in drafts if draft.code)
    own = set(Question.objects.visible_to(onto.importer).values_list("pk", flat=True)) if known else set()
    for each in planned:
        question = known.get(each.draft.code)
        if question is not None and question.pk not in own:
            each.draft.fault("code_taken", "code")
        elif question is not None:
            _onto(each, question, onto)
    return planned


def _onto(each: Planned, question: Question, onto: Onto) -> None:
    """Let a question of the file be a version of one on file. What the file does not say stays as it is there."""
    each.question, each.draft.code = question, question.code
    each.draft.unit = each.draft.unit or question.unit
    if not each.draft.subject and each.subject == onto.subject:
        each.subject = question.subject


def _decide(found: Examination, sound: list[Planned], twins: Mapping[int, Alike], answers: Answers, onto: Onto) -> None:
    """Part what is to be written from what is there already, what is skipped, and what a person must say first."""
    wanted = []
    for each in sound:
        alike = twins.get(each.draft.number)
        if alike is not None:
            found.twins.append(alike)
        if alike is None or _answered(found, each, alike, answers.get(each.draft.number), onto):
            wanted.append(each)
    on_file = bank.versions_of({each.question for each in wanted if each.question is not None})
    versions = {version.question_id: version for version in on_file}
    for each in wanted:
        each.before = versions.get(each.question.pk) if each.question else None
        each.draft.difficulty = each.draft.difficulty or (each.before.difficulty if each.before else 1)
        if each.before is not None and _is_same(each, each.before):
            found.unchanged += 1
        else:
            found.planned.append(each)
    _refuse_two_versions(found)


def _answered(found: Examination, each: Planned, alike: Alike, given: Given | None, onto: Onto) -> bool:
    """Do what a person answered about a twin; say whether the question is to be written."""
    if given is None or given.question_id != (alike.question.pk if alike.question else None):
        found.open_twins += 1
        return False
    if given.answer == "skip":
        found.left_out += 1
        return False
    if given.answer == "version" and alike.question is not None:
        _onto(each, alike.question, onto)
    return True


def _is_same(each: Planned, before: QuestionVersion) -> bool:
    question = each.question
    assert question is not None  # noqa: S101 - asked by the caller
    filed = (question.subject_id, question.unit) == (each.subject.pk, each.draft.unit)
    return filed and bank.wording_of(each.draft).fields() == bank.wording_of(bank.draft_of(before)).fields()


def _refuse_two_versions(found: Examination) -> None:
    first: dict[int, Draft] = {}
    for each in found.planned:
        if each.question is not None:
            other = first.setdefault(each.question.pk, each.draft)
            if other is not each.draft:
                each.draft.fault("version_twice", "code", other=other.row)
    found.planned = [each for each in found.planned if not each.draft.faults]


def _gather(found: Examination, onto: Onto) -> None:
    """Collect what was said of the questions, and say whether the file can be written as it is."""
    assert found.reading is not None  # noqa: S101 - set by the caller
    whole = [each for each in found.reading.findings if not each.is_note]
    found.notes = [each for each in found.reading.findings if each.is_note]
    found.faults = [(each, "") for each in whole]
    for draft in found.reading.drafts:
        found.notes += [each for each in draft.findings if each.is_note]
        found.faults += [(each, draft.label) for each in draft.faults]
        found.faulty += bool(draft.faults)
    if onto.leave_out_faulty:
        found.left_out += found.faulty
    nothing = not found.reading.drafts
    found.blocked = bool(whole) or nothing or (found.faulty > 0 and not onto.leave_out_faulty)
    found.faults.sort(key=lambda each: each[0].row)
