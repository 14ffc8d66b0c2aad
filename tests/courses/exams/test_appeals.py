"""Objections to marks, and their answers."""

import pytest

from courses.exams import actions
from courses.exams.models import Appeal, Mark
from courses.exams.queries.appeals import appeal_list, appeal_rows, case_of
from lms.notices.models import Notice
from lms.people.roles import Role
from lms.records.models import LearningRecord
from tests.courses.exams.papers import handed_in, settled
from tests.factories.exams import ExamFactory, KeyCorrectionFactory, MarkFactory
from tests.factories.people import AppointmentFactory, PersonFactory

pytestmark = pytest.mark.django_db
WHY = "按新版指南应选甲"


@pytest.fixture
def sitting(at):
    return settled(None, [1], [0], at=at)


@pytest.fixture
def item(sitting):
    return sitting.items.get(position=2)


@pytest.fixture
def decider(sitting):
    return AppointmentFactory(role=Role.COURSE_EDITOR, organisation=sitting.exam.organiser, division=None).person


def test_an_objection_is_kept_and_those_who_decide_are_told(item, decider, at):
    AppointmentFactory(role=Role.COUNTY_AUDITOR, organisation=item.sitting.exam.organiser, division=None)
    AppointmentFactory(role=Role.COURSE_EDITOR)

    made = actions.appeal(item, text=f" {WHY} ", at=at)

    assert (made.text, made.made_at, made.decision) == (WHY, at, "")
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.url) == (
        decider,
        "exams.appeal.made",
        f"/admin/exams/appeals/{made.pk}/",
    )


def test_sent_twice_it_is_one_and_another_waits_for_the_answer(item, at):
    first = actions.appeal(item, text=WHY, at=at)

    assert actions.appeal(item, text=WHY, at=at) == first
    with pytest.raises(actions.AppealOpen):
        actions.appeal(item, text="还有别的", at=at)
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize(
    "paper",
    [
        pytest.param(lambda at: settled(ExamFactory(marks_release="by_hand"), [0], at=at), id="marks-held-back"),
        pytest.param(lambda at: settled(None, "还没评", at=at), id="not-marked"),
        pytest.param(lambda _at: handed_in(None, [0]), id="no-result"),
    ],
)
def test_there_is_nothing_to_object_to_before_the_marks_are_out(paper, at):
    sitting = paper(at)

    with pytest.raises(actions.AppealTooEarly):
        actions.appeal(sitting.items.get(), text=WHY, at=at)
    assert appeal_rows(sitting, at) == []


def test_dismissed_the_mark_stands_and_the_doctor_reads_why(item, decider, at):
    made = actions.appeal(item, text=WHY, at=at)

    actions.dismiss(made, answer="教材第九版如此", by=decider, at=at)

    made.refresh_from_db()
    assert (made.decision, made.answer, made.decided_by, made.decided_at) == (
        "dismissed",
        "教材第九版如此",
        decider,
        at,
    )
    told = Notice.objects.get(kind="exams.appeal.decided")
    assert (told.person, told.body) == (item.sitting.person, "教材第九版如此")
    assert item.sitting.results.count() == 1


def test_upheld_the_paper_has_another_mark_and_another_record(sitting, item, decider, at):
    made = actions.appeal(item, text=WHY, at=at)

    actions.uphold(made, earned_hundredths=2500, answer="给一半", by=decider, at=at)

    sitting.refresh_from_db()
    item.refresh_from_db()
    assert (item.earned_hundredths, sitting.score_hundredths, sitting.passed) == (2500, 7500, True)
    assert sitting.results.order_by("number").last().cause == "appeal"
    assert LearningRecord.objects.standing().get().score_hundredths == 7500
    (row,) = [each for each in appeal_rows(sitting, at) if each.appeals]
    assert (row.item, row.is_open) == (item, False)


def test_a_second_objection_that_is_upheld_counts_last(sitting, item, decider, at):
    for points in (2500, 5000):
        made = actions.appeal(item, text=WHY, at=at)
        actions.uphold(made, earned_hundredths=points, answer="给分", by=decider, at=at)

    sitting.refresh_from_db()
    assert sitting.score_hundredths == 10000
    assert list(Mark.objects.order_by("take").values_list("round", "take")) == [(4, 1), (4, 2)]


def test_what_an_appeal_gave_outlasts_a_corrected_key(item, decider, at):
    made = actions.appeal(item, text=WHY, at=at)
    actions.uphold(made, earned_hundredths=2500, answer="给一半", by=decider, at=at)
    KeyCorrectionFactory(version=item.version, right=[3])

    actions.settle(item.sitting, cause="late", at=at)

    item.refresh_from_db()
    assert item.earned_hundredths == 2500


def test_it_is_decided_once(item, decider, at):
    made = actions.appeal(item, text=WHY, at=at)
    actions.dismiss(made, answer="维持", by=decider, at=at)

    with pytest.raises(actions.AppealDecided):
        actions.uphold(made, earned_hundredths=5000, answer="给分", by=decider, at=at)
    assert not Mark.objects.exists()


def test_nobody_decides_on_their_own_paper_or_their_own_mark(item, at):
    made = actions.appeal(item, text=WHY, at=at)
    marked = MarkFactory(item=item)

    for person in (item.sitting.person, marked.by):
        with pytest.raises(actions.OwnMatter):
            actions.dismiss(made, answer="维持", by=person, at=at)


def test_more_than_the_question_is_worth_is_refused(item, decider, at):
    made = actions.appeal(item, text=WHY, at=at)

    with pytest.raises(actions.MarkOutOfRange):
        actions.uphold(made, earned_hundredths=5001, answer="给分", by=decider, at=at)


def test_the_case_shows_what_is_right_today_and_who_else_objects(item, decider, at):
    made = actions.appeal(item, text=WHY, at=at)
    other = settled(item.sitting.exam, [0], at=at, version=item.version)
    actions.appeal(other.items.get(), text=WHY, at=at)
    KeyCorrectionFactory(version=item.version, rule="accept_also", right=[0])

    case = case_of(made)

    assert [choice.letter for choice in case.choices if choice.right] == ["A", "B"]
    assert [choice.letter for choice in case.choices if choice.chosen] == ["A"]
    assert (case.others, case.is_void, case.is_short) == (1, False, False)


def test_the_list_is_the_organisers(item, decider, at):
    made = actions.appeal(item, text=WHY, at=at)

    assert list(appeal_list(decider)) == [made]
    assert list(appeal_list(PersonFactory())) == []
    assert list(Appeal.objects.visible_to(item.sitting.person)) == [made]
