"""How the questions of an exam behaved. A few statements, however many sat it: the database adds up, rules reckon."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Max

from courses.exams.models import Exam, QuestionVersion, Result, Sitting, SittingItem
from courses.exams.queries.keys import keys_in
from courses.exams.rules.analysis import GROUP_PERCENT, Given, ItemFigures, Moments, figures
from courses.exams.rules.reliability import Sums, alpha, histogram, median, standard_error

_KEEP_SECONDS = 3600
_ITEMS, _SITTINGS = SittingItem._meta.db_table, Sitting._meta.db_table
_SIZE = f"CASE WHEN whole * {GROUP_PERCENT} + 50 < 100 THEN 1 ELSE (whole * {GROUP_PERCENT} + 50) / 100 END"
# Every sitting with what its paper earned, and whether it is among the strongest or weakest of its exam.
_RANKED = f"""
WITH totals AS (
  SELECT item.sitting_id, SUM(item.earned_hundredths) AS earned
  FROM {_ITEMS} item JOIN {_SITTINGS} sitting ON sitting.id = item.sitting_id
  WHERE sitting.exam_id IN ({{exams}}) AND sitting.score_hundredths IS NOT NULL {{attempts}}
  GROUP BY item.sitting_id
), placed AS (
  SELECT sitting.id, sitting.exam_id, totals.earned,
    ROW_NUMBER() OVER (PARTITION BY sitting.exam_id ORDER BY sitting.score_hundredths DESC, sitting.id) AS place,
    COUNT(*) OVER (PARTITION BY sitting.exam_id) AS whole
  FROM {_SITTINGS} sitting JOIN totals ON totals.sitting_id = sitting.id
), ranked AS (
  SELECT id, exam_id, earned, CASE WHEN place <= {_SIZE} THEN 1 ELSE 0 END AS upper,
    CASE WHEN place > whole - ({_SIZE}) AND place > {_SIZE} THEN 1 ELSE 0 END AS lower
  FROM placed
)
"""  # noqa: S608 - names from the models
_ANSWERS = f"""
SELECT ranked.exam_id, item.version_id, item.part, item.chosen, COUNT(*), SUM(upper), SUM(lower),
  SUM(item.earned_hundredths * upper), SUM(item.earned_hundredths * lower),
  SUM(item.points) * 100, SUM(item.points * upper) * 100, SUM(item.points * lower) * 100,
  SUM(item.earned_hundredths), SUM(ranked.earned - item.earned_hundredths),
  SUM(item.earned_hundredths * item.earned_hundredths),
  SUM((ranked.earned - item.earned_hundredths) * (ranked.earned - item.earned_hundredths)),
  SUM(item.earned_hundredths * (ranked.earned - item.earned_hundredths))
FROM ranked JOIN {_ITEMS} item ON item.sitting_id = ranked.id {{versions}}
GROUP BY ranked.exam_id, item.version_id, item.part, item.chosen
"""  # noqa: S608 - names from the models
_PLACES = f"""
SELECT item.position, COUNT(*), SUM(item.earned_hundredths), SUM(item.earned_hundredths * item.earned_hundredths),
  SUM(CASE WHEN item.earned_hundredths IN (0, item.points * 100) THEN 0 ELSE 1 END), MIN(item.points), MAX(item.points)
FROM ranked JOIN {_ITEMS} item ON item.sitting_id = ranked.id GROUP BY item.position
"""  # noqa: S608 - names from the models
_TOTALS = "SELECT COUNT(*), SUM(earned), SUM(earned * earned) FROM ranked"

Key = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The exam as a whole. Scores are hundredths of a point on a scale of 100; shares 0 to 1.

    :param is_kr20: whether every question was right or wrong and worth the same, so that the reliability is KR-20.
    """

    sittings: int
    passed: int
    mean: float
    spread: float
    median: float | None
    reliability: float | None
    is_kr20: bool
    error: float | None

    @property
    def pass_share(self) -> float | None:
        """The share that passed."""
        return self.passed / self.sittings if self.sittings else None


