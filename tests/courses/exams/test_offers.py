"""The exams somebody can sit now."""

from datetime import timedelta

import pytest

from courses.exams.offers import open_exams
from tests.factories.exams import ExamFactory, SittingFactory
from tests.factories.people import PersonFactory, RosterEntryFactory, RosterFactory

pytestmark = pytest.mark.django_db


def titles(people, at):
    return {(whose, offer.title) for whose, offer in open_exams(people, at)}


def test_an_open_exam_leads_there_until_it_closes(at):
    doctor, exam = PersonFactory(), ExamFactory()

    [(whose, offer)] = open_exams([doctor], at)

    assert (whose, offer.url, offer.until, offer.starts_at) == (doctor.pk, f"/exams/{exam.pk}/", exam.closes_at, None)
    assert [(part.activity_id, part.outcome, part.minutes) for part in offer.parts] == [
        (exam.activity_id, "passed", 60)
    ]


def test_closed_unpublished_or_later_ones_are_not_open(at):
    ExamFactory(published=False)
    ExamFactory(closes_at=at)
    ExamFactory(opens_at=at + timedelta(minutes=1))

    assert titles([PersonFactory()], at) == set()


def test_one_for_a_roster_is_open_to_who_is_on_it(at):
    roster = RosterFactory()
    on, left = RosterEntryFactory(roster=roster), RosterEntryFactory(roster=roster, left_on=at.date())
    exam = ExamFactory(title="结业考试")
    exam.rosters.set([roster])
    exam.save()

    assert titles([on.person, left.person, PersonFactory()], at) == {(on.person.pk, "结业考试")}


def test_who_passed_or_has_no_attempt_left_is_not_asked_again(at):
    exam = ExamFactory(attempts=1)
    closed = {"submitted_at": at, "closed_by": "person"}
    passed = SittingFactory(exam=exam, score_hundredths=9000, passed=True, **closed)
    failed = SittingFactory(exam=exam, score_hundredths=1000, passed=False, **closed)
    running = SittingFactory(exam=exam, started_at=at, deadline_at=at + timedelta(minutes=60))

    assert titles([passed.person, failed.person, running.person], at) == {(running.person.pk, exam.title)}


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_people_costs_no_query(at, django_assert_num_queries, number):
    exam, roster = ExamFactory(), RosterFactory()
    exam.rosters.set([roster])
    exam.save()
    people = [RosterEntryFactory(roster=roster).person for _each in range(number)]

    with django_assert_num_queries(4):
        assert len(list(open_exams(people, at))) == number
