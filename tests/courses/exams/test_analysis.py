"""Item analysis over the database, against a plain reference that adds up in Python."""

import statistics
from random import Random

import pytest
from django.core.cache import cache

from courses.exams import queries
from courses.exams.models import Sitting, SittingItem
from courses.exams.queries.analysis import analysis, given_answers
from courses.exams.queries.comparison import COUNTY, INSTITUTION, comparison
from courses.exams.rules.analysis import figures, group_size
from tests.factories.exams import (
    SAT,
    ExamFactory,
    KeyCorrectionFactory,
    QuestionVersionFactory,
    ResultFactory,
    SittingFactory,
    SittingItemFactory,
)
from tests.factories.people import AppointmentFactory, DivisionFactory, OrganisationFactory, PersonFactory
from tests.factories.records import LearningRecordFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def sat(exam, answers, *, attempt=1, person=None, points=2):
    """Return a sitting of ``exam`` that is over: ``answers`` are pairs of a version and what was chosen."""
    earned = [points * 100 if chosen is not None and set(chosen) == set(v.right) else 0 for v, chosen in answers]
    score = sum(earned) * 100 // (points * len(answers))
    sitting = SittingFactory(
        exam=exam,
        attempt=attempt,
        submitted_at=SAT,
        closed_by="person",
        score_hundredths=score,
        passed=score >= 6000,
        **({"person": person} if person else {}),
    )
    SittingItem.objects.bulk_create(
        [
            SittingItem(
                sitting=sitting,
                position=n,
                version=version,
                order=[0, 1, 2, 3],
                points=points,
                chosen=chosen,
                earned_hundredths=earned[n - 1],
            )
            for n, (version, chosen) in enumerate(answers, start=1)
        ]
    )
    return sitting


def drawn_exam(*, people=40, bank=7, asked=5, seed=11):
    """Return an exam whose papers hold ``asked`` of ``bank`` questions each, answered by chance and strength."""
    chance, exam = Random(seed), ExamFactory()
    versions = [QuestionVersionFactory() for _ in range(bank)]
    for strength in range(people):
        paper = chance.sample(versions, asked)
        answers = [
            (v, [1] if chance.random() < strength / people else chance.choice([[0], [2], [3], [], None])) for v in paper
        ]
        sat(exam, answers)
    return exam, versions


def reference(exam, version):
    """Return asked, facility, discrimination and correlation of ``version``, added up sitting by sitting."""
    sittings = sorted(Sitting.objects.filter(exam=exam), key=lambda each: (-each.score_hundredths, each.pk))
    size = group_size(len(sittings))
    pairs, upper, lower = [], [], []
    for place, sitting in enumerate(sittings):
        items = list(sitting.items.all())
        mine = next((item for item in items if item.version_id == version.pk), None)
        if mine is None:
            continue
        pairs.append((mine.earned_hundredths, sum(i.earned_hundredths for i in items) - mine.earned_hundredths))
        upper += [mine.earned_hundredths] if place < size else []
        lower += [mine.earned_hundredths] if place >= len(sittings) - size else []
    return (
        len(pairs),
        statistics.mean(x for x, _y in pairs) / 200,
        statistics.mean(upper) / 200 - statistics.mean(lower) / 200,
        statistics.correlation([x for x, _y in pairs], [y for _x, y in pairs]),
    )


def test_every_question_has_the_figures_of_the_reference():
    exam, versions = drawn_exam()

    report = analysis(exam)

    assert sorted(item.version_id for item in report.items) == sorted(version.pk for version in versions)
    for item in report.items:
        found = item.figures
        wanted = reference(exam, next(v for v in versions if v.pk == item.version_id))
        assert (found.asked, found.facility, found.discrimination, found.correlation) == pytest.approx(wanted)
        assert sum(option.chosen for option in found.options) + found.unanswered == found.asked


def test_the_exam_as_a_whole():
    exam, _versions = drawn_exam(people=30)
    scores = list(exam.sittings.values_list("score_hundredths", flat=True))
    papers = [
        list(s.items.order_by("position").values_list("earned_hundredths", flat=True)) for s in exam.sittings.all()
    ]
    apart = sum(statistics.pvariance([paper[n] for paper in papers]) for n in range(5))
    kr20 = 5 / 4 * (1 - apart / statistics.pvariance([sum(paper) for paper in papers]))

    summary = analysis(exam).summary

    assert summary.sittings == 30
    assert summary.passed == sum(score >= 6000 for score in scores)
    assert summary.pass_share == summary.passed / 30
    assert (summary.mean, summary.median) == pytest.approx((statistics.mean(scores), statistics.median(scores)))
    assert summary.spread == pytest.approx(statistics.pstdev(scores))
    assert summary.is_kr20
    assert summary.reliability == pytest.approx(kr20)
    assert summary.error == pytest.approx(statistics.pstdev(scores) * (1 - kr20) ** 0.5)
    assert sum(analysis(exam).bins) == 30


