"""Marking short answers by hand: two people, and a third where they differ too much."""

import pytest
from django.db import IntegrityError, transaction

from courses.exams import actions
from courses.exams.models import Mark
from courses.exams.queries.marking import marks_to_weigh, next_answer, piles, waiting_for
from lms.notices.models import Notice
from lms.people.roles import Role
from tests.courses.exams.papers import handed_in, settled
from tests.factories.exams import ExamFactory, MarkFactory, SittingItemFactory
from tests.factories.people import AppointmentFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam():
    return ExamFactory(marking_tolerance_hundredths=500)


@pytest.fixture
def sitting(exam, at):
    return settled(exam, [1], "先评估，再呼救", at=at)


@pytest.fixture
def item(sitting):
    return sitting.items.get(position=2)


def marker(exam):
    return AppointmentFactory(role=Role.COURSE_EDITOR, organisation=exam.organiser, division=None).person


def give(item, points, by, at, **more):
    return actions.give_mark(item, earned_hundredths=points * 100, by=by, at=at, **more)


def test_two_who_agree_settle_the_paper_and_the_doctor_is_told(exam, sitting, item, at):
    first = give(item, 40, marker(exam), at, comment="要点齐")
    sitting.refresh_from_db()
    assert (first.round, sitting.score_hundredths) == (1, None)

    second = give(item, 44, marker(exam), at)

    sitting.refresh_from_db()
    item.refresh_from_db()
    assert (second.round, item.earned_hundredths, sitting.score_hundredths) == (2, 4200, 9200)
    assert sitting.results.get().cause == "marked"
    assert Notice.objects.get(kind="exams.result.marked").person == sitting.person


def test_where_they_differ_too_much_a_third_decides(exam, sitting, item, at):
    give(item, 10, marker(exam), at)
    give(item, 40, marker(exam), at)
    sitting.refresh_from_db()
    assert sitting.score_hundredths is None
    assert [each.earned_hundredths for each in marks_to_weigh(item)] == [1000, 4000]

    third = give(item, 30, marker(exam), at)

    sitting.refresh_from_db()
    assert (third.round, sitting.score_hundredths) == (3, 8000)


def test_a_first_marker_may_think_again_until_a_second_has_marked(exam, item, at):
    first = marker(exam)
    give(item, 10, first, at)

    again = give(item, 20, first, at)
    assert (again.round, again.take) == (1, 2)

    give(item, 40, marker(exam), at)
    with pytest.raises(actions.MarkStands):
        give(item, 30, first, at)
    assert [each.earned_hundredths for each in marks_to_weigh(item)] == [2000, 4000]


def test_marks_held_back_are_told_to_nobody(at):
    exam = ExamFactory(marks_release="by_hand")
    item = settled(exam, "答", at=at).items.get()

    for _each in range(2):
        give(item, 40, marker(exam), at)

    assert item.sitting.results.exists()
    assert not Notice.objects.exists()


class TestRefusals:
    def test_a_question_with_a_key(self, exam, sitting, at):
        with pytest.raises(actions.NothingToMark):
            give(sitting.items.get(position=1), 40, marker(exam), at)

    def test_a_paper_that_is_still_sat(self, exam, item, at):
        open_item = SittingItemFactory(version=item.version)
        with pytest.raises(actions.NothingToMark):
            give(open_item, 1, marker(exam), at)

    def test_ones_own_paper(self, sitting, item, at):
        with pytest.raises(actions.OwnPaper):
            give(item, 40, sitting.person, at)

    @pytest.mark.parametrize("points", [-1, 51])
    def test_more_than_it_is_worth_or_less_than_nothing(self, exam, item, at, points):
        with pytest.raises(actions.MarkOutOfRange):
            give(item, points, marker(exam), at)
        assert not Mark.objects.exists()

    def test_what_is_decided(self, exam, item, at):
        for _each in range(2):
            give(item, 40, marker(exam), at)
        with pytest.raises(actions.AnswerDecided):
            give(item, 40, marker(exam), at)


@pytest.mark.database
class TestThePile:
    def test_everybody_gets_what_they_have_not_marked(self, exam, item, at):
        first, second = marker(exam), marker(exam)
        give(item, 40, first, at)

        assert next_answer(first, exam, item.version) is None
        assert next_answer(second, exam, item.version) == item

    def test_nobody_gets_their_own_paper(self, exam, item):
        doctor = item.sitting.person
        AppointmentFactory(person=doctor, role=Role.COURSE_EDITOR, organisation=exam.organiser, division=None)

        assert not waiting_for(doctor).exists()

    def test_somebody_of_another_organiser_gets_none(self, item):
        stranger = marker(ExamFactory())

        assert piles(stranger) == []

    def test_it_says_how_far_it_is(self, exam, item, at):
        other = handed_in(exam, [1], "另一份")
        other.items.filter(position=2).update(version=item.version)
        me = marker(exam)
        give(item, 40, me, at)
        give(item, 40, marker(exam), at)

        (pile,) = piles(me)

        assert (pile.answers, pile.first, pile.second, pile.decided, pile.percent) == (2, 1, 1, 1, 50)
        assert (pile.mine, pile.waiting_for_me) == (1, 1)

    def test_what_was_left_comes_again_at_the_end(self, exam, item, at):
        other = handed_in(exam, [1], "另一份")
        other.items.filter(position=2).update(version=item.version)
        me = marker(exam)

        first = next_answer(me, exam, item.version)
        second = next_answer(me, exam, item.version, after=first.place)

        assert {first, second} == {item, other.items.get(position=2)}
        assert next_answer(me, exam, item.version, after=second.place) == first


@pytest.mark.database
class TestTheDatabaseRefuses:
    @pytest.mark.parametrize(
        "second",
        [
            pytest.param({"round": 2, "same": True}, id="one-person-in-two-rounds"),
            pytest.param({"round": 1, "take": 2, "same": False}, id="two-people-in-one-round"),
            pytest.param({"round": 1, "take": 1, "same": True}, id="the-same-take-twice"),
            pytest.param({"round": 5, "same": False}, id="a-fifth-round"),
            pytest.param({"round": 2, "take": 0, "same": False}, id="no-take"),
        ],
    )
    def test_a_mark(self, item, second):
        first = MarkFactory(item=item)
        by = first.by if second.pop("same") else PersonFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            MarkFactory(item=item, by=by, **second)

    def test_changing_a_mark(self, item):
        MarkFactory(item=item)

        with pytest.raises(IntegrityError), transaction.atomic():
            Mark.objects.update(earned_hundredths=0)
