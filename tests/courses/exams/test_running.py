"""The admin's pages around one exam, and the paper of one sitting."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from courses.exams import actions
from courses.exams.models import Exam, ExtraTime, Question, Sitting
from lms.people.roles import Role
from tests.courses.offices import allowed, appointed
from tests.factories.exams import (
    AnswerEntryFactory,
    ExtraTimeFactory,
    KeyCorrectionFactory,
    LateDecisionFactory,
    MarkFactory,
    QuestionVersionFactory,
    ResultFactory,
    SittingFactory,
    SittingItemFactory,
    StageReachedFactory,
    ready_exam,
)
from tests.factories.people import AppointmentFactory, PersonFactory, PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, hospital):
    person = appointed(Role.COURSE_EDITOR, hospital)
    client.force_login(person)
    client.person = person
    return client


@pytest.fixture
def exam(hospital):
    return ready_exam(organiser=hospital)


@pytest.fixture(autouse=True)
def _today(time_machine, at):
    time_machine.move_to(at, tick=False)


def go(client, name, exam, data=None):
    url = reverse(f"exam_setup:{name}", args=[exam.pk])
    return client.get(url) if data is None else client.post(url, data)


def test_a_sample_paper_is_shown_again_by_its_seed(editor, exam):
    first = go(editor, "preview", exam)
    seed = first.context["sample"].seed
    again = editor.get(reverse("exam_setup:preview", args=[exam.pk]), {"seed": seed})

    assert [item.options for item in again.context["items"]] == [item.options for item in first.context["items"]]
    assert "讲解在这里" in again.content.decode()
    assert not Sitting.objects.exists()
    for odd in ("x", "9" * 40, "", "²"):
        assert editor.get(reverse("exam_setup:preview", args=[exam.pk]), {"seed": odd}).status_code == 200


def test_a_sample_that_cannot_be_drawn_says_why(editor, exam, at):
    actions.retire_question(question=Question.objects.first(), by=None, at=at)

    page = go(editor, "preview", exam)

    assert str(page.context["sample"].short[0]) in page.content.decode()
    assert str(page.context["sample"].short[0]) in go(editor, "inspect", exam).content.decode()


def test_the_code_is_made_shown_large_and_removed(editor, exam):
    response = go(editor, "renew_code", exam, {})
    exam.refresh_from_db()

    assert exam.access_code in editor.get(response.url).content.decode()
    assert go(editor, "remove_code", exam, {}).url == reverse("exam_setup:inspect", args=[exam.pk])
    exam.refresh_from_db()
    assert exam.access_code == ""
    assert 'class="code"' not in go(editor, "code", exam).content.decode()


def test_extra_time_is_given_to_somebody_in_scope(editor, exam, hospital):
    doctor = PostFactory(workplace=hospital).person
    stranger = PostFactory().person
    typed = {"person": doctor.pk, "minutes": 20, "reason": "右手骨折"}

    assert go(editor, "extra_time", exam, typed | {"person": stranger.pk}).status_code == 422
    assert go(editor, "extra_time", exam, typed).status_code == 302

    given = ExtraTime.objects.get()
    assert (given.person, given.minutes, given.by) == (doctor, 20, editor.person)
    assert "右手骨折" in go(editor, "extra_time", exam).content.decode()
    Sitting.objects.create(exam=exam, person=doctor, attempt=1, seed=1, started_at=given.at, deadline_at=exam.closes_at)
    refused = go(editor, "extra_time", exam, typed | {"minutes": 5})
    assert (refused.status_code, ExtraTime.objects.get().minutes) == (422, 20)


def test_extra_time_is_withdrawn_with_a_reason(editor, exam, hospital):
    doctor = PostFactory(workplace=hospital).person
    ExtraTimeFactory(exam=exam, person=doctor, minutes=20)
    page = reverse("exam_setup:extra_time", args=[exam.pk])
    link = f"?withdraw={doctor.pk}#give"
    assert link in editor.get(page).content.decode()

    asked = editor.get(f"{page}?withdraw={doctor.pk}")
    typed = {"person": doctor.pk, "minutes": 0, "reason": "误发"}
    assert 'value="0"' in asked.content.decode()
    assert editor.post(f"{page}?withdraw={doctor.pk}", typed).url == page

    left = ExtraTime.objects.get()
    assert (left.minutes, left.reason, left.by) == (0, "误发", editor.person)
    shown = editor.get(page).content.decode()
    assert "已撤回" in shown
    assert link not in shown
    assert editor.get(reverse("exam_setup:inspect", args=[exam.pk])).context["extra_times"] == 0
    assert editor.post(page, typed).status_code == 422
    assert editor.get(f"{page}?withdraw=x").context["losing"] is None


def test_marks_and_answers_are_released_by_a_button(editor, exam):
    Exam.objects.filter(pk=exam.pk).update(marks_release="by_hand", review="by_hand")
    assert go(editor, "inspect", exam).content.decode().count('name="what"') == 2

    go(editor, "release", exam, {"what": "answers"})
    assert Exam.objects.get().answers_released_at is None
    go(editor, "release", exam, {"what": "marks"})
    go(editor, "release", exam, {"what": "answers"})

    exam.refresh_from_db()
    assert None not in (exam.marks_released_at, exam.answers_released_at)
    assert 'name="what"' not in go(editor, "inspect", exam).content.decode()


def test_a_copy_opens_in_its_form(editor, exam):
    response = go(editor, "copy_exam", exam, {})

    copy = Exam.objects.exclude(pk=exam.pk).get()
    assert response.url == reverse("exam_setup:edit", args=[copy.pk])
    assert editor.get(response.url).status_code == 200


def test_the_form_locks_what_stays(editor, exam, at):
    assert not go(editor, "edit", exam).context["form"]["duration_minutes"].field.disabled
    actions.start_sitting(exam=exam, person=PersonFactory(), at=at)

    form = go(editor, "edit", exam).context["form"]

    locked = {name for name, field in form.fields.items() if field.disabled}
    assert locked == {*actions.FROZEN, "pass_mark", "tolerance"} - {
        "pass_mark_hundredths",
        "marking_tolerance_hundredths",
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ａｂ１２", "ab12"), ("12 34", "1234"), ("abc", None), ("ab-12", None), ("一二三四", None), ("", "")],
)
def test_a_code_is_one_that_a_phone_can_type(editor, exam, typed, kept):
    form = go(editor, "edit", exam).context["form"]
    form.cleaned_data = {"access_code": typed}
    if kept is None:
        with pytest.raises(Exception, match="4"):
            form.clean_access_code()
    else:
        assert form.clean_access_code() == kept


@pytest.mark.parametrize("name", ["preview", "code", "extra_time"])
def test_pages_of_a_foreign_exam_are_not_found(editor, client, name):
    foreign = ready_exam()

    assert go(editor, name, foreign).status_code == 404


@pytest.mark.parametrize("name", ["renew_code", "remove_code", "extra_time", "release", "copy_exam"])
def test_nobody_else_changes_an_exam(client, editor, exam, hospital, name):
    assert go(editor, name, ready_exam(), {}).status_code == 404
    manager = AppointmentFactory(organisation=hospital, role=Role.SCHEME_MANAGER).person
    client.force_login(allowed(manager, Role.SCHEME_MANAGER))
    before = Exam.objects.count()

    assert go(client, name, exam, {}).status_code == 302
    exam.refresh_from_db()
    assert (exam.access_code, Exam.objects.count()) == ("", before)


@pytest.fixture
def sat(exam, at):
    """A sitting with everything that can be kept of one."""
    sitting = SittingFactory(exam=exam, started_at=at)
    single = SittingItemFactory(sitting=sitting, position=1, chosen=[1], earned_hundredths=100)
    case = QuestionVersionFactory(
        kind="case",
        stem="男，60 岁，咳嗽",
        parts=[
            {"stem": "先查什么？", "options": ["甲", "乙"], "right": [0], "explanation": "", "rubric": "", "stage": 1},
            {"stem": "再查什么？", "options": ["丙", "丁"], "right": [1], "explanation": "", "rubric": "", "stage": 2},
        ],
    )
    SittingItemFactory(sitting=sitting, position=2, version=case, order=[1, 0], chosen=[])
    SittingItemFactory(sitting=sitting, position=3, version=case, part=1, order=[0, 1])
    written = QuestionVersionFactory(kind="short", options=[], right=[], rubric="写出两条")
    essay = SittingItemFactory(sitting=sitting, position=4, version=written, order=[], text="戒烟、吸氧")
    MarkFactory(item=essay, comment="少一条")
    KeyCorrectionFactory(version=single.version, right=[2])
    KeyCorrectionFactory(version=case, rule="accept_also", right=[1])
    KeyCorrectionFactory(version=case, part=1, rule="void", right=[])
    AnswerEntryFactory(sitting=sitting, position=1, sequence=1, chosen=[0], received_at=at)
    AnswerEntryFactory(sitting=sitting, position=1, sequence=2, chosen=[1], received_at=at.replace(minute=9))
    AnswerEntryFactory(sitting=sitting, position=3, chosen=[1], received_at=at.replace(minute=5))
    AnswerEntryFactory(sitting=sitting, position=4, chosen=[], text="戒烟", received_at=at.replace(minute=7))
    AnswerEntryFactory(sitting=sitting, position=3, sequence=2, chosen=[0], late=True, received_at=at.replace(hour=9))
    LateDecisionFactory(sitting=sitting)
    StageReachedFactory(sitting=sitting, version=case)
    ResultFactory(sitting=sitting)
    return sitting


@pytest.mark.parametrize("name", ["paper", "print"])
def test_the_paper_shows_everything_that_was_answered(editor, sat, name):
    page = editor.get(reverse(f"exam_sittings:{name}", args=[sat.pk]))

    assert [(position, saved.said) for position, saved in page.context["saves"]] == [
        (1, "C"),
        (3, "B"),
        (4, "戒烟"),
        (1, "B"),
        (3, "A"),
    ]
    items = page.context["items"]
    assert [(item.chosen, item.right) for item in items] == [("B", "D"), ("", "AB"), ("B", "B"), ("", "")]
    assert [item.shared for item in items] == ["", "男，60 岁，咳嗽", "", ""]
    text = page.content.decode()
    for word in ("戒烟、吸氧", "少一条", "原答案与指南不符", "断网", "9f1b5a9e"):
        assert word in text
    assert not page.context["redrawn"].is_same


def test_the_paper_is_the_same_as_drawn(editor, exam, at):
    sitting = actions.start_sitting(exam=exam, person=PersonFactory(), at=at)

    page = editor.get(reverse("exam_sittings:paper", args=[sitting.pk]))

    assert (page.context["redrawn"].is_same, page.context["with_key"]) == (True, True)
    assert (
        reverse("exam_sittings:paper", args=[sitting.pk])
        in editor.get(reverse("exam_sittings:inspect", args=[sitting.pk])).content.decode()
    )


def test_who_does_not_see_the_bank_sees_the_key_after_the_last_bell(client, exam, hospital, at, time_machine):
    manager = appointed(Role.SCHEME_MANAGER, hospital)
    Group.objects.get(name=Role.SCHEME_MANAGER).permissions.remove(
        Permission.objects.get(content_type__app_label="exams", codename="view_question")
    )
    client.force_login(manager)
    sitting = actions.start_sitting(exam=exam, person=PersonFactory(), at=at)
    url = reverse("exam_sittings:paper", args=[sitting.pk])

    assert client.get(url).context["with_key"] is False
    time_machine.move_to(exam.closes_at, tick=False)
    assert client.get(url).context["with_key"] is True


@pytest.mark.parametrize("name", ["paper", "print", "inspect"])
def test_nobody_reads_their_own_paper_in_the_admin(editor, exam, at, name):
    own = actions.start_sitting(exam=exam, person=editor.person, at=at)
    foreign = actions.start_sitting(exam=ready_exam(), person=PersonFactory(), at=at)

    assert editor.get(reverse(f"exam_sittings:{name}", args=[own.pk])).status_code == 404
    assert editor.get(reverse(f"exam_sittings:{name}", args=[foreign.pk])).status_code == 404
    assert list(editor.get(reverse("exam_sittings:index")).context["object_list"]) == []
