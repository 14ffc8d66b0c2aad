"""Drawing a kept paper again from its seed."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from courses.exams import actions, queries
from courses.exams.models import BlueprintLine, Question, Sitting, SittingItem, Stock
from courses.exams.rules import Wording
from tests.factories.exams import (
    MADE,
    QuestionVersionFactory,
    fill_bank,
    ready_exam,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3)


@pytest.fixture
def sitting(at):
    return actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at, seed=11)


def turn_the_bank_over(sitting, at):
    """Retire a question of the paper, tag one anew, and write a new version of a third."""
    one, two, three = (item.version for item in sitting.items.order_by("position")[:3])
    actions.retire_question(question=one.question, by=None, at=at + LATER)
    Question.objects.filter(pk=two.question_id).update(unit="9.9")
    wording = Wording(kind="single", stem="新的问法？", options=["对的", "错一", "错二"], right=[0])
    actions.write_question(code=three.question.code, subject=three.question.subject, wording=wording, at=at + LATER)
    newest = three.question.versions.latest("number")
    actions.review_version(version=newest, verdict="approved", by=None, at=at + LATER)


def test_the_paper_is_drawn_again_although_the_bank_has_changed(sitting, at):
    turn_the_bank_over(sitting, at)

    drawn = queries.redraw(sitting)

    assert (drawn.is_same, drawn.is_exact, len(drawn.places)) == (True, True, 8)


@pytest.mark.parametrize("change", [{"order": "another"}, {"points": 9}, {"position": 99}])
def test_a_paper_that_was_touched_is_found_out(sitting, change):
    item = sitting.items.get(position=2)
    # The order is drawn, so that any other than this one is wrong.
    another = {"order": item.order[::-1]} if "order" in change else {}
    SittingItem.objects.filter(pk=item.pk).update(**change | another)

    drawn = queries.redraw(sitting)

    assert drawn.differing == ((2, 99) if "position" in change else (2,))
    assert not drawn.is_same


def test_a_paper_from_before_stocks_were_kept_is_drawn_from_the_bank_of_that_day(sitting, at):
    Sitting.objects.filter(pk=sitting.pk).update(stock=None)
    sitting.refresh_from_db()
    turn_the_bank_over(sitting, at)

    drawn = queries.redraw(sitting)

    assert (drawn.is_same, drawn.is_exact) == (True, False)


def test_papers_of_one_bank_share_a_stock_and_others_do_not(sitting, at):
    other = actions.start_sitting(exam=sitting.exam, person=PersonFactory(), at=at)
    assert other.stock == sitting.stock
    QuestionVersionFactory(question__subject=sitting.exam.lines.first().subject)

    assert actions.start_sitting(exam=sitting.exam, person=PersonFactory(), at=at).stock != sitting.stock
    assert Stock.objects.count() == 2


def test_the_command_proves_a_whole_exam(sitting, capsys):
    call_command("redraw_papers", "--exam", sitting.exam.code)

    assert "kept stock: same" in capsys.readouterr().out


def test_the_command_ends_with_an_error_if_a_paper_differs(sitting, capsys):
    sitting.items.filter(position=3).update(points=7)

    with pytest.raises(CommandError, match="1 of 1"):
        call_command("redraw_papers", sitting.pk)

    assert "differs at 3" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No such"):
        call_command("redraw_papers", sitting.pk + 1)


def test_a_line_takes_its_unit_and_its_difficulty():
    subject = fill_bank(single=1)
    tagged = QuestionVersionFactory(question__subject=subject, question__unit="2.3", difficulty=4)
    QuestionVersionFactory(question__subject=subject, question__unit="2.3", difficulty=5)
    line = BlueprintLine(subject=subject, kind="single", unit="2.3", difficulty=4, count=1)
    any_unit = BlueprintLine(subject=subject, kind="single", count=1)

    narrow, broad = queries.pools([line, any_unit])

    assert [pk for pk, _code in narrow.questions] == [tagged.pk]
    assert (len(broad.questions), narrow.narrowness, broad.narrowness) == (3, 2, 0)


def test_shortages_are_said_line_by_line():
    subject = fill_bank(single=3)
    Question.objects.filter(code__endswith="single-0").update(unit="2.3")
    lines = [
        BlueprintLine(subject=subject, kind="single", unit="2.3", difficulty=1, count=1),
        BlueprintLine(subject=subject, kind="single", count=3),
        BlueprintLine(subject=subject, kind="multiple", count=9),
    ]

    first, second = queries.shortages(lines)

    assert (first.lines, first.wanted, first.there) == (tuple(lines[:2]), 4, 3)
    assert (second.lines, second.wanted, second.there) == ((lines[2],), 9, 2)
    for number in ("2.3", "4", "3"):
        assert number in str(first)
    assert "9" in str(second)
    assert [short and short.wanted for _line, _there, short in queries.stock_of(lines)] == [4, 4, 9]


def test_a_question_that_was_not_approved_by_then_is_not_of_that_day():
    version = QuestionVersionFactory(approved=False)
    line = BlueprintLine(subject=version.question.subject, kind="single", count=1)
    actions.review_version(version=version, verdict="approved", by=None, at=MADE + LATER)

    assert [len(pool.questions) for pool in queries.pools([line], on=MADE + LATER - timedelta(seconds=1))] == [0]
    assert [len(pool.questions) for pool in queries.pools([line], on=MADE + LATER)] == [1]


def test_a_sample_is_no_sitting(at):
    exam = ready_exam()

    sample = queries.sample(exam, 5)
    items = queries.shown_places(sample.places)

    assert (len(items), sample.points, sample.seed) == (8, 8, 5)
    assert queries.sample(exam, 5) == sample
    assert [item.right != "" for item in items] == [True] * 8
    assert not Sitting.objects.exists()


def test_a_sample_says_what_the_bank_lacks(at):
    exam = ready_exam()
    actions.retire_question(question=Question.objects.first(), by=None, at=at)

    sample = queries.sample(exam, 5)

    assert (len(sample.short), sample.places) == (1, [])
