"""The code on the screen, and a bank that is too small on the day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from courses.exams import actions, limits
from courses.exams.actions import CodeWrong, ExamNotOpen, PaperShort, TooManyCodes
from courses.exams.models import Question, Sitting
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.people.roles import Role
from tests.factories.exams import ready_exam
from tests.factories.people import AppointmentFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam():
    return ready_exam(access_code="Ab12cd")


@pytest.fixture
def doctor():
    return PersonFactory()


@pytest.fixture(autouse=True)
def _today(time_machine, at):
    time_machine.move_to(at, tick=False)


@pytest.mark.parametrize("typed", ["Ab12cd", "ab12CD", " ab12 cd ", "ａｂ１２ｃｄ"])
def test_the_code_opens_the_exam_however_a_phone_types_it(exam, doctor, at, typed):
    assert actions.start_sitting(exam=exam, person=doctor, at=at, code=typed).is_open


@pytest.mark.parametrize("typed", ["", "ab12c", "ab12cde", "ab12cf"])
def test_another_code_does_not(exam, doctor, at, typed):
    with pytest.raises(CodeWrong):
        actions.start_sitting(exam=exam, person=doctor, at=at, code=typed)
    assert not Sitting.objects.exists()


def test_who_has_begun_comes_back_without_the_code(exam, doctor, at):
    sitting = actions.start_sitting(exam=exam, person=doctor, at=at, code="ab12cd")

    assert actions.start_sitting(exam=exam, person=doctor, at=at + timedelta(minutes=59)) == sitting


def test_after_five_wrong_codes_not_even_the_right_one_helps_for_ten_minutes(exam, doctor, at, time_machine):
    for _ in range(limits.WRONG_CODES):
        with pytest.raises(CodeWrong):
            actions.start_sitting(exam=exam, person=doctor, at=at, code="0000")
    with pytest.raises(TooManyCodes):
        actions.start_sitting(exam=exam, person=doctor, at=at, code="ab12cd")
    assert actions.start_sitting(exam=exam, person=PersonFactory(), at=at, code="ab12cd").is_open
    other = ready_exam(access_code="ab12cd")
    assert actions.start_sitting(exam=other, person=doctor, at=at, code="ab12cd").is_open

    later = at + timedelta(minutes=limits.WITHIN_MINUTES)
    time_machine.move_to(later, tick=False)
    assert actions.start_sitting(exam=exam, person=doctor, at=later, code="ab12cd").is_open


def test_four_wrong_codes_are_forgotten_after_the_right_one(exam, doctor, at):
    for code in ["x"] * 4:
        with pytest.raises(CodeWrong):
            actions.start_sitting(exam=exam, person=doctor, at=at, code=code)

    assert actions.start_sitting(exam=exam, person=doctor, at=at, code="ab12cd").is_open
    assert limits.may_try_code(exam.pk, doctor.pk)


def test_a_window_of_the_limit_may_end_between_two_lines(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(limits.cache, "add", lambda *args, **kwargs: False)
        assert limits.may_try_code(1, 2)


def test_before_the_window_nobody_is_asked_for_a_code(exam, doctor):
    with pytest.raises(ExamNotOpen):
        actions.start_sitting(exam=exam, person=doctor, at=exam.opens_at - timedelta(seconds=1), code="wrong")


def test_a_new_code_ends_the_old_one(exam, doctor, at):
    editor = PersonFactory()
    code = actions.renew_code(exam=exam, by=editor, at=at)

    exam.refresh_from_db()
    assert (exam.access_code, len(code), code.isdigit()) == (code, 6, True)
    with pytest.raises(CodeWrong):
        actions.start_sitting(exam=exam, person=doctor, at=at, code="ab12cd")
    entry = Entry.objects.get(verb="exams.code.renewed")
    assert code not in str(entry.__dict__)
    actions.remove_code(exam=exam, by=editor, at=at)
    actions.remove_code(exam=exam, by=editor, at=at)
    exam.refresh_from_db()
    assert actions.start_sitting(exam=exam, person=doctor, at=at).is_open
    assert Entry.objects.filter(verb="exams.code.removed").count() == 1


def test_the_page_asks_for_the_code_and_keeps_it_to_itself(client, exam, doctor):
    client.force_login(doctor)
    page = client.get(reverse("exams:exam", args=[exam.pk])).content.decode()
    assert 'name="code"' in page
    assert "Ab12cd" not in page

    client.post(reverse("exams:start", args=[exam.pk]), {"code": "wrong"})
    assert not Sitting.objects.exists()
    client.post(reverse("exams:start", args=[exam.pk]), {"code": "ab12cd"})
    assert Sitting.objects.get().person == doctor


def test_a_bank_that_shrank_is_told_to_the_editors_once(doctor, at):
    exam = ready_exam()
    editor = AppointmentFactory(organisation=exam.organiser, role=Role.COURSE_EDITOR, person__name="李编辑").person
    AppointmentFactory(role=Role.COURSE_EDITOR)
    actions.retire_question(question=Question.objects.first(), by=None, at=at)

    for person in (doctor, doctor, PersonFactory()):
        with pytest.raises(PaperShort) as said_no:
            actions.start_sitting(exam=exam, person=person, at=at)

    assert exam.organiser.name in str(said_no.value)
    assert "李编辑" in str(said_no.value)
    assert not Sitting.objects.exists()
    notice = Notice.objects.get()
    assert (notice.person, notice.url) == (editor, reverse("exam_setup:inspect", args=[exam.pk]))
    actions.retire_question(question=Question.objects.last(), by=None, at=at)
    with pytest.raises(PaperShort):
        actions.start_sitting(exam=exam, person=doctor, at=at)
    assert Notice.objects.count() == 2


def test_where_nobody_edits_exams_the_administrators_are_told(doctor, at):
    exam = ready_exam()
    admin = AppointmentFactory(organisation=None, division=None, role=Role.ADMINISTRATOR).person
    actions.retire_question(question=Question.objects.first(), by=None, at=at)

    with pytest.raises(PaperShort):
        actions.start_sitting(exam=exam, person=doctor, at=at)

    assert Notice.objects.get().person == admin
