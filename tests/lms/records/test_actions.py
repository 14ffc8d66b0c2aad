"""Writing to the record and taking back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.audit.models import Entry
from lms.kit.models import Errand
from lms.records.actions import (
    ActivityDetails,
    AlreadyReversed,
    Deed,
    Taking,
    declare_activity,
    restate_many,
    reverse,
    reverse_many,
    write,
    write_many,
    writing,
)
from lms.records.models import LearningRecord
from tests.factories.people import PersonFactory, PostFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory, SubjectFactory

pytestmark = pytest.mark.django_db
# Lock, look, reversals, audit entries, and an errand for each app above that listens.
REVERSING = 11
THEN = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def deed(person, key="test:deed:1", **changes):
    return Deed(
        **{
            "person": person,
            "activity": ActivityFactory(),
            "outcome": "completed",
            "source_key": key,
            "happened_at": THEN,
            **changes,
        }
    )


def test_the_same_key_is_the_same_record(at):
    person = PersonFactory()
    first = write(deed(person, minutes=30), at=at)

    again, other = write_many([deed(person, minutes=45), deed(person, "test:deed:2")], at=at + timedelta(days=1))

    assert (again.pk, again.minutes, again.recorded_at) == (first.pk, 30, at)
    assert LearningRecord.objects.count() == 2
    assert other != first


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "held"),
    [
        pytest.param(date(2026, 11, 18), None, True, id="from-that-day"),
        pytest.param(date(2026, 11, 19), None, False, id="from-the-next"),
        pytest.param(date(2026, 1, 1), date(2026, 11, 18), False, id="until-that-day"),
        pytest.param(date(2026, 1, 1), date(2026, 11, 19), True, id="until-the-next"),
    ],
)
def test_the_post_of_that_day_is_part_of_the_record(at, starts_on, ends_on, held):
    post = PostFactory(starts_on=starts_on, ends_on=ends_on)

    record = write(deed(post.person), at=at)

    assert record.workplace == (post.workplace if held else None)
    assert record.post_kind == (post.kind if held else "")


def test_taking_back_writes_a_reversal_and_who_did_it(at):
    record, manager = LearningRecordFactory(minutes=40), PersonFactory()

    reversal = reverse(record, by=manager, reason="重复登记", at=at)

    assert (reversal.reverses, reversal.outcome, reversal.evidence) == (record, "reversed", {"reason": "重复登记"})
    assert list(LearningRecord.objects.standing()) == []
    entry = Entry.objects.get(verb="records.record.reversed")
    assert (entry.actor_name, entry.subject_id, entry.data) == (manager.name, str(record.pk), {"reason": "重复登记"})


def test_a_record_is_taken_back_once_and_a_reversal_never(at):
    record = LearningRecordFactory()
    reversal = reverse(record, by=None, reason="重复登记", at=at)

    for each in (record, reversal):
        with pytest.raises(AlreadyReversed):
            reverse(each, by=None, reason="再来", at=at)

    assert LearningRecord.objects.count() == 2


def test_many_are_taken_back_at_once_and_again_changes_nothing(at):
    before, manager = reverse(LearningRecordFactory(), by=None, reason="重复登记", at=at), PersonFactory()
    fresh = LearningRecordFactory.create_batch(3)
    ids = [before.reverses_id, before.pk, *[each.pk for each in fresh]]

    reversals = reverse_many(ids, by=manager, reason="答案有误", at=at)
    again = reverse_many(ids, by=manager, reason="答案有误", at=at)

    assert [each.reverses_id for each in reversals] == [each.pk for each in fresh]
    assert again == []
    assert LearningRecord.objects.filter(outcome="reversed").count() == 4
    said = Entry.objects.filter(verb="records.record.reversed", actor_name=manager.name)
    assert sorted(said.values_list("subject_id", flat=True)) == sorted(str(each.pk) for each in fresh)


def test_taking_many_back_is_announced_once_to_those_above(at):
    records = LearningRecordFactory.create_batch(3)
    ids = [each.pk for each in records]

    reversals = reverse_many(ids, by=None, reason="答案有误", at=at)

    doubts = Errand.objects.get(task="register.raise_doubts")
    credits = Errand.objects.get(task="credits.award")
    assert doubts.arguments == {"record_ids": ids}
    assert credits.arguments == {"record_ids": [each.pk for each in reversals]}


@pytest.mark.parametrize("size", [1, 30])
def test_the_statements_do_not_grow_with_the_records(at, size):
    ids = [each.pk for each in LearningRecordFactory.create_batch(size)]

    with CaptureQueriesContext(connection) as asked:
        reverse_many(ids, by=None, reason="答案有误", at=at)

    assert len([each for each in asked if "SAVEPOINT" not in each["sql"]]) == REVERSING


def test_an_activity_is_made_once_and_brought_up_to_date_and_keeps_its_tags():
    tag = SubjectFactory()
    given = {"source_key": "test:lesson:1", "kind": "lesson", "mode": "online"}

    made = declare_activity(**given, title="第一课", details=ActivityDetails(planned_minutes=30, subjects=[tag]))
    again = declare_activity(**given, title="第一课（修订）")

    assert (again.pk, again.title, again.planned_minutes) == (made.pk, "第一课（修订）", 0)
    assert list(again.subjects.all()) == [tag]


@pytest.mark.postgresql
def test_a_key_that_somebody_else_writes_meanwhile_is_theirs(at, monkeypatch):
    person = PersonFactory()
    first, known, looks = write(deed(person, minutes=30), at=at), writing._known, []

    def too_early(keys):
        looks.append(keys)
        return known(keys) if looks[1:] else {}

    monkeypatch.setattr(writing, "_known", too_early)
    again, other = write_many([deed(person, minutes=45), deed(person, "test:deed:2")], at=at + timedelta(days=1))

    assert (again.pk, again.minutes) == (first.pk, 30)
    assert other.source_key == "test:deed:2"
    assert LearningRecord.objects.count() == 2


def test_what_holds_instead_is_announced_with_what_was_taken_back(at):
    record = LearningRecordFactory()
    Errand.objects.all().delete()

    def instead(taken_back):
        assert taken_back == {record.pk}
        return [deed(record.person, "test:deed:2", minutes=7)]

    [written] = restate_many([record.pk], Taking(None, "答案有误"), instead, at=at)

    [award] = Errand.objects.filter(task="credits.award")
    assert award.arguments == {"record_ids": [record.reversal.pk, written.pk]}
    assert (written.minutes, written.workplace) == (7, None)
