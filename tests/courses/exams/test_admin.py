"""The bank, exams and sittings in the admin, and the desk's card."""

import pytest
from django.urls import reverse

from courses.exams import actions
from courses.exams.models import Exam, Question
from courses.exams.wagtail_hooks import exams_to_take
from lms.people.roles import Role
from tests.courses.offices import appointed
from tests.factories.exams import ExamFactory, QuestionVersionFactory, fill_bank, ready_exam
from tests.factories.people import OrganisationFactory, PersonFactory, RosterFactory
from tests.factories.records import SubjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, hospital):
    person = appointed(Role.COURSE_EDITOR, hospital)
    client.force_login(person)
    return client


def typed(subject, **changes):
    return {
        "code": "q1",
        "subject": subject.pk,
        "keeper": "",
        "kind": "multiple",
        "difficulty": "2",
        "stem": "哪些？",
        "options": "甲\n乙\n\n丙",
        "right": "ac",
        "explanation": "因为。",
        **changes,
    }


def test_an_editor_writes_a_question_and_a_new_version(editor):
    subject = SubjectFactory()

    editor.post(reverse("exam_questions:add"), typed(subject))

    question = Question.objects.get()
    first = question.versions.get()
    assert (first.options, first.right, first.difficulty) == (["甲", "乙", "丙"], [0, 2], 2)
    url = reverse("exam_questions:edit", args=[question.pk])
    assert editor.get(url).context["form"]["options"].value() == "甲\n乙\n丙"
    editor.post(url, typed(subject, code="stays", right="AB"))
    assert Question.objects.get().code == "q1"
    assert list(question.versions.order_by("number").values_list("right", flat=True)) == [[0, 2], [0, 1]]
    page = editor.get(reverse("exam_questions:inspect", args=[question.pk]))
    assert [shown.version.number for shown in page.context["versions"]] == [2, 1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"right": "D"}, "right", id="no-such-letter"),
        pytest.param({"right": "A"}, "right", id="one-for-multiple"),
        pytest.param({"options": "甲"}, "options", id="one-option"),
        pytest.param({"options": "甲\n甲"}, "options", id="twice-the-same"),
        pytest.param({"stem": "x" * 5001}, "stem", id="long"),
        pytest.param({"code": ""}, "code", id="no-code"),
    ],
)
def test_a_bad_question_is_refused_on_the_form(editor, changes, field):
    response = editor.post(reverse("exam_questions:add"), typed(SubjectFactory(), **changes))

    assert field in response.context["form"].errors
    assert not Question.objects.exists()


def exam_form(subject, hospital, *, count=2, **changes):
    line = {"id": "", "subject": subject.pk, "unit": "", "kind": "single", "difficulty": 0, "count": count, "points": 5}
    line |= {"ORDER": 1, "DELETE": ""}
    return {
        "title": "结业考试",
        "code": "final",
        "intro": "",
        "organiser": hospital.pk,
        "rosters": [],
        "opens_at": "2026-11-01 08:00",
        "closes_at": "2026-11-30 18:00",
        "duration_minutes": 60,
        "attempts": 2,
        "pass_mark": "62.5",
        "review": "when_done",
        "marks_release": "at_once",
        "partial_rule": "all_or_nothing",
        "late_rule": "ask",
        "tolerance": "1",
        "shuffle_options": "on",
        "access_code": "",
        "published": "on",
        "lines-TOTAL_FORMS": 1,
        "lines-INITIAL_FORMS": 0,
        "lines-MIN_NUM_FORMS": 0,
        "lines-MAX_NUM_FORMS": 1000,
        **{f"lines-0-{name}": value for name, value in line.items()},
        **changes,
    }


def test_an_editor_sets_up_an_exam(editor, hospital, at):
    response = editor.post(reverse("exam_setup:add"), exam_form(fill_bank(), hospital))

    assert response.status_code == 302, response.context["form"].errors
    exam = Exam.objects.get()
    assert (exam.lines.get().count, exam.activity.title) == (2, "结业考试")
    assert exam.pass_mark_hundredths == 6250
    assert editor.get(reverse("exam_setup:edit", args=[exam.pk])).context["form"]["pass_mark"].value() == "62.5"
    page = editor.get(reverse("exam_setup:inspect", args=[exam.pk]))
    assert [there for _line, there, _short in page.context["stock"]] == [4]
    actions.start_sitting(exam=exam, person=PersonFactory(), at=at)
    assert editor.get(reverse("exam_setup:inspect", args=[exam.pk])).context["tally"].open == 1


def test_an_exam_is_for_the_rosters_ticked_and_keeps_those_the_editor_does_not_see(editor, hospital):
    first, second = RosterFactory.create_batch(2, keeper=hospital)
    subject = fill_bank()
    editor.post(reverse("exam_setup:add"), exam_form(subject, hospital, rosters=[first.pk]))
    exam = Exam.objects.get()
    foreign = RosterFactory()
    exam.rosters.add(foreign)
    exam.save()
    url = reverse("exam_setup:edit", args=[exam.pk])
    lines = {"lines-INITIAL_FORMS": 1, "lines-0-id": exam.lines.get().pk}

    assert set(editor.get(url).context["form"].fields["rosters"].queryset) == {first, second}
    assert editor.post(url, exam_form(subject, hospital, rosters=[second.pk], **lines)).status_code == 302

    assert set(Exam.objects.get().rosters.all()) == {second, foreign}


