"""The editor's form for questions of several parts, and the list, filters and history of the bank."""

import pytest
from django.urls import reverse

from courses.exams import actions, queries
from courses.exams.models import Question, QuestionVersion
from lms.people.roles import Role
from tests.courses.offices import appointed
from tests.factories.exams import (
    ExamFactory,
    QuestionReviewFactory,
    QuestionVersionFactory,
    SittingFactory,
    SittingItemFactory,
)
from tests.factories.records import SubjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, hospital):
    person = appointed(Role.COURSE_EDITOR, hospital)
    client.force_login(person)
    return client


def typed(kind, *parts, initial=0, **changes):
    shown = {
        "code": "q1",
        "subject": changes.pop("subject", None) or SubjectFactory().pk,
        "unit": "2.3",
        "keeper": "",
        "kind": kind,
        "difficulty": "2",
        "stem": "患者男，62岁。",
        "options": "",
        "right": "",
        "rubric": "",
        "explanation": "",
        "parts-TOTAL_FORMS": len(parts),
        "parts-INITIAL_FORMS": initial,
        **changes,
    }
    for place, part in enumerate(parts):
        whole = {"stage": "1", "stem": "", "options": "", "right": "", "explanation": "", "ORDER": place + 1, **part}
        shown |= {f"parts-{place}-{name}": value for name, value in whole.items()}
    return shown


def one(stem="哪个？", right="B", **more):
    return {"stem": stem, "options": "甲\n乙\n丙", "right": right, **more}


def stored():
    return QuestionVersion.objects.latest("number")


def test_an_a3_question_is_written_with_its_parts_in_order(editor):
    response = editor.post(
        reverse("exam_questions:add"), typed("a3", one("二", ORDER=2), one("一", right="a", ORDER=1))
    )

    assert response.status_code == 302, response.context["form"].errors
    version = stored()
    assert (version.question.unit, version.kind, version.stem) == ("2.3", "a3", "患者男，62岁。")
    assert [(part["stem"], part["right"], part["options"]) for part in version.parts] == [
        ("一", [0], ["甲", "乙", "丙"]),
        ("二", [1], ["甲", "乙", "丙"]),
    ]


def test_the_parts_of_b1_share_the_options_above(editor):
    data = typed("b1", one("头痛", options="x"), one("咳嗽", right="C"), stem="", options="甲\n乙\n丙")

    assert editor.post(reverse("exam_questions:add"), data).status_code == 302

    version = stored()
    assert (version.options, [part["options"] for part in version.parts]) == (["甲", "乙", "丙"], [[], []])
    assert version.part(1).options == ("甲", "乙", "丙")


def test_a_case_has_stages_and_a_part_may_have_several_right_answers(editor):
    data = typed("case", one(right="AB"), one(stage="2"), {}, {**one(), "DELETE": "on"})

    assert editor.post(reverse("exam_questions:add"), data).status_code == 302

    assert [(part["stage"], part["right"]) for part in stored().parts] == [(1, [0, 1]), (2, [1])]


def test_a_short_answer_has_a_rubric_and_nothing_to_choose(editor):
    data = typed("short", options="甲\n乙", right="A", rubric="两点各一分")

    assert editor.post(reverse("exam_questions:add"), data).status_code == 302

    version = stored()
    assert (version.rubric, version.options, version.right, version.parts) == ("两点各一分", [], [], [])


def test_true_or_false_needs_no_options_typed(editor):
    assert editor.post(reverse("exam_questions:add"), typed("true_false", right="×")).status_code == 302

    version = stored()
    assert (len(version.options), version.right) == (2, [1])


