"""Looking for papers too alike, and what a person says of the signals of a sitting. No mark is made here, or read."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.exams.models import AnswerTwins, Exam, QuestionVersion, Sitting, SittingItem, SittingRemark
from courses.exams.rules import twins
from lms.audit.actions import record
from lms.jobs import actions as jobs
from lms.jobs.models import Job
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.records.models import LearningRecord

JOB = "exams.compare"
# Every pair of more papers than this is too many to look at, and the chance of one too small to be told from none:
# then only papers from one institution are compared.
MOST_PAPERS = 6000
_STEP = 100


class RemarkEmpty(Refusal):
    """A finding that nobody can follow later."""

    code = "remark_empty"
    message = _("Write down what you looked at and what you found, then save again.")


class OwnSittingRemarked(Refusal):
    """Nobody looks into their own paper."""

    code = "own_sitting_remarked"
    message = _("This is your own sitting. Please let a colleague look at it.")


@transaction.atomic
def remark(*, sitting: Sitting, verdict: str, text: str, by: Person, at: datetime) -> SittingRemark:
    """Keep what ``by`` found about the signals of ``sitting``. The result stays as it is, whatever is found.

    :param verdict: one of ``SittingRemark.Verdict``.
    :raises RemarkEmpty: ``text`` says nothing, or there is no such verdict.
    :raises OwnSittingRemarked: ``by`` sat it.
    """
    if not text.strip() or verdict not in SittingRemark.Verdict.values:
        raise RemarkEmpty
    if sitting.person_id == by.pk:
        raise OwnSittingRemarked
    made = SittingRemark.objects.create(sitting=sitting, verdict=verdict, text=text.strip()[:1000], by=by, at=at)
    record("exams.sitting.remarked", actor=by, subject=sitting, at=at, verdict=verdict)
    return made


@transaction.atomic
def start_comparison(*, exam: Exam, by: Person, at: datetime) -> Job:
    """Have a worker compare the papers of ``exam``; return the job to watch."""
    title = _now("Papers too alike: %(exam)s") % {"exam": exam.title}
    back = reverse("exam_watch:signals", args=[exam.pk])
    return jobs.start(JOB, title=title, owner=by, at=at, return_url=back, exam_id=exam.pk)


@dataclass(frozen=True)
class Papers:
    """The papers of an exam: sittings, who sat them, where that person worked, and the wrong answers of each."""

    sittings: list[int]
    people: list[int]
    places: list[int | None]
    wrong: list[twins.Wrong]

    @property
    def groups(self) -> list[list[int]]:
        """The papers of each institution, by their places in the lists."""
        by_place: dict[int, list[int]] = defaultdict(list)
        for number, place in enumerate(self.places):
            if place is not None:
                by_place[place].append(number)
        return list(by_place.values())


def find_twins(*, exam: Exam, at: datetime, total: Callable[[int], None], step: Callable[[int], None]) -> int:
    """Compare the papers of ``exam`` and keep the pairs that are too alike, in place of those found before.

    Papers from one institution come first, with a threshold of their own: there are fewer pairs of them, and who sat
    in one room could look. Then all papers are compared, up to :data:`MOST_PAPERS`.

    :param total: told how many steps there are; ``step`` how many more are done.
    :return: how many pairs.
    """
    papers = _papers(exam)
    everything = len(papers.sittings) <= MOST_PAPERS
    total(sum(map(len, papers.groups)) + (len(papers.sittings) if everything else 0))
    chances = twins.chances(papers.wrong)
    inside = twins.threshold(sum(math.comb(len(group), 2) for group in papers.groups))
    found: dict[tuple[int, int], twins.Pair] = {}
    for group in papers.groups:
        found.update(_alike(papers, group, chances, inside, step))
    if everything:
        whole = list(range(len(papers.sittings)))
        limit = twins.threshold(math.comb(len(whole), 2))
        found = {**dict(_alike(papers, whole, chances, limit, step)), **found}
    _keep(exam, papers, found, at)
    return len(found)


def _papers(exam: Exam) -> Papers:
    sat = Sitting.objects.filter(exam=exam, score_hundredths__isnull=False).order_by("pk")
    people = dict(sat.values_list("pk", "person"))
    records = LearningRecord.objects.filter(activity=exam.activity_id, reverses=None)
    places = dict(records.order_by("recorded_at", "pk").values_list("person", "workplace"))
    wrong: dict[int, dict[tuple[int, int], tuple[int, ...]]] = {pk: {} for pk in people}
    items = SittingItem.objects.filter(
        sitting__in=sat.values("pk"), earned_hundredths__lt=F("points") * 100, chosen__isnull=False
    ).exclude(version__kind=QuestionVersion.Kind.SHORT)
    for pk, version, part, chosen in items.values_list("sitting", "version", "part", "chosen").iterator():
        if chosen:
            wrong[pk][version, part] = tuple(chosen)
    return Papers(
        list(people),
        list(people.values()),
        [places.get(person) for person in people.values()],
        [wrong[pk] for pk in people],
    )


def _alike(
    papers: Papers,
    group: Sequence[int],
    chances: Mapping[twins.Question, float],
    limit: float,
    step: Callable[[int], None],
) -> Iterator[tuple[tuple[int, int], twins.Pair]]:
    """Yield the pairs of ``group`` that are less probable than ``limit``; two papers of one person are no pair."""
    wrong = [papers.wrong[number] for number in group]
    index = twins.Index(wrong, chances)
    for place, first in enumerate(group):
        for pair in twins.pairs_of(place, wrong, index, limit):
            second = group[pair.second]
            if papers.people[first] != papers.people[second]:
                yield (first, second), pair
        if place % _STEP == _STEP - 1:
            step(_STEP)
    step(len(group) % _STEP)


@transaction.atomic
def _keep(exam: Exam, papers: Papers, found: Mapping[tuple[int, int], twins.Pair], at: datetime) -> None:
    AnswerTwins.objects.filter(exam=exam).delete()
    AnswerTwins.objects.bulk_create(
        [
            AnswerTwins(
                exam=exam,
                first_id=papers.sittings[first],
                second_id=papers.sittings[second],
                both_wrong=pair.both_wrong,
                same=pair.same,
                expected_hundredths=round(pair.expected * 100),
                rarity=int(-math.log10(max(pair.probability, 1e-99))),
                same_place=papers.places[first] is not None and papers.places[first] == papers.places[second],
                found_at=at,
            )
            for (first, second), pair in found.items()
        ]
    )
