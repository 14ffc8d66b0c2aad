"""What phones hand over: what is kept of it, and what is answered."""

from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from courses.exams import actions, queries
from courses.exams.models import AnswerEntry, Presence, Signal
from tests.factories.exams import (
    QuestionVersionFactory,
    SittingFactory,
    SittingItemFactory,
    ready_exam,
)
from tests.factories.people import PersonFactory
from tests.factories.sync import OTHER_PHONE, PHONE, case_sitting, hand_over, ms, save_of

pytestmark = pytest.mark.django_db
SECOND, YEARS = timedelta(seconds=1), timedelta(days=730)


@pytest.fixture
def sitting(at):
    return actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at, seed=11)


def held(sitting, position=1):
    return queries.paper(sitting)[position - 1]


def test_an_answer_is_kept_with_its_times_and_the_options_own_indexes(sitting, at):
    told = hand_over(sitting, at + 9 * SECOND, (7, 1, 1, [2]))

    kept = AnswerEntry.objects.get()
    assert kept.chosen == [sitting.items.get(position=1).order[2]]
    assert (kept.device, kept.number, kept.sequence, kept.late) == (PHONE, 7, 1, False)
    assert (kept.received_at, kept.device_at, kept.estimated_at) == (at + 9 * SECOND, at + 8 * SECOND, at + 8 * SECOND)
    assert told == {
        "held": {"1": {"sequence": 1, "shown": [2]}},
        "kept": [7],
        "stale": [],
        "refused": [],
        "late": [],
        "remaining": 3591,
        "open": True,
        "receipt": "",
        "stages": {},
    }


def test_the_same_sent_five_times_is_kept_once_and_answered_the_same(sitting, at):
    told = [hand_over(sitting, at, (7, 1, 1, [2])) for _ in range(5)]

    assert AnswerEntry.objects.count() == 1
    assert all(each == told[0] for each in told)


def test_five_times_in_one_batch_is_kept_once_too(sitting, at):
    told = actions.keep([save_of(sitting, at, (7, 1, 1, [2])) for _ in range(5)])

    assert AnswerEntry.objects.count() == 1
    assert all(each == told[0] for each in told)


def test_from_two_phones_the_later_change_is_held_and_both_are_kept(sitting, at):
    hand_over(sitting, at, (1, 1, 2, [2]))

    told = hand_over(sitting, at + SECOND, (1, 1, 1, [0]), device=OTHER_PHONE)

    assert told["held"] == {"1": {"sequence": 2, "shown": [2]}}
    assert (told["kept"], told["stale"]) == ([1], [1])
    assert AnswerEntry.objects.count() == 2
    assert held(sitting).options[2].chosen


def test_of_equal_sequences_the_first_that_came_is_held(sitting, at):
    hand_over(sitting, at, (1, 1, 1, [2]))

    told = hand_over(sitting, at, (1, 1, 1, [0]), device=OTHER_PHONE)

    assert (told["held"]["1"]["shown"], told["stale"]) == ([2], [1])
    assert held(sitting).options[2].chosen


def test_two_phones_at_once_are_noted_once(sitting, at):
    hand_over(sitting, at, (1, 1, 1, [2]))
    hand_over(sitting, at + 5 * SECOND, (1, 2, 1, [2]), device=OTHER_PHONE)
    hand_over(sitting, at + 30 * SECOND, (2, 2, 2, [1]), device=OTHER_PHONE)

    assert list(Signal.objects.values_list("device", "number", "kind")) == [(OTHER_PHONE, 0, "two_devices")]
    assert dict(Presence.objects.values_list("device", "last_seen_at")) == {PHONE: at, OTHER_PHONE: at + 30 * SECOND}


def test_a_phone_that_took_over_is_not_two_at_once(sitting, at):
    hand_over(sitting, at, (1, 1, 1, [2]))
    hand_over(sitting, at + 61 * SECOND, (1, 2, 1, [2]), device=OTHER_PHONE)

    assert not Signal.objects.exists()


