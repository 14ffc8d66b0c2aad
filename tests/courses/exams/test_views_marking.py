"""The pages of what comes after: the marking desk, objections, corrected keys and their reports."""

from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from openpyxl import load_workbook

from courses.exams import actions
from courses.exams.models import Appeal, KeyCorrection, Mark, Regrade
from lms.jobs.models import Job
from lms.people.roles import Role
from tests.courses.exams.papers import handed_in, settled
from tests.courses.offices import allowed
from tests.factories.exams import ExamFactory, MarkFactory, QuestionVersionFactory, SittingItemFactory
from tests.factories.people import AppointmentFactory

pytestmark = pytest.mark.django_db
NAME = "鸢尾"


@pytest.fixture(autouse=True)
def _clock(at, time_machine):
    time_machine.move_to(at, tick=False)


@pytest.fixture
def exam():
    return ExamFactory(marking_tolerance_hundredths=500)


@pytest.fixture
def editor(exam):
    post = AppointmentFactory(role=Role.COURSE_EDITOR, organisation=exam.organiser, division=None)
    return allowed(post.person, Role.COURSE_EDITOR)


@pytest.fixture
def office(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def sitting(exam, at):
    paper = settled(exam, [0], [1], at=at)
    paper.person.name = NAME
    paper.person.save()
    return paper


@pytest.fixture
def item(sitting):
    return sitting.items.get(position=1)


class TestTheMarkingDesk:
    @pytest.fixture
    def written(self, exam, at):
        paper = settled(exam, [1], "先评估环境", at=at)
        paper.person.name = NAME
        paper.person.save()
        return paper.items.get(position=2)

    @pytest.fixture
    def desk(self, exam, written):
        return reverse("exam_marking:desk", args=[exam.pk, written.version_id])

    def test_it_shows_answer_and_rubric_and_no_name(self, office, desk):
        page = office.get(desk).content.decode()

        assert "先评估环境" in page
        assert "要点各一分" in page
        assert NAME not in page

    @pytest.mark.parametrize("given", [{"points": "12.5"}, {"points": ["", "12.5"]}], ids=["typed", "button"])
    def test_a_mark_is_kept_and_may_be_changed(self, office, desk, written, editor, given):
        answer = office.post(desk, {"item": written.pk, "comment": "要点齐", **given}, follow=True)

        mark = Mark.objects.get()
        assert (mark.earned_hundredths, mark.comment, mark.by) == (1250, "要点齐", editor)
        assert f"{desk}?item={written.pk}" in answer.content.decode()

        page = office.get(f"{desk}?item={written.pk}").content.decode()
        assert 'value="12.5"' in page
        office.post(desk, {"item": written.pk, "points": "20"})
        assert Mark.objects.order_by("take").last().earned_hundredths == 2000

    @pytest.mark.parametrize("points", ["51", "-1", "x", ""])
    def test_what_is_no_mark_is_said_beside_the_field(self, office, desk, written, points):
        answer = office.post(desk, {"item": written.pk, "points": points})

        assert answer.status_code == 422
        assert not Mark.objects.exists()

    def test_an_arbiter_sees_both_marks_and_nobody_else_one(self, office, desk, written):
        first = MarkFactory(item=written, earned_hundredths=1100, comment="太短")
        assert "太短" not in office.get(desk).content.decode()

        MarkFactory(item=written, round=2, earned_hundredths=4400)
        page = office.get(desk).content.decode()

        assert "太短" in page
        assert "44" in page
        assert first.by.name not in page

    def test_what_is_refused_is_said_and_the_next_one_comes(self, office, desk, written, editor, at):
        for _each in range(2):
            MarkFactory(item=written, round=_each + 1, earned_hundredths=1000)
        actions.settle(written.sitting, cause="marked", at=at)

        answer = office.post(desk, {"item": written.pk, "points": "1"}, follow=True)

        assert str(actions.AnswerDecided.message) in answer.content.decode()
        assert Mark.objects.count() == 2

    def test_what_is_not_theirs_is_not_found(self, office, desk, written):
        MarkFactory(item=written)
        MarkFactory(item=written, round=2)

        assert office.get(f"{desk}?item={SittingItemFactory().pk}").status_code == 404
        assert office.get(f"{desk}?item=x").status_code == 404
        assert office.get(reverse("exam_marking:desk", args=[written.sitting.exam_id, 0])).status_code == 404

    def test_decided_by_others_it_is_not_shown_by_its_number(self, office, desk, written, at):
        for number in (1, 2):
            MarkFactory(item=written, round=number, earned_hundredths=1000)
        actions.settle(written.sitting, cause="marked", at=at)

        assert office.get(f"{desk}?item={written.pk}").status_code == 404

    def test_the_list_leads_to_what_waits(self, office, desk):
        assert f'href="{desk}"' in office.get(reverse("exam_marking:index")).content.decode()


class TestObjections:
    def test_a_doctor_objects_and_reads_the_answer(self, client, sitting, item, editor, at):
        client.force_login(sitting.person)
        form = reverse("exams:appeal", args=[sitting.pk, 1])
        assert client.get(form).status_code == 200
        assert client.post(form, {"text": " "}).status_code == 422

        answer = client.post(form, {"text": "按新版指南应选甲"})
        assert answer.url == reverse("exams:receipt", args=[sitting.pk]) + "#appeals"
        assert client.post(form, {"text": "还有"}).status_code == 422

        actions.dismiss(Appeal.objects.get(), answer="教材第九版如此", by=editor, at=at)
        part = render_to_string("courses/exams/_appeal.html", {"sitting": sitting})
        assert "按新版指南应选甲" in part
        assert "教材第九版如此" in part

    def test_there_is_no_form_while_marks_are_held_back(self, client, at):
        sitting = settled(ExamFactory(marks_release="by_hand"), [0], at=at)
        client.force_login(sitting.person)

        assert client.get(reverse("exams:appeal", args=[sitting.pk, 1])).status_code == 404
        assert render_to_string("courses/exams/_appeal.html", {"sitting": sitting}).strip() == ""

    @pytest.mark.parametrize(
        ("typed", "decision", "earned"),
        [
            pytest.param({"decision": "dismissed", "answer": "维持"}, "dismissed", 0, id="dismissed"),
            pytest.param({"decision": "upheld", "answer": "给分", "points": "25"}, "upheld", 2500, id="upheld"),
        ],
    )
    def test_it_is_decided_on_its_page(self, office, item, at, typed, decision, earned):
        made = actions.appeal(item, text="按新版指南应选甲", at=at)
        page = reverse("exam_appeals:page", args=[made.pk])
        shown = office.get(page).content.decode()
        assert "按新版指南应选甲" in shown
        assert NAME not in shown

        office.post(page, typed)

        made.refresh_from_db()
        item.refresh_from_db()
        assert (made.decision, item.earned_hundredths) == (decision, earned)
        assert str(typed["answer"]) in office.get(page).content.decode()
        assert "按新版指南应选甲" in office.get(reverse("exam_appeals:index")).content.decode()

    @pytest.mark.parametrize(
        "typed",
        [
            pytest.param({"decision": "dismissed", "answer": ""}, id="without-an-answer"),
            pytest.param({"decision": "upheld", "answer": "给分"}, id="upheld-without-points"),
            pytest.param({"decision": "upheld", "answer": "给分", "points": "51"}, id="too-many-points"),
        ],
    )
    def test_what_is_no_decision_is_said(self, office, item, at, typed):
        made = actions.appeal(item, text="按新版指南应选甲", at=at)

        assert office.post(reverse("exam_appeals:page", args=[made.pk]), typed).status_code == 422
        assert not Mark.objects.exists()

    def test_ones_own_mark_is_not_for_oneself(self, office, item, editor, at):
        made = actions.appeal(item, text="按新版指南应选甲", at=at)
        MarkFactory(item=item, by=editor)

        answer = office.post(reverse("exam_appeals:page", args=[made.pk]), {"answer": "维持"})

        assert answer.status_code == 422
        assert str(actions.OwnMatter.message) in answer.content.decode()


class TestCorrectedKeys:
    @pytest.fixture
    def form(self, item):
        return reverse("exam_keys:correct", args=[item.version_id, 0])

    @pytest.fixture
    def typed(self):
        return {"rule": "replace", "right": ["0"], "reason": "教材第九版已改"}

    def test_first_what_would_change_then_the_correction_then_the_report(self, office, sitting, form, typed, work):
        assert office.get(form).status_code == 200
        preview = office.post(form, typed)
        assert preview.context["preview"].changed == 1
        assert not KeyCorrection.objects.exists()

        answer = office.post(form, {**typed, "sure": "on"})
        regrade = Regrade.objects.get()
        report = reverse("exam_keys:regrade", args=[regrade.pk])
        assert answer.url == report
        assert office.get(report).status_code == 200
        work()

        page = office.get(report).content.decode()
        assert NAME in page
        assert "教材第九版已改" in office.get(reverse("exam_keys:index")).content.decode()
        file = office.get(reverse("exam_keys:export", args=[regrade.pk]))
        cells = {
            cell for row in load_workbook(BytesIO(file.content)).active.iter_rows(values_only=True) for cell in row
        }
        assert {NAME, "50", "100"} <= cells
        part = render_to_string("courses/exams/_result_history.html", {"sitting": sitting})
        assert "教材第九版已改" in part

    def test_a_key_that_does_not_fit_is_said(self, office, form, typed):
        answer = office.post(form, {**typed, "right": ["0", "2"]})

        assert answer.status_code == 422
        assert answer.context["preview"] is None

    def test_papers_of_others_are_said_before_and_refused(self, office, item, form, typed, at):
        settled(ExamFactory(), [0], at=at, version=item.version)
        assert office.get(form).context["outside"] == 1

        answer = office.post(form, {**typed, "sure": "on"})

        assert answer.status_code == 422
        assert not KeyCorrection.objects.exists()

    def test_what_was_stopped_is_gone_on_with(self, office, form, typed, at, work):
        office.post(form, {**typed, "sure": "on"})
        regrade = Regrade.objects.get()
        go_on = reverse("exam_keys:go_on", args=[regrade.pk])
        assert str(actions.RegradeRunning.message) in office.post(go_on, follow=True).content.decode()
        Job.objects.update(state="cancelled", ended_at=at)

        office.post(go_on)
        work()

        regrade.refresh_from_db()
        assert regrade.done_at == at

    def test_a_question_has_no_more_parts_than_it_has(self, office, item):
        assert office.get(reverse("exam_keys:correct", args=[item.version_id, 1])).status_code == 404

    def test_a_question_of_another_institution_is_not_found(self, office):
        foreign = QuestionVersionFactory(question__keeper=ExamFactory().organiser)

        assert office.get(reverse("exam_keys:correct", args=[foreign.pk, 0])).status_code == 404

    def test_the_bank_leads_to_the_form(self, office, item, form):
        page = office.get(reverse("exam_questions:inspect", args=[item.version.question_id])).content.decode()

        assert f'href="{form}"' in page

    def test_a_group_offers_each_of_its_questions(self, office):
        part = {"stem": "？", "options": ["甲", "乙"], "right": [0], "explanation": "", "rubric": "", "stage": 1}
        group = QuestionVersionFactory(kind="a3", options=[], right=[], parts=[part, part])

        page = office.get(reverse("exam_questions:inspect", args=[group.question_id])).content.decode()

        assert reverse("exam_keys:correct", args=[group.pk, 1]) in page


def test_a_paper_whose_result_never_changed_has_no_history(at):
    assert render_to_string("courses/exams/_result_history.html", {"sitting": handed_in(None, [1])}).strip() == ""
