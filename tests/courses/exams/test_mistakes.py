"""The mistakes book: what comes in, what may be seen, practising, and what leaves."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.exams import queries
from courses.exams.actions import (
    NotAChoice,
    NothingChosen,
    keep_mistakes,
    keep_mistakes_of,
    practise,
    start_sitting,
    submit_sitting,
    sweep_mistakes,
)
from courses.exams.models import Mistake, SittingItem
from courses.exams.queries.mistakes import option_places
from lms.kit.queue import drain
from tests.factories.exams import (
    ExamFactory,
    KeyCorrectionFactory,
    MistakeFactory,
    QuestionVersionFactory,
    SittingFactory,
    SittingItemFactory,
    ready_exam,
)
from tests.factories.people import PersonFactory
from tests.factories.records import LearningRecordFactory

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 19, 1, tzinfo=UTC)
CLOSED = datetime(2026, 12, 1, tzinfo=UTC)


def over(exam=None, person=None, *, ended=NINE, **more):
    """Return a sitting that is over and marked."""
    given = {"exam": exam or ExamFactory(), "person": person or PersonFactory()}
    return SittingFactory(**given, submitted_at=ended, closed_by="person", score_hundredths=5000, passed=False, **more)


def wrong(sitting, version=None, **more):
    return SittingItemFactory(
        sitting=sitting, version=version or QuestionVersionFactory(), chosen=[0], earned_hundredths=0, **more
    )


def right(sitting, version=None):
    return SittingItemFactory(
        sitting=sitting, version=version or QuestionVersionFactory(), chosen=[1], earned_hundredths=100
    )


def place_of(mistake, index):
    return option_places(mistake, seen=mistake.seen).index(index)


def test_what_was_wrong_comes_in_once():
    sitting = over()
    missed = wrong(sitting)
    right(sitting)
    wrong(sitting, QuestionVersionFactory(kind="short", options=[], right=[]))
    SittingItemFactory(sitting=SittingFactory(person=sitting.person), earned_hundredths=None)

    keep_mistakes(person_ids=[sitting.person_id], at=NINE)
    keep_mistakes(person_ids=[sitting.person_id], at=NINE + timedelta(days=1))

    kept = Mistake.objects.get()
    assert (kept.person, kept.version, kept.part, kept.item) == (sitting.person, missed.version, 0, missed)
    assert (kept.due_at, kept.added_at, kept.seen) == (NINE, NINE, 0)
    assert kept.stem == missed.version.stem


def test_each_question_of_a_group_is_a_mistake_of_its_own():
    part = {"stem": "小题？", "options": ["甲", "乙"], "right": [1], "explanation": "", "rubric": "", "stage": 1}
    version = QuestionVersionFactory(kind="a3", options=[], right=[], parts=[part, part])
    sitting = over()
    for number in (0, 1):
        wrong(sitting, version, part=number, order=[0, 1])

    keep_mistakes(person_ids=[sitting.person_id], at=NINE)

    assert [(each.part, each.stem) for each in Mistake.objects.order_by("part")] == [(0, "小题？"), (1, "小题？")]
    shown = queries.shown_mistake(Mistake.objects.first(), answered=False)
    assert (shown.shared_stem, shown.is_multiple) == (version.stem, False)


def test_handing_in_fills_the_book():
    person, exam = PersonFactory(), ready_exam()
    sitting = start_sitting(exam=exam, person=person, at=NINE, seed=1)

    submit_sitting(sitting=sitting, at=NINE + timedelta(minutes=9))
    drain()

    assert Mistake.objects.of(person).count() == sitting.items.count()


def test_other_records_fill_nothing():
    record = LearningRecordFactory(activity__kind="lecture")
    wrong(over(person=record.person))

    keep_mistakes_of(record_ids=[record.pk], at=NINE)

    assert not Mistake.objects.exists()


def test_the_sweep_finds_what_a_lost_message_left_out():
    missed = wrong(over(ended=NINE))
    wrong(over(ended=NINE - timedelta(days=3)))

    sweep_mistakes(since=NINE - timedelta(days=2), at=NINE)

    assert [each.item for each in Mistake.objects.all()] == [missed]


def test_what_a_regrade_makes_right_leaves():
    item = wrong(over())
    keep_mistakes(person_ids=[item.sitting.person_id], at=NINE)
    SittingItem.objects.filter(pk=item.pk).update(earned_hundredths=100)

    keep_mistakes(person_ids=[item.sitting.person_id], at=NINE)

    assert not Mistake.objects.exists()


def test_what_is_still_wrong_elsewhere_stays_and_says_where():
    person, version = PersonFactory(), QuestionVersionFactory()
    first, second = wrong(over(person=person), version), wrong(over(person=person), version)
    keep_mistakes(person_ids=[person.pk], at=NINE)
    assert Mistake.objects.get().item == second
    SittingItem.objects.filter(pk=second.pk).update(earned_hundredths=100)

    keep_mistakes(person_ids=[person.pk], at=NINE)

    assert Mistake.objects.get().item == first


def test_what_was_mastered_and_is_wrong_again_comes_back():
    person, version = PersonFactory(), QuestionVersionFactory()
    mistake = MistakeFactory(
        item=wrong(over(person=person), version), seen=3, last_chosen=[1], last_right=True, mastered_at=NINE
    )
    keep_mistakes(person_ids=[person.pk], at=NINE)
    assert not Mistake.objects.waiting().exists()
    again = wrong(over(person=person, ended=NINE + timedelta(days=9)), version)

    keep_mistakes(person_ids=[person.pk], at=NINE + timedelta(days=10))

    mistake.refresh_from_db()
    assert (mistake.mastered_at, mistake.item, mistake.due_at) == (None, again, NINE + timedelta(days=10))


@pytest.mark.parametrize(
    ("release", "at", "seen"),
    [
        pytest.param({"review": "when_done", "attempts": 2}, NINE, False, id="an-attempt-is-left"),
        pytest.param({"review": "when_done", "attempts": 1}, NINE, True, id="no-attempt-is-left"),
        pytest.param({"review": "when_done", "attempts": 2}, CLOSED, True, id="closed"),
        pytest.param({"review": "after_window"}, NINE, False, id="window-open"),
        pytest.param({"review": "after_window"}, CLOSED, True, id="window-over"),
        pytest.param({"review": "by_hand"}, CLOSED, False, id="by-hand-not-yet"),
        pytest.param({"review": "by_hand", "answers_released_at": CLOSED}, CLOSED, True, id="by-hand-on-the-minute"),
        pytest.param({"review": "never"}, CLOSED, False, id="never"),
    ],
)
def test_nothing_is_seen_before_its_answers_are_out(release, at, seen):
    person = PersonFactory()
    MistakeFactory(item=wrong(over(ExamFactory(**release), person)))

    assert queries.open_mistakes(person, at).exists() is seen
    assert queries.due_today(person, at) == int(seen)
    assert bool(queries.mistake_subjects(person, at)) is seen


def test_the_book_is_shut_during_an_exam():
    person = PersonFactory()
    MistakeFactory(item=wrong(over(person=person)))
    running = SittingFactory(person=person, started_at=NINE)

    assert queries.due_today(person, NINE) == 0
    assert not queries.open_mistakes(person, NINE).exists()
    assert queries.due_today(person, running.deadline_at) == 1


def test_the_desk_asks_once_where_there_is_nothing(django_assert_num_queries):
    person = PersonFactory()

    with django_assert_num_queries(1):
        assert queries.due_today(person, NINE) == 0


def test_due_today_ends_at_midnight_here():
    person = PersonFactory()
    sitting = over(person=person)
    # 24:00 in Shanghai is 16:00 UTC.
    MistakeFactory(item=wrong(sitting), due_at=datetime(2026, 11, 19, 15, 59, tzinfo=UTC))
    MistakeFactory(item=wrong(sitting), due_at=datetime(2026, 11, 19, 16, tzinfo=UTC))

    assert queries.due_today(person, NINE) == 1


def test_a_right_answer_plans_the_next_time():
    mistake = MistakeFactory(item=wrong(over()))

    held = practise(mistake=mistake, places=[place_of(mistake, 1)], seen=0, at=NINE)

    assert (held.last_chosen, held.last_right, held.seen) == ([1], True, 1)
    assert held.due_at - NINE == timedelta(days=2)
    shown = queries.shown_mistake(held, answered=True)
    assert [(option.text, option.right, option.chosen) for option in shown.options if option.right] == [
        ("乙", True, True)
    ]
    assert [option.text for option in shown.options] == [
        mistake.version.options[index] for index in option_places(mistake, seen=0)
    ]


def test_a_wrong_answer_comes_back_today():
    mistake = MistakeFactory(item=wrong(over()))

    held = practise(mistake=mistake, places=[place_of(mistake, 0)], seen=0, at=NINE)

    assert (held.last_right, held.due_at) == (False, NINE + timedelta(minutes=10))


def test_the_same_form_sent_twice_counts_once():
    mistake = MistakeFactory(item=wrong(over()))
    place = place_of(mistake, 1)

    practise(mistake=mistake, places=[place], seen=0, at=NINE)
    again = practise(mistake=mistake, places=[place], seen=0, at=NINE + timedelta(minutes=1))

    assert (again.seen, again.due_at) == (1, NINE + timedelta(days=2))


@pytest.mark.parametrize(
    ("places", "refusal"),
    [
        pytest.param([], NothingChosen, id="nothing"),
        pytest.param([0, 1], NotAChoice, id="two-of-one"),
        pytest.param([4], NotAChoice, id="beyond"),
    ],
)
def test_what_is_no_answer_changes_nothing(places, refusal):
    mistake = MistakeFactory(item=wrong(over()))

    with pytest.raises(refusal):
        practise(mistake=mistake, places=places, seen=0, at=NINE)

    assert Mistake.objects.get().seen == 0


def test_three_right_answers_in_their_time_and_it_is_mastered():
    mistake, at = MistakeFactory(item=wrong(over())), NINE
    for seen in range(3):
        mistake = practise(mistake=mistake, places=[place_of(mistake, 1)], seen=seen, at=at)
        at = mistake.due_at

    assert mistake.mastered_at is not None
    assert not Mistake.objects.waiting().exists()
    assert practise(mistake=mistake, places=[0], seen=3, at=at).seen == 3


@pytest.mark.parametrize(
    ("rule", "chosen", "is_right"),
    [
        ("replace", 1, False),
        ("replace", 2, True),
        ("accept_also", 1, True),
        ("accept_also", 2, True),
        ("void", 0, True),
    ],
)
def test_practice_goes_by_the_corrected_key(rule, chosen, is_right):
    mistake = MistakeFactory(item=wrong(over()))
    KeyCorrectionFactory(version=mistake.version, rule="replace", right=[3], at=NINE - timedelta(days=1))
    KeyCorrectionFactory(version=mistake.version, rule=rule, right=[2], at=NINE)

    held = practise(mistake=mistake, places=[place_of(mistake, chosen)], seen=0, at=NINE)

    assert held.last_right is is_right


@pytest.mark.database
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"seen": 1}, id="practised-without-an-outcome"),
        pytest.param({"last_right": True}, id="an-outcome-without-practice"),
        pytest.param({"seen": 1, "last_right": False, "mastered_at": NINE}, id="mastered-by-a-wrong-answer"),
    ],
)
def test_the_database_refuses_half_a_mistake(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        MistakeFactory(**fields)


@pytest.mark.database
def test_the_database_refuses_a_question_twice():
    mistake = MistakeFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        MistakeFactory(item=mistake.item)
