"""What the database refuses, whoever asks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from courses.exams.models import BlueprintLine, Exam, Question, QuestionVersion, Sitting
from tests.factories.exams import (
    AnswerEntryFactory,
    BlueprintLineFactory,
    ExamFactory,
    ExtraTimeFactory,
    QuestionFactory,
    QuestionVersionFactory,
    SittingFactory,
    SittingItemFactory,
    StockFactory,
)
from tests.factories.people import AppointmentFactory, OrganisationFactory, PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
CLOSED = {"submitted_at": NOW, "closed_by": "person", "score_hundredths": 100, "passed": False}


@pytest.mark.parametrize("verb", ["UPDATE exams_questionversion SET stem = 'x'", "DELETE FROM exams_questionversion"])
def test_a_wording_is_never_changed(verb):
    version = QuestionVersionFactory()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} WHERE id = %s", [version.pk])

    assert QuestionVersion.objects.get().stem == version.stem


@pytest.mark.parametrize(
    ("factory", "fields"),
    [
        pytest.param(QuestionFactory, {"code": ""}, id="question-without-code"),
        pytest.param(QuestionVersionFactory, {"number": 0}, id="version-nought"),
        pytest.param(QuestionVersionFactory, {"stem": ""}, id="no-stem"),
        pytest.param(QuestionVersionFactory, {"kind": "essay"}, id="unknown-kind"),
        pytest.param(QuestionVersionFactory, {"difficulty": 6}, id="difficulty-six"),
        pytest.param(ExamFactory, {"closes_at": datetime(2026, 11, 1, tzinfo=UTC)}, id="closes-as-it-opens"),
        pytest.param(ExamFactory, {"duration_minutes": 0}, id="no-time"),
        pytest.param(ExamFactory, {"duration_minutes": 601}, id="too-long"),
        pytest.param(ExamFactory, {"pass_mark_hundredths": 10001}, id="more-than-all"),
        pytest.param(ExamFactory, {"attempts": 0}, id="no-attempt"),
        pytest.param(BlueprintLineFactory, {"count": 0}, id="line-of-nothing"),
        pytest.param(BlueprintLineFactory, {"points": 0}, id="worth-nothing"),
        pytest.param(SittingFactory, {"attempt": 0}, id="attempt-nought"),
        pytest.param(SittingFactory, {"deadline_at": NOW}, id="over-as-it-begins"),
        pytest.param(SittingFactory, {"submitted_at": NOW}, id="closed-without-result"),
        pytest.param(SittingFactory, {"score_hundredths": 1}, id="result-while-open"),
        pytest.param(SittingFactory, {**CLOSED, "closed_by": ""}, id="closed-by-nobody"),
        pytest.param(SittingFactory, {**CLOSED, "score_hundredths": 10001}, id="score-beyond-100"),
        pytest.param(SittingItemFactory, {"position": 0}, id="place-nought"),
        pytest.param(SittingItemFactory, {"earned_hundredths": 101}, id="earns-more-than-its-points"),
        pytest.param(AnswerEntryFactory, {"sequence": 0}, id="sequence-nought"),
        pytest.param(ExtraTimeFactory, {"minutes": 601}, id="too-much-extra-time"),
        pytest.param(ExtraTimeFactory, {"minutes": 0, "reason": ""}, id="withdrawn-without-reason"),
    ],
)
def test_database_refuses(factory, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**fields)


def test_a_code_names_one_question():
    QuestionFactory(code="q1")

    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionFactory(code="q1")


def test_a_version_number_is_used_once():
    version = QuestionVersionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionVersionFactory(question=version.question)


def test_a_blueprint_names_a_pool_once():
    line = BlueprintLineFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        BlueprintLineFactory(exam=line.exam, subject=line.subject)


@pytest.mark.parametrize("verb", ["UPDATE exams_stock SET digest = 'x'", "DELETE FROM exams_stock"])
def test_what_papers_were_drawn_from_is_never_changed(verb):
    stock = StockFactory()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} WHERE id = %s", [stock.pk])

    assert str(stock).endswith(stock.digest[:12])


def test_a_stock_is_kept_once():
    stock = StockFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        StockFactory(exam=stock.exam, digest=stock.digest)


def test_one_open_sitting_a_person_and_exam():
    sitting = SittingFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SittingFactory(exam=sitting.exam, person=sitting.person, attempt=2)


def test_an_attempt_number_is_used_once():
    sitting = SittingFactory(**CLOSED)

    with pytest.raises(IntegrityError), transaction.atomic():
        SittingFactory(exam=sitting.exam, person=sitting.person)


def test_a_place_on_the_paper_is_used_once():
    item = SittingItemFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SittingItemFactory(sitting=item.sitting, position=item.position)


def test_a_question_stands_on_a_paper_once():
    item = SittingItemFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SittingItemFactory(sitting=item.sitting, version=item.version)


def test_a_save_is_kept_once_and_for_good():
    entry = AnswerEntryFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerEntryFactory(sitting=entry.sitting, number=entry.number)
    for verb in ("UPDATE exams_answerentry SET late = NOT late", "DELETE FROM exams_answerentry"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)


def test_current_is_the_newest_wording_of_questions_in_use():
    old = QuestionVersionFactory()
    new = QuestionVersionFactory(question=old.question, number=2)
    QuestionVersionFactory(question=old.question, number=3, approved=False)
    QuestionVersionFactory(question__retired_at=NOW)

    assert list(QuestionVersion.objects.current()) == [new]


def test_questions_are_hidden_from_whoever_has_no_scope():
    mine = OrganisationFactory()
    shared, own, foreign = (
        QuestionFactory(),
        QuestionFactory(keeper=mine),
        QuestionFactory(keeper=OrganisationFactory()),
    )
    editor = AppointmentFactory(organisation=mine, role="course_editor").person

    assert set(Question.objects.visible_to(editor)) == {shared, own}
    assert list(Question.objects.visible_to(PersonFactory())) == []
    assert foreign in Question.objects.visible_to(PersonFactory(is_superuser=True))


def test_exams_are_looked_after_by_the_scope_of_their_organiser():
    exam = ExamFactory()
    colleague = AppointmentFactory(organisation=exam.organiser).person

    assert list(Exam.objects.visible_to(colleague)) == [exam]
    assert list(Exam.objects.visible_to(AppointmentFactory().person)) == []
    assert list(Exam.objects.visible_to(PersonFactory())) == []


def test_sittings_are_seen_by_their_person_and_by_whoever_looks_after_person_or_exam():
    sitting = SittingFactory()
    post = PostFactory(person=sitting.person)
    manager = AppointmentFactory(organisation=post.workplace).person
    organiser = AppointmentFactory(organisation=sitting.exam.organiser).person

    for viewer in (sitting.person, manager, organiser):
        assert list(Sitting.objects.visible_to(viewer)) == [sitting]
    for stranger in (PersonFactory(), AppointmentFactory().person, None):
        assert list(Sitting.objects.visible_to(stranger)) == []


def test_overdue_is_open_and_past_the_limit():
    sitting = SittingFactory()
    SittingFactory(**CLOSED)

    assert list(Sitting.objects.overdue(sitting.deadline_at)) == []
    assert list(Sitting.objects.overdue(sitting.deadline_at + timedelta(seconds=1))) == [sitting]


def test_names_for_people():
    line = BlueprintLineFactory(subject__name="呼吸", count=12)
    item = SittingItemFactory()

    assert str(line).startswith("呼吸")
    assert str(line.exam) == line.exam.title
    assert str(item.version.question) == item.version.question.code
    assert str(item.version).endswith("v1")
    assert str(item.sitting.person) in str(item.sitting)
    assert str(item.position) in str(item)
    assert str(AnswerEntryFactory(sitting=item.sitting)) == f"{item.sitting_id} · 1 · 1"
    assert item.sitting.receipt_number == f"{item.sitting.exam_id:04d}-{item.sitting.pk:08d}"
    assert BlueprintLine.objects.count() == 1