@pytest.mark.parametrize("clock_off", [YEARS, -YEARS])
def test_a_clock_two_years_off_is_put_right(sitting, at, clock_off):
    hand_over(sitting, at + 60 * SECOND, (1, 1, 1, [0], at + 20 * SECOND), clock_off=clock_off)

    kept = AnswerEntry.objects.get()
    assert (kept.device_at, kept.estimated_at) == (at + 20 * SECOND + clock_off, at + 20 * SECOND)


def test_nothing_was_given_later_than_it_came(sitting, at):
    hand_over(sitting, at, (1, 1, 1, [0], at + YEARS))

    assert AnswerEntry.objects.get().estimated_at == at


def test_what_claims_to_be_from_before_the_start_is_kept_with_its_claim(sitting, at):
    told = hand_over(sitting, at + SECOND, (1, 1, 1, [0], at - timedelta(hours=1)))

    assert told["kept"] == [1]
    assert AnswerEntry.objects.get().estimated_at == at - timedelta(hours=1)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        pytest.param((1, 9, 1, [0]), "not_on_paper", id="not-on-the-paper"),
        pytest.param((1, 1, 1, [0, 1]), "answer_malformed", id="two-for-single"),
        pytest.param((1, 1, 1, [4]), "answer_malformed", id="no-such-option"),
        pytest.param((1, 1, 1, "甲"), "answer_malformed", id="written-where-one-chooses"),
    ],
)
def test_an_impossible_answer_is_refused_by_name_and_the_rest_is_kept(sitting, at, entry, code):
    told = hand_over(sitting, at, entry, (2, 2, 1, [1]))

    assert [(each["number"], each["code"]) for each in told["refused"]] == [(1, code)]
    assert str(entry[1]) in told["refused"][0]["message"]
    assert told["kept"] == [2]
    assert AnswerEntry.objects.get().position == 2


def test_a_number_used_for_something_else_is_refused_and_not_forgotten(sitting, at):
    hand_over(sitting, at, (1, 1, 1, [0]))

    told = hand_over(sitting, at, (1, 2, 1, [0]))

    assert [each["code"] for each in told["refused"]] == ["number_used"]
    assert AnswerEntry.objects.get().position == 1


def test_of_another_sitting_nothing_is_kept(sitting, at):
    other = SittingFactory()
    mixed = save_of(sitting, at, (1, 1, 1, [0]))
    mixed = mixed._replace(claim=mixed.claim._replace(sitting_id=other.pk))
    gone = mixed._replace(claim=mixed.claim._replace(sitting_id=0))

    assert [type(each) for each in actions.keep([mixed, gone])] == [actions.BadToken, actions.BadToken]
    assert not AnswerEntry.objects.exists()


@pytest.mark.parametrize(
    ("after", "late"),
    [pytest.param(0, False, id="at-the-bell"), pytest.param(5, False, id="grace"), pytest.param(6, True, id="after")],
)
def test_the_bell_to_the_second(sitting, after, late):
    told = hand_over(sitting, sitting.deadline_at + after * SECOND, (1, 1, 1, [0]))

    assert AnswerEntry.objects.get().late is late
    assert (told["kept"], told["late"], told["open"]) == ([1], [1] if late else [], not late)
    assert held(sitting).answered is not late


def test_what_came_in_time_and_is_sent_again_after_the_bell_is_not_late(sitting, at):
    hand_over(sitting, at, (1, 1, 1, [0]))

    told = hand_over(sitting, sitting.deadline_at + timedelta(hours=1), (1, 1, 1, [0]))

    assert (told["kept"], told["late"]) == ([1], [])


def test_after_handing_in_it_is_kept_as_late_and_the_receipt_comes_with_it(sitting, at):
    done = actions.submit_sitting(sitting=sitting, at=at)

    told = hand_over(sitting, at + SECOND, (1, 1, 1, [0]))

    assert (told["late"], told["open"], told["receipt"], told["remaining"]) == ([1], False, done.receipt, 0)
    assert not queries.held(sitting)