@dataclass(frozen=True, kw_only=True)
class AnalysedItem:
    """One question of the exam's papers, with the number under which the report speaks of it."""

    number: int
    version_id: int
    part: int
    code: str
    kind: str
    stem: str
    options: tuple[str, ...]
    figures: ItemFigures


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything the report on one exam says."""

    summary: Summary
    bins: list[int]
    items: list[AnalysedItem]


def analysis(exam: Exam, *, every_attempt: bool = False) -> Report:
    """Return the item analysis of ``exam``, kept for an hour unless a result changes meanwhile.

    :param every_attempt: count further attempts too; else only the first of each person, who had not seen a paper yet.
    """
    sat = exam.sittings.exclude(score_hundredths=None).aggregate(n=Count("pk"), last=Max("pk"))
    results = Result.objects.filter(sitting__exam=exam).aggregate(n=Count("pk"), last=Max("pk"))
    stamp = "-".join(str(each) for each in (*sat.values(), *results.values()))
    key = f"exams:analysis:{exam.pk}:{every_attempt:d}:{stamp}"
    report: Report = cache.get(key) or _analysed(exam, every_attempt)
    cache.set(key, report, _KEEP_SECONDS)
    return report


def _analysed(exam: Exam, every_attempt: bool) -> Report:
    sittings = exam.sittings.exclude(score_hundredths=None)
    if not every_attempt:
        sittings = sittings.filter(attempt=1)
    scores = list(sittings.values_list("score_hundredths").annotate(Count("pk")).order_by("score_hundredths"))
    passed = sittings.filter(passed=True).count()
    answers = given_answers([exam.pk], every_attempt=every_attempt)
    return Report(
        summary=_summary(exam, scores, passed, every_attempt),
        bins=histogram(scores),
        items=_items({(version, part): given for (_exam, version, part), given in answers.items()}),
    )


def given_answers(
    exams: Sequence[int], *, versions: Sequence[int] = (), every_attempt: bool = False
) -> dict[Key, list[Given]]:
    """Return every answer that was given in ``exams``, by exam, version and part. One query.

    :param versions: these only; none is all.
    """
    wanted = f"AND item.version_id IN ({_marks(versions)})" if versions else ""
    rows = _ask(_ANSWERS.format(versions=wanted), exams, every_attempt, versions)
    found: dict[Key, list[Given]] = defaultdict(list)
    for exam_id, version_id, part, chosen, *sums in rows:
        found[exam_id, version_id, part].append(_given(chosen, [int(each or 0) for each in sums]))
    return found


def _given(chosen: Any, sums: Sequence[int]) -> Given:
    said = json.loads(chosen) if isinstance(chosen, str) else chosen
    count, upper, lower, earned_upper, earned_lower, possible, possible_upper, possible_lower, *moments = sums
    return Given(
        chosen=None if said is None else tuple(said),
        upper=upper,
        lower=lower,
        earned_upper=earned_upper,
        earned_lower=earned_lower,
        possible=possible,
        possible_upper=possible_upper,
        possible_lower=possible_lower,
        moments=Moments(count, *moments),
    )


def _summary(exam: Exam, scores: Sequence[tuple[Any, int]], passed: int, every_attempt: bool) -> Summary:
    places = _ask(_PLACES, [exam.pk], every_attempt)
    count, earned, squares = _ask(_TOTALS, [exam.pk], every_attempt)[0]
    total = Sums(count, int(earned or 0), int(squares or 0))
    # Papers of different lengths have no places that could be compared.
    whole = all(row[1] == count for row in places)
    reliability = alpha([Sums(*(int(each or 0) for each in row[1:4])) for row in places], total) if whole else None
    marks = Sums(
        sum(number for _score, number in scores),
        sum(score * number for score, number in scores),
        sum(score * score * number for score, number in scores),
    )
    points = {each for row in places for each in row[5:7]}
    return Summary(
        sittings=marks.count,
        passed=passed,
        mean=marks.mean,
        spread=marks.variance**0.5,
        median=median(scores),
        reliability=reliability,
        is_kr20=len(points) == 1 and not any(row[4] for row in places),
        error=standard_error(marks, reliability),
    )


def _items(answers: dict[tuple[int, int], list[Given]]) -> list[AnalysedItem]:
    versions = QuestionVersion.objects.select_related("question").in_bulk({version for version, _part in answers})
    keys = keys_in(versions.values())
    ordered = sorted(answers, key=lambda key: (versions[key[0]].question.code, versions[key[0]].number, key[1]))
    made = []
    for number, (version_id, part) in enumerate(ordered, start=1):
        version, asked = versions[version_id], versions[version_id].part(part)
        right, given = keys[version_id, part].key.options, answers[version_id, part]
        made.append(
            AnalysedItem(
                number=number,
                version_id=version_id,
                part=part,
                code=version.question.code,
                kind=version.kind,
                stem=asked.stem or version.stem,
                options=asked.options,
                figures=figures(given, right=right, options=len(asked.options)),
            )
        )
    return made


def _ask(statement: str, exams: Sequence[int], every_attempt: bool, more: Sequence[int] = ()) -> list[Any]:
    attempts = "" if every_attempt else "AND sitting.attempt = 1"
    with connection.cursor() as cursor:
        cursor.execute(_RANKED.format(exams=_marks(exams), attempts=attempts) + statement, [*exams, *more])
        rows: list[Any] = cursor.fetchall()
        return rows


def _marks(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))
