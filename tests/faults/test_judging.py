"""The judge of the fault run: whatever goes missing, doubles or does not agree has a name."""

from datetime import timedelta

import pytest

from courses.exams import keys
from courses.exams.actions import Save, keep, start_sitting, submit_sitting
from courses.exams.models import AnswerEntry, SittingItem
from courses.exams.rules.sync import Entry, Sync
from courses.exams.rules.tokens import Claim, save_token
from tests.factories.exams import ready_exam
from tests.factories.people import PersonFactory
from tests.faults.judging import judge
from tests.faults.run import faults_of

pytestmark = pytest.mark.django_db
DEVICE = "00000000-0000-4000-8000-000000000001"
# The places that each position shows as chosen.
GIVEN = {1: [2], 2: [0], 3: [1]}


@pytest.fixture
def sitting(at):
    sitting = start_sitting(exam=ready_exam(), person=PersonFactory(), at=at, seed=1)
    claim = Claim(sitting.pk, sitting.person_id, sitting.nonce)
    entries = [Entry(number, number, 1, tuple(shown), None, 1) for number, shown in GIVEN.items()]
    sync = Sync(save_token(keys.for_tokens(), claim), DEVICE, 2, entries, [])
    keep([Save(claim, sync, at + timedelta(minutes=1))])
    return submit_sitting(sitting=sitting, at=at + timedelta(minutes=2))


def told(sitting, **other):
    kept = {str(n): {"number": n, "position": n, "sequence": 1, "shown": shown} for n, shown in GIVEN.items()}
    phone = {"sitting": sitting.pk, "device": DEVICE, "number": 3, "kept": kept, "late": [], "faults": []}
    return {**phone, "receipt": sitting.receipt, **other}


def seen(sitting, **other):
    last = list(GIVEN.items())
    return {"sitting": sitting.pk, "saved": last, "last": last, "receipt_page": f"回执 {sitting.receipt}", **other}


def faults(phones, screens=()):
    return faults_of(judge(phones, list(screens)))


def test_what_is_as_it_was_told_has_no_fault(sitting):
    assert faults([told(sitting)], [seen(sitting)]) == {}


@pytest.mark.parametrize(
    ("said", "named"),
    [
        pytest.param(
            {"kept": {"4": {"number": 4, "position": 1, "sequence": 2, "shown": [0]}}}, "lost", id="never-there"
        ),
        pytest.param({"kept": {"1": {"number": 1, "position": 1, "sequence": 1, "shown": [3]}}}, "lost", id="another"),
        pytest.param({"number": 2}, "doubled_entries", id="nobody-made-it"),
        pytest.param({"receipt": "0001-00000001-AAAAAAAA"}, "false_receipts", id="receipt-told"),
        pytest.param({"faults": ["500"]}, "faults_seen", id="seen-by-the-phone"),
    ],
)
def test_what_a_phone_was_told_and_is_not_so_is_named(sitting, said, named):
    assert faults([told(sitting, **said)]).keys() == {named}


@pytest.mark.parametrize(
    "said", [{"saved": [(1, [3])]}, {"last": [(1, [3])]}, {"receipt_page": "回执"}], ids=["saved", "last", "receipt"]
)
def test_what_a_screen_said_and_is_not_so_is_counted(sitting, said):
    assert faults([told(sitting)], [seen(sitting, **said)]) == {"screens_wrong": 1}


def test_an_answer_that_does_not_count_is_named(sitting):
    SittingItem.objects.filter(sitting=sitting, position=1).update(chosen=[])

    assert faults([told(sitting)]).keys() == {"not_held"}


def test_a_receipt_that_the_stored_answers_do_not_give_is_named(sitting):
    item = SittingItem.objects.get(sitting=sitting, position=1)
    another = [index for index in item.order if index not in item.chosen][:1]
    AnswerEntry.objects.create(
        sitting=sitting, position=1, sequence=9, device="x", number=1, chosen=another, received_at=sitting.submitted_at
    )

    assert {"false_receipts", "not_held", "doubled_entries"} == faults([told(sitting)]).keys()


def test_an_open_sitting_is_named(sitting, at):
    start_sitting(exam=ready_exam(), person=PersonFactory(), at=at)

    assert faults([told(sitting)]).keys() == {"open", "false_receipts"}
