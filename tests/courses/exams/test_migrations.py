"""What an older database held is there afterwards."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from courses.exams import queries
from courses.exams.models import AnswerEntry, Exam, Result
from tests.factories.exams import SAT, ExamFactory, SittingFactory, SittingItemFactory
from tests.factories.people import RosterFactory
from tests.factories.records import LearningRecordFactory
from tests.migrating import migrate

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_an_exam_keeps_the_roster_it_was_for():
    roster = RosterFactory()
    limited, free = ExamFactory(), ExamFactory()
    try:
        old = migrate("exams", "0002_append_only")
        old.get_model("exams", "Exam").objects.filter(pk=limited.pk).update(roster=roster.pk)
    finally:
        migrate("exams")

    assert list(Exam.objects.get(pk=limited.pk).rosters.all()) == [roster]
    assert not Exam.objects.get(pk=free.pk).rosters.exists()


def test_every_answer_becomes_an_entry_and_counts_where_the_sitting_is_closed():
    items = [SittingItemFactory(position=4), SittingItemFactory(position=2, earned_hundredths=100)]
    try:
        old = migrate("exams", "0006_what_is_kept").get_model("exams", "Answer")
        for item in items:
            old.objects.create(item_id=item.pk, chosen=[2], sequence=3, saved_at=SAT)
    finally:
        migrate("exams")

    for item, chosen in zip(items, [None, [2]], strict=True):
        entry = AnswerEntry.objects.get(sitting=item.sitting)
        assert (entry.position, entry.sequence, entry.number, entry.chosen) == (item.position, 3, item.position, [2])
        assert (entry.received_at, entry.late, entry.device_at) == (SAT, False, None)
        assert queries.held(item.sitting) == {item.position: entry}
        item.refresh_from_db()
        assert item.chosen == chosen
    with pytest.raises(IntegrityError):
        AnswerEntry.objects.update(late=True)


def test_a_paper_that_ended_before_results_were_kept_has_one():
    began = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    ended = {"submitted_at": began, "closed_by": "person", "score_hundredths": 5000, "passed": False}
    sitting = SittingFactory(**ended)
    item = SittingItemFactory(sitting=sitting)
    record = LearningRecordFactory(source_key=f"exams:sitting:{sitting.pk}")

    migrate("exams", "0009_marking")
    migrate("exams")

    result = Result.objects.get()
    assert (result.sitting, result.number, result.score_hundredths, result.passed) == (sitting, 1, 5000, False)
    assert (result.cause, result.at, result.record) == ("closed", began, record)
    item.refresh_from_db()
    assert item.chosen == []