def test_signals_are_kept_once_beside_the_answers(sitting, at):
    left = {"number": 2, "kind": "left", "at": ms(at), "details": {"seconds": 4}}

    for _ in range(2):
        told = hand_over(sitting, at, (1, 1, 1, [0]), signals=[left])

    assert told["kept"] == [1, 2]
    signal = Signal.objects.get()
    assert (signal.kind, signal.details, signal.estimated_at) == ("left", {"seconds": 4}, at)


def test_everything_held_is_told_to_whoever_asks(sitting, at):
    hand_over(sitting, at, (1, 1, 1, [0]), (2, 5, 3, [1, 2]))

    told = hand_over(sitting, at, device=OTHER_PHONE, all=True)

    assert told["held"] == {"1": {"sequence": 1, "shown": [0]}, "5": {"sequence": 3, "shown": [1, 2]}}


def test_a_written_answer_is_kept_as_it_is(at):
    sitting = SittingFactory(started_at=at)
    version = QuestionVersionFactory(kind="short", options=[], right=[])
    SittingItemFactory(sitting=sitting, version=version, position=1, order=[])

    told = hand_over(sitting, at, (1, 1, 1, "先吸氧，\n再评估。"), (2, 1, 2, [0]))

    assert told["held"] == {"1": {"sequence": 1, "text": "先吸氧，\n再评估。"}}
    assert [each["code"] for each in told["refused"]] == ["answer_malformed"]


def test_a_case_neither_jumps_ahead_nor_goes_back(at):
    sitting, _version = case_sitting(at, first=3)

    ahead = hand_over(sitting, at, (1, 3, 1, [0, 1]), (2, 4, 1, [0]))
    actions.reach_stage(sitting=sitting, position=4, at=at)
    back = hand_over(sitting, at, (3, 3, 2, [0]), (4, 4, 1, [0]))

    assert (ahead["kept"], ahead["stages"]) == ([1], {"3": 1})
    assert [each["code"] for each in ahead["refused"]] == ["stage_sealed"]
    assert (back["kept"], back["stages"]) == ([4], {"3": 2})
    assert [each["code"] for each in back["refused"]] == ["stage_closed"]


@pytest.mark.parametrize("sittings", [1, 20])
def test_a_batch_takes_the_same_statements_at_any_size(at, sittings):
    exam = ready_exam()
    started = [actions.start_sitting(exam=exam, person=PersonFactory(), at=at) for _ in range(sittings)]

    with CaptureQueriesContext(connection) as captured:
        actions.keep(
            [save_of(each, at, (n, n, 1, [0]), (n + 1, n, 2, [])) for n, each in enumerate(started, 1) if n < 8]
        )

    assert len(captured) == 8


@pytest.mark.database
def test_a_commit_waits_for_the_disk():
    fresh = connections.create_connection("default")
    is_sqlite = connection.vendor == "sqlite"
    if not is_sqlite:
        careless = {**fresh.settings_dict["OPTIONS"], "options": "-c synchronous_commit=off"}
        fresh.settings_dict = {**fresh.settings_dict, "OPTIONS": careless}
    with fresh.cursor() as cursor:
        cursor.execute("PRAGMA synchronous" if is_sqlite else "SHOW synchronous_commit")
        assert cursor.fetchone() == ((2,) if is_sqlite else ("on",))
    fresh.close()


def test_what_is_remembered_is_bounded(sitting, at, monkeypatch):
    from courses.exams.actions.saving import presence
    from courses.exams.queries import asked

    monkeypatch.setattr(presence, "_noted", {(f"{n}", "d"): at for n in range(3)})
    monkeypatch.setattr(presence, "MOST_REMEMBERED", 2)
    monkeypatch.setattr(asked, "_papers", dict.fromkeys("abc"))
    monkeypatch.setattr(asked, "MOST_PAPERS", 3)

    presence._remember({(sitting.nonce, PHONE): at})
    hand_over(sitting, at, (1, 1, 1, [0]))

    assert presence._noted == {(sitting.nonce, PHONE): at}
    assert list(asked._papers) == [sitting.nonce]
