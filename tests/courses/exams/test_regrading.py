"""A wrong key corrected: everybody whose paper had the question is marked anew."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from courses.exams import actions
from courses.exams.actions.regrading import TURNS, regrade_some
from courses.exams.models import Appeal, KeyCorrection, Regrade, Result
from courses.exams.queries.regrading import changed_results, preview, turns_of
from courses.exams.regrade_report import workbook
from lms.audit.models import Entry
from lms.jobs.models import Job
from lms.kit.models import Errand
from lms.notices.models import Notice
from lms.people.roles import Role
from lms.records.models import LearningRecord
from tests.courses.exams.papers import handed_in, settled
from tests.factories.exams import ExamFactory, QuestionVersionFactory, SittingItemFactory
from tests.factories.people import AppointmentFactory

# Its statements are for many rows at once: both databases must take them.
pytestmark = [pytest.mark.django_db, pytest.mark.database]
REASON = "教材第九版已改"


@pytest.fixture
def exam():
    return ExamFactory()


@pytest.fixture
def version():
    return QuestionVersionFactory(right=[1], options=["甲", "乙", "丙", "丁"])


@pytest.fixture
def editor(exam):
    return AppointmentFactory(role=Role.COURSE_EDITOR, organisation=exam.organiser, division=None).person


@pytest.fixture
def papers(exam, version, at):
    """Three papers of two questions, each worth half: one had the old key, one the new one, one neither."""
    return [settled(exam, chosen, [1], at=at, version=version) for chosen in ([1], [2], [0])]


def correct(version, at, *, by=None, **change):
    change = {"rule": "replace", "right": [2], "reason": REASON, **change}
    return actions.correct_key(version=version, part=0, change=actions.Correction(**change), by=by, at=at)


def carry_out(regrade, at):
    return actions.run_regrade(regrade, clock=lambda: at, advance=lambda _done: None)


def scores(papers):
    for each in papers:
        each.refresh_from_db()
    return [each.score_hundredths for each in papers]


@pytest.mark.parametrize(
    ("change", "after", "turns"),
    [
        pytest.param({}, [5000, 10000, 5000], (2, 1, 1), id="another-answer-instead"),
        pytest.param({"rule": "accept_also"}, [10000, 10000, 5000], (1, 1, 0), id="another-answer-too"),
        pytest.param({"rule": "void", "right": []}, [10000, 10000, 10000], (2, 2, 0), id="void"),
    ],
)
def test_results_change_as_the_preview_said(papers, editor, at, change, after, turns):
    version = papers[0].items.get(position=1).version
    said = preview(version, 0, change.get("rule", "replace"), change.get("right", [2]))
    assert Result.objects.count() == 3

    regrade = carry_out(correct(version, at, **change), at)

    assert scores(papers) == after
    assert (said.papers, said.open_papers, said.changed, said.raised, said.lowered) == (3, 0, *turns)
    found = turns_of(regrade, editor)
    assert (found.changed, found.raised, found.lowered) == turns
    assert regrade.done_at == at


def test_only_records_of_results_that_changed_are_reversed_and_written_anew(papers, version, at):
    untouched = LearningRecord.objects.get(source_key=f"exams:sitting:{papers[2].pk}")

    carry_out(correct(version, at), at)

    standing = dict(LearningRecord.objects.standing().values_list("source_key", "score_hundredths"))
    assert standing == {
        f"exams:sitting:{papers[0].pk}:2": 5000,
        f"exams:sitting:{papers[1].pk}:2": 10000,
        untouched.source_key: 5000,
    }
    reasons = {each.evidence["reason"] for each in LearningRecord.objects.filter(outcome="reversed")}
    assert reasons == {f"{Result.Cause.KEY.label}: {REASON}"}


def test_carried_out_again_it_changes_nothing(papers, version, at):
    regrade = carry_out(correct(version, at), at)
    kept = [model.objects.count() for model in (Result, LearningRecord, Notice, Entry, Errand)]
    Regrade.objects.update(upto=0)
    regrade.refresh_from_db()

    carry_out(regrade, at)

    assert [model.objects.count() for model in (Result, LearningRecord, Notice, Entry, Errand)] == kept


def test_cut_off_between_two_steps_it_goes_on_where_it_was(papers, version, at):
    regrade = correct(version, at)
    regrade_some(regrade, [papers[0].pk], at=at)

    again = Regrade.objects.get(pk=regrade.pk)
    assert list(again.left()) == [papers[1].pk, papers[2].pk]
    carry_out(again, at)

    assert scores(papers) == [5000, 10000, 5000]
    assert LearningRecord.objects.filter(outcome="reversed").count() == 2


def test_those_above_hear_of_the_records_in_bulk(papers, version, at):
    Errand.objects.all().delete()
    taken = [LearningRecord.objects.get(source_key=f"exams:sitting:{each.pk}").pk for each in papers[:2]]

    carry_out(correct(version, at), at)

    assert Errand.objects.get(task="register.raise_doubts").arguments == {"record_ids": taken}
    [award] = Errand.objects.filter(task="credits.award")
    assert len(award.arguments["record_ids"]) == 4


def test_whose_result_changed_is_told_once_and_how(papers, version, at):
    carry_out(correct(version, at), at)

    told = dict(Notice.objects.filter(kind="exams.result.changed").values_list("person", "title"))
    title = papers[0].exam.title
    assert told == {
        papers[0].person_id: str(TURNS["failed"]) % {"exam": title},
        papers[1].person_id: str(TURNS["passed"]) % {"exam": title},
    }


def test_who_passes_as_before_is_told_of_the_score(version, at):
    paper = settled(ExamFactory(pass_mark_hundredths=4000), [1], [1], at=at, version=version)

    carry_out(correct(version, at), at)

    title = str(TURNS["score"]) % {"exam": paper.exam.title}
    assert list(Notice.objects.values_list("person", "title")) == [(paper.person_id, title)]


def test_marks_held_back_change_without_a_word(version, at):
    paper = settled(ExamFactory(marks_release="by_hand"), [1], at=at, version=version)

    carry_out(correct(version, at), at)

    assert list(paper.results.order_by("number").values_list("score_hundredths", flat=True)) == [10000, 0]
    assert not Notice.objects.exists()
    assert not LearningRecord.objects.exists()


def test_an_open_paper_is_marked_by_the_new_key_when_it_is_handed_in(papers, version, exam, at):
    item = SittingItemFactory(sitting__exam=exam, version=version, position=1)
    said = preview(version, 0, "replace", [2])

    carry_out(correct(version, at), at)

    assert (said.papers, said.open_papers) == (3, 1)
    assert not item.sitting.results.exists()


def test_a_paper_that_waits_for_marks_has_no_result_yet(version, exam, at):
    sitting = handed_in(exam, [2], "还没评", version=version)
    actions.settle(sitting, cause="closed", at=at)

    carry_out(correct(version, at), at)

    assert not sitting.results.exists()
    assert sitting.items.get(position=1).earned_hundredths == 5000


def test_open_appeals_about_the_question_are_answered_with_it(papers, version, editor, at):
    made = actions.appeal(papers[1].items.get(position=1), text="应选丙", at=at)
    other = actions.appeal(papers[1].items.get(position=2), text="另一题", at=at)

    correct(version, at, by=editor, answer="您说得对")

    made.refresh_from_db()
    other.refresh_from_db()
    assert (made.decision, made.answer, made.decided_by) == ("upheld", "您说得对", editor)
    assert other.decision == Appeal.Decision.OPEN


class TestRefusals:
    @pytest.mark.parametrize(
        "change",
        [
            pytest.param({"right": []}, id="nothing-right"),
            pytest.param({"right": [4]}, id="no-such-option"),
            pytest.param({"right": [2, 2]}, id="one-named-twice"),
            pytest.param({"right": [2, 3]}, id="two-of-one-best"),
            pytest.param({"rule": "accept_also", "right": [1, 2]}, id="right-already"),
            pytest.param({"rule": "void", "right": [2]}, id="void-with-an-answer"),
        ],
    )
    def test_what_is_no_key(self, papers, version, at, change):
        with pytest.raises(actions.BadCorrection):
            correct(version, at, **change)
        assert not KeyCorrection.objects.exists()

    def test_a_key_for_a_short_answer(self, at):
        short = QuestionVersionFactory(kind="short", options=[], right=[])
        with pytest.raises(actions.BadCorrection):
            correct(short, at, right=[0])

    def test_papers_that_others_look_after(self, papers, version, editor, at):
        settled(ExamFactory(), [1], at=at, version=version)
        with pytest.raises(actions.KeyOutOfReach) as refused:
            correct(version, at, by=editor)
        assert refused.value.data == {"n": 1}

    def test_two_at_once(self, papers, version, at):
        correct(version, at)
        with pytest.raises(actions.CorrectionUnderWay):
            correct(version, at, right=[3])

    def test_going_on_with_what_runs_or_is_done(self, papers, version, editor, at):
        regrade = correct(version, at, by=editor)
        with pytest.raises(actions.RegradeRunning):
            actions.resume_regrade(regrade, by=editor, at=at)
        carry_out(regrade, at)
        with pytest.raises(actions.RegradeRunning):
            actions.resume_regrade(regrade, by=editor, at=at)


def test_the_job_does_it_and_keeps_the_report(papers, version, editor, at, work):
    correct(version, at, by=editor)

    work()

    job = Job.objects.get()
    assert (job.state, job.done, job.total, job.result) == ("done", 3, 3, {"changed": 2, "raised": 1, "lowered": 1})
    rows = list(load_workbook(BytesIO(job.file.read())).active.iter_rows(values_only=True))
    names = {row[0] for row in rows}
    assert {papers[0].person.name, papers[1].person.name} <= names
    assert papers[2].person.name not in names


def test_a_stopped_job_is_gone_on_with(papers, version, editor, at, work):
    regrade = correct(version, at, by=editor)
    Job.objects.update(state="cancelled", ended_at=at)

    actions.resume_regrade(regrade, by=editor, at=at)
    work()

    assert scores(papers) == [5000, 10000, 5000]
    assert Job.objects.filter(state="done").count() == 1


def test_the_report_names_nobody_of_exams_out_of_sight(papers, version, editor, at):
    settled(ExamFactory(), [1], at=at, version=version)
    regrade = carry_out(correct(version, at), at)
    file = BytesIO()

    assert regrade.changes.count() == 3
    assert changed_results(regrade, editor).count() == 2
    assert workbook(file, regrade, at=at, by=editor) == 2