def test_partial_credit_and_other_weights_make_it_alpha():
    exam, _versions = drawn_exam(people=6)
    item = SittingItem.objects.filter(sitting__exam=exam, earned_hundredths=200).first()
    SittingItem.objects.filter(pk=item.pk).update(earned_hundredths=100)

    assert not analysis(exam).summary.is_kr20


def test_papers_of_different_lengths_have_no_reliability():
    exam, versions = drawn_exam(people=6)
    sat(exam, [(versions[0], [1])])

    assert analysis(exam).summary.reliability is None


def test_an_exam_nobody_has_finished_says_nothing():
    exam = ExamFactory()
    SittingItemFactory(sitting__exam=exam)

    report = analysis(exam)

    assert report.items == []
    assert report.summary.sittings == 0
    assert report.summary.pass_share is None
    assert report.summary.reliability is None


def test_the_first_attempt_counts_unless_all_are_asked_for():
    exam, version, person = ExamFactory(), QuestionVersionFactory(), PersonFactory()
    sat(exam, [(version, [0])], person=person)
    sat(exam, [(version, [1])], person=person, attempt=2)

    assert [item.figures.facility for item in analysis(exam).items] == [0]
    assert [item.figures.facility for item in analysis(exam, every_attempt=True).items] == [0.5]


def test_a_corrected_key_names_the_right_options():
    exam, version = ExamFactory(), QuestionVersionFactory()
    sat(exam, [(version, [1])])
    KeyCorrectionFactory(version=version, rule="accept_also", right=[2])

    (item,) = analysis(exam).items

    assert [option.is_right for option in item.figures.options] == [False, True, True, False]


def test_a_report_is_kept_until_a_result_changes(django_assert_num_queries):
    exam, version = ExamFactory(), QuestionVersionFactory()
    sitting = sat(exam, [(version, [1])])
    analysis(exam)
    SittingItem.objects.filter(sitting=sitting).update(earned_hundredths=0)

    with django_assert_num_queries(2):
        assert analysis(exam).items[0].figures.facility == 1
    ResultFactory(sitting=sitting)
    assert analysis(exam).items[0].figures.facility == 0


def test_the_cost_does_not_grow_with_those_who_sat_it(django_assert_num_queries):
    small, _ = drawn_exam(people=3)
    large, _ = drawn_exam(people=25)

    for exam in (small, large):
        with django_assert_num_queries(9):
            analysis(exam)


def test_a_question_over_all_exams(django_assert_num_queries):
    version = QuestionVersionFactory()
    first, second = ExamFactory(), ExamFactory()
    for exam, chosen in ((first, [1]), (first, [0]), (second, [1])):
        sat(exam, [(version, chosen), (QuestionVersionFactory(), [1])])

    with django_assert_num_queries(4):
        found = queries.behaviour(version.question)

    assert [(each.exam, each.version, each.figures.asked, each.figures.facility) for each in found] == [
        (second, version, 1, 1.0),
        (first, version, 2, 0.5),
    ]
    assert queries.behaviour(version.question, viewer=PersonFactory()) == []
    given = given_answers([first.pk])[first.pk, version.pk, 0]
    assert found[1].figures == figures(given, right=[1], options=4)


def test_a_question_nobody_was_asked_says_nothing():
    SittingItemFactory(version=(version := QuestionVersionFactory()))

    assert queries.behaviour(version.question) == []


def test_areas_and_institutions_within_the_readers_scope():
    exam = ExamFactory()
    county, other = DivisionFactory(name="甲县"), DivisionFactory(name="乙县")
    town = DivisionFactory(name="丙镇", level="town", county=county, parent=county)
    clinic = OrganisationFactory(name="丙镇卫生院", division=town)
    for place, score in (
        (OrganisationFactory(name="甲县医院", division=county), 9000),
        (clinic, 5000),
        (OrganisationFactory(name="乙县医院", division=other), 8000),
    ):
        LearningRecordFactory(
            activity=exam.activity,
            workplace=place,
            score_hundredths=score,
            outcome="passed" if score >= 6000 else "failed",
        )
    admin = PersonFactory(is_superuser=True)

    everywhere = [(each.name, each.results, each.mean, each.passed) for each in comparison(exam, admin)]
    mine = comparison(exam, AppointmentFactory(division=county, organisation=None).person, by=INSTITUTION)

    assert everywhere == [("乙县", 1, 8000, 1), ("甲县", 2, 7000, 1)]
    assert [each.name for each in mine] == ["甲县医院", "丙镇卫生院"]
    assert [each.pass_share for each in mine] == [1, 0]
    assert comparison(exam, PersonFactory(), by=COUNTY) == []