def test_what_is_wrong_with_a_part_is_said_beside_it(editor):
    data = typed("a3", one(), one(stem="", right="AB"), one(options="甲"))

    response = editor.post(reverse("exam_questions:add"), data)

    form = response.context["form"]
    parts = form.parts.forms
    assert [sorted(part.errors) for part in parts] == [[], ["right", "stem"], ["options"]]
    assert len(form.non_field_errors()) == 1
    page = response.content.decode()
    assert page.count("error-message") >= 4
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        pytest.param(("a3",), "__all__", id="no-parts"),
        pytest.param(("a3", one(), {"stem": ""}), "stem", id="no-shared-stem"),
        pytest.param(("short",), "rubric", id="no-rubric"),
        pytest.param(("b1", one(), {"options": "甲"}), "options", id="one-shared-option"),
    ],
)
def test_what_is_wrong_with_the_whole_is_said_at_its_field(editor, data, field):
    kind, *rest = data
    parts = [each for each in rest if "right" in each]
    changes = next((each for each in rest if "right" not in each), {})

    response = editor.post(reverse("exam_questions:add"), typed(kind, *parts, **changes))

    assert field in response.context["form"].errors


def test_a_page_that_comes_back_shows_the_parts_in_the_order_they_were_given(editor):
    data = typed("a3", one("二", ORDER=2), one("一", right="", ORDER=1), {"ORDER": "x"})

    response = editor.post(reverse("exam_questions:add"), data)

    page = response.content.decode()
    assert page.index(">\n一</textarea>") < page.index(">\n二</textarea>")


def test_a_part_with_a_stage_that_is_none_is_refused(editor):
    response = editor.post(reverse("exam_questions:add"), typed("case", one(stage="99")))

    assert "stage" in response.context["form"].parts.forms[0].errors
    assert response.context["form"].non_field_errors()


def test_the_form_begins_with_what_was_written_and_saving_it_unchanged_makes_no_version(editor):
    subject = SubjectFactory().pk
    editor.post(reverse("exam_questions:add"), typed("case", one(), one(stage="2"), subject=subject))
    question = Question.objects.get()
    url = reverse("exam_questions:edit", args=[question.pk])

    form = editor.get(url).context["form"]

    shown = [part.initial for part in form.parts.initial_forms]
    assert [(part["stage"], part["options"], part["right"]) for part in shown] == [
        (1, "甲\n乙\n丙", "B"),
        (2, "甲\n乙\n丙", "B"),
    ]
    again = typed("case", one(), one(stage="2"), subject=subject, initial=2, stem="患者男，62岁。\r\n")
    assert editor.post(url, again).status_code == 302
    assert question.versions.count() == 1


def test_the_list_is_narrowed_and_searched(editor, at):
    one_of = {"stem": "头痛", "options": ["甲", "乙"], "right": [0], "explanation": "", "rubric": "", "stage": 1}
    group = QuestionVersionFactory(kind="a3", parts=[one_of], options=[], right=[], question__unit="1.2").question
    waiting = QuestionVersionFactory(difficulty=4, approved=False).question
    returned = QuestionReviewFactory(version__approved=False, verdict="returned", comment="改").version.question
    retired = QuestionVersionFactory(question__retired_at=at, kind="multiple").question

    def found(**wanted):
        return set(editor.get(reverse("exam_questions:index"), wanted).context["object_list"])

    assert found(newest_kind="a3") == found(unit="1.2") == found(q="头痛") == {group}
    assert found(newest_difficulty="4") == found(newest_state="waiting") == {waiting}
    assert found(newest_state="returned") == {returned}
    assert found(retired="yes") == {retired}
    assert found(retired="no") == {group, waiting, returned}
    assert found(subject=group.subject_id) == {group}
    export = b"".join(editor.get(reverse("exam_questions:index"), {"export": "csv"}).streaming_content).decode()
    assert group.code in export
    assert "A3" in export


def test_the_drawn_version_stays_while_a_newer_one_waits(editor):
    first = QuestionVersionFactory()
    QuestionVersionFactory(question=first.question, number=2, approved=False)

    (row,) = editor.get(reverse("exam_questions:index")).context["object_list"]

    assert (row.newest_number, row.newest_state, row.drawn_number) == (2, "waiting", 1)
    assert list(QuestionVersion.objects.current()) == [first]