def test_a_question_is_taken_out_of_use_and_back(client, editor, hospital):
    question = QuestionVersionFactory(question__keeper=hospital).question
    shown, retire, restore = (
        reverse(f"exam_questions:{verb}", args=[question.pk]) for verb in ("inspect", "retire", "restore")
    )
    assert retire in editor.get(shown).content.decode()

    assert editor.post(retire).url == shown
    question.refresh_from_db()
    assert question.retired_at is not None
    assert restore in editor.get(shown).content.decode()
    editor.post(restore)
    question.refresh_from_db()
    assert question.retired_at is None
    foreign = QuestionVersionFactory(question__keeper=OrganisationFactory()).question
    assert editor.post(reverse("exam_questions:retire", args=[foreign.pk])).status_code == 404
    client.force_login(PersonFactory())
    assert client.post(retire).status_code == 302
    question.refresh_from_db()
    assert question.retired_at is None


def test_the_bank_is_searched_by_the_newest_text_and_says_what_is_retired(editor, at):
    found = QuestionVersionFactory(stem="肺功能怎么看？").question
    QuestionVersionFactory(stem="血压怎么量？")
    actions.retire_question(question=found, by=None, at=at)

    listed = editor.get(reverse("exam_questions:index"), {"q": "肺功能"})

    assert list(listed.context["object_list"]) == [found]
    (retired,) = [column for column in listed.context["table"].columns.values() if column.name == "retired"]
    assert retired.get_value(listed.context["object_list"][0]) is True
    assert retired.get_value(Question.objects.exclude(pk=found.pk).get()) is False
    nothing = editor.get(reverse("exam_questions:index"), {"q": "没有这样的题"}).content.decode()
    assert "match your query" not in nothing


def test_a_bank_too_small_is_said_on_the_form_and_nothing_typed_is_lost(editor, hospital):
    response = editor.post(reverse("exam_setup:add"), exam_form(fill_bank(single=1), hospital))

    assert response.status_code == 200
    assert str(response.context["form"].non_field_errors()[0]).count("2") >= 1
    assert response.context["form"]["title"].value() == "结业考试"
    assert not Exam.objects.exists()


def test_an_exam_may_not_be_given_to_a_foreign_organiser(editor):
    response = editor.post(reverse("exam_setup:add"), exam_form(fill_bank(), OrganisationFactory()))

    assert "organiser" in response.context["form"].errors


def test_lists_details_and_exports_keep_to_the_scope(editor, hospital, at):
    own, foreign = ready_exam(organiser=hospital, code="own"), ready_exam(code="foreign")
    hidden = QuestionVersionFactory(question__keeper=OrganisationFactory()).question
    sittings = [actions.start_sitting(exam=exam, person=PersonFactory(), at=at) for exam in (own, foreign)]

    listed = editor.get(reverse("exam_setup:index")).content.decode()
    assert (
        reverse("exam_setup:edit", args=[own.pk]) in listed,
        reverse("exam_setup:edit", args=[foreign.pk]) in listed,
    ) == (
        True,
        False,
    )
    for url in [
        reverse("exam_setup:edit", args=[foreign.pk]),
        reverse("exam_setup:inspect", args=[foreign.pk]),
        reverse("exam_questions:edit", args=[hidden.pk]),
        reverse("exam_questions:inspect", args=[hidden.pk]),
        reverse("exam_sittings:inspect", args=[sittings[1].pk]),
    ]:
        assert editor.get(url).status_code == 404
    assert hidden.code not in editor.get(reverse("exam_questions:index")).content.decode()
    export = b"".join(editor.get(reverse("exam_sittings:index"), {"export": "csv"}).streaming_content).decode()
    assert sittings[0].person.name in export
    assert sittings[1].person.name not in export
    assert editor.get(reverse("exam_sittings:inspect", args=[sittings[0].pk])).status_code == 200


def test_nobody_edits_a_sitting_or_deletes_an_exam(client, at):
    client.force_login(PersonFactory(is_superuser=True))
    exam = ready_exam()
    sitting = actions.start_sitting(exam=exam, person=PersonFactory(), at=at)

    for url in [
        reverse("exam_sittings:edit", args=[sitting.pk]),
        reverse("exam_sittings:add"),
        reverse("exam_setup:delete", args=[exam.pk]),
    ]:
        assert client.post(url).status_code in (302, 403)
    assert Exam.objects.count() == 1


def test_the_card_offers_what_is_open(at, django_assert_num_queries):
    doctor, exam = PersonFactory(), ready_exam()
    ExamFactory(published=False)
    assert [card.order for card in exams_to_take(doctor, at)] == [12]
    sitting = actions.start_sitting(exam=exam, person=doctor, at=at)

    with django_assert_num_queries(1):
        (card,) = exams_to_take(doctor, at)

    assert card.context["rows"][0].open_sitting == sitting
    actions.submit_sitting(sitting=sitting, at=at)
    assert exams_to_take(doctor, at) == []