def test_a_question_says_where_it_was_used_how_it_behaved_and_what_changed(editor, hospital, at):
    version = QuestionVersionFactory(question__keeper=hospital)
    own = SittingFactory(exam=ExamFactory(organiser=hospital), submitted_at=at, closed_by="person")
    for sitting, earned in [(own, 100), (SittingFactory(), 0), (SittingFactory(), None)]:
        SittingItemFactory(version=version, sitting=sitting, points=1, earned_hundredths=earned)
    QuestionVersionFactory(question=version.question, number=2, stem="改过的题？", approved=False)

    page = editor.get(reverse("exam_questions:inspect", args=[version.question_id]))

    assert [(use.exam, use.papers) for use in page.context["exams"]] == [(own.exam, 1)]
    assert page.context["elsewhere"] == 2
    newer, older = page.context["versions"]
    assert [change.label for change in newer.changes] != []
    (use,) = older.use
    assert (use.papers, use.marked, use.facility) == (3, 2, "50%")
    assert newer.use == []
    assert "改过的题" in page.content.decode()


def test_a_part_nobody_has_answered_has_no_facility(at):
    version = QuestionVersionFactory()
    SittingItemFactory(version=version)

    (shown,) = queries.history_of(version.question)

    assert (shown.use[0].papers, shown.use[0].facility) == (1, "—")


@pytest.mark.parametrize("kind", ["a3", "b1", "case", "short"])
def test_every_kind_can_be_looked_at(editor, kind):
    part = {"stem": "部分", "options": ["甲", "乙"], "right": [0], "explanation": "讲", "rubric": "", "stage": 1}
    texts = {
        "a3": {"parts": [part, part], "options": [], "right": []},
        "b1": {"parts": [{**part, "options": []}], "options": ["甲", "乙"], "right": []},
        "case": {"parts": [part, {**part, "stage": 2, "right": [0, 1]}], "options": [], "right": []},
        "short": {"rubric": "评分要点", "options": [], "right": []},
    }
    version = QuestionVersionFactory(kind=kind, **texts[kind])
    QuestionVersionFactory(question=version.question, number=2, kind=kind, **texts[kind], stem="另一", approved=False)

    page = editor.get(reverse("exam_questions:inspect", args=[version.question_id])).content.decode()

    assert ("评分要点" if kind == "short" else "部分") in page


def test_changes_name_the_type_in_words(at):
    version = QuestionVersionFactory()
    newer = QuestionVersionFactory(question=version.question, number=2, kind="multiple", right=[0, 1], approved=False)

    changes = queries.told(newer).changes

    assert [run.text for run in changes[0].runs] == [
        str(QuestionVersion.Kind.A1.label),
        str(QuestionVersion.Kind.X.label),
    ]


def test_changes_in_options_and_parts_are_labelled(at):
    part = {"stem": "一", "options": ["甲", "乙"], "right": [0], "explanation": "", "rubric": "", "stage": 1}
    version = QuestionVersionFactory(kind="a3", options=[], right=[], parts=[part])
    changed = {**part, "options": ["甲", "丙"]}
    newer = QuestionVersionFactory(
        question=version.question, number=2, kind="a3", stem=version.stem, options=[], right=[], parts=[changed]
    )

    labels = [change.label for change in queries.told(newer).changes]

    assert [(label[-1], "1" in label) for label in labels] == [("B", True)]


def test_loading_carries_parts_units_and_rubrics(at):
    part = {"stem": "第一问", "options": ["甲", "乙"], "right": [0]}
    rows = [
        {"code": "a", "subject": "copd", "kind": "a3", "stem": "病例", "parts": [part], "unit": "1.1"},
        {"code": "b", "subject": "copd", "kind": "short", "stem": "简述", "rubric": "两点"},
        {
            "code": "c",
            "subject": "copd",
            "kind": "b1",
            "options": ["甲", "乙"],
            "parts": [{"stem": "一", "right": [1]}],
        },
    ]

    for _ in range(2):
        questions = actions.load_questions(rows, at=at)

    assert [question.unit for question in questions] == ["1.1", "", ""]
    assert QuestionVersion.objects.current().count() == QuestionVersion.objects.count() == 3


def test_a_question_moves_to_another_unit_without_a_new_version(at):
    subject, wording = SubjectFactory(), QuestionVersionFactory.build().wording()
    for unit in ("1", "2"):
        question = actions.write_question(code="q", subject=subject, wording=wording, at=at, unit=unit)

    assert (question.unit, question.versions.count()) == ("2", 1)
