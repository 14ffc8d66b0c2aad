"""Answers that came after the bell: the rule of the exam, the person who decides, and the pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from courses.exams import actions, queries
from courses.exams.models import AnswerEntry, Exam, LateDecision
from lms.audit.models import Entry
from lms.kit.models import Errand
from lms.people.roles import Role
from tests.courses.offices import appointed
from tests.factories.exams import ready_exam, right_places
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.sync import answer_right, hand_over

pytestmark = pytest.mark.django_db
MINUTE, YEARS = timedelta(minutes=1), timedelta(days=730)


@pytest.fixture
def exam():
    return ready_exam(duration_minutes=60)


@pytest.fixture
def sitting(exam, at):
    return actions.start_sitting(exam=exam, person=PersonFactory(name="王秀兰"), at=at, seed=11)


@pytest.fixture
def editor(exam):
    return appointed(Role.COURSE_EDITOR, exam.organiser)


def come_late(sitting, *, given_after=50 * MINUTE, by=20 * MINUTE, clock_off=YEARS, number=1):
    """Answer question 1 right in a dead valley; it arrives after the bell."""
    item = sitting.items.select_related("version").get(position=1)
    entry = (number, 1, number, right_places(item), sitting.started_at + given_after)
    return hand_over(sitting, sitting.deadline_at + by, entry, clock_off=clock_off)


def judge(sitting):
    return actions.judge_late(sitting_id=sitting.pk, at=sitting.deadline_at + 21 * MINUTE)


def chosen(sitting):
    return sitting.items.get(position=1).chosen


def rule(exam, late_rule):
    Exam.objects.filter(pk=exam.pk).update(late_rule=late_rule)


def test_what_was_given_before_the_bell_counts_by_the_rule(exam, sitting):
    rule(exam, "count")
    come_late(sitting)
    errand = Errand.objects.get(task="exams.judge_late")
    assert errand.arguments == {"sitting_id": sitting.pk}

    decision = judge(sitting)

    sitting.refresh_from_db()
    assert (decision.accepted, decision.by) == (True, None)
    assert chosen(sitting) == queries.held(sitting)[1].chosen != []
    assert sitting.items.get(position=1).earned_hundredths == 100
    assert sitting.closed_by == "bell"
    assert judge(sitting) is None


@pytest.mark.parametrize(
    ("late_rule", "late"),
    [
        pytest.param("ask", {}, id="a-person-decides"),
        pytest.param("never", {}, id="never"),
        pytest.param("count", {"given_after": 61 * MINUTE}, id="given-after-the-bell"),
        pytest.param("count", {"given_after": -MINUTE}, id="said-to-be-from-before-the-start"),
    ],
)
def test_otherwise_it_does_not_count_by_itself(exam, sitting, late_rule, late):
    rule(exam, late_rule)
    come_late(sitting, **late)

    assert judge(sitting) is None

    assert chosen(sitting) == []
    assert AnswerEntry.objects.get().late
    assert not LateDecision.objects.exists()


def test_the_rule_does_not_count_what_was_given_after_the_bell_along_with_the_rest(exam, sitting):
    rule(exam, "count")
    come_late(sitting)
    hand_over(sitting, sitting.deadline_at + 20 * MINUTE, (9, 2, 1, [0], sitting.deadline_at + 2 * MINUTE))

    judge(sitting)

    assert list(queries.held(sitting)) == [1]


def test_a_person_accepts_and_the_result_is_reckoned_anew(sitting, editor):
    come_late(sitting)
    actions.close_due(at=sitting.deadline_at + MINUTE)
    sitting.refresh_from_db()
    receipt, at = sitting.receipt, sitting.deadline_at + 60 * MINUTE

    actions.decide_late(sitting=sitting, accepted=True, reason="山里断网", by=editor, at=at)

    sitting.refresh_from_db()
    assert sitting.score_hundredths == 1250
    assert sitting.receipt == receipt
    assert actions.check_receipts() == actions.Checked(1, [])
    assert Entry.objects.get(verb="exams.late.decided").data == {"accepted": True, "reason": "山里断网"}
    with pytest.raises(actions.NothingLate):
        actions.decide_late(sitting=sitting, accepted=True, reason="又", by=editor, at=at)

    actions.decide_late(sitting=sitting, accepted=False, reason="看错了", by=editor, at=at)
    assert chosen(sitting) == []


def test_what_comes_after_the_decision_waits_for_its_own(exam, sitting, editor):
    rule(exam, "count")
    come_late(sitting)
    actions.close_due(at=sitting.deadline_at + MINUTE)
    decided = sitting.deadline_at + 30 * MINUTE
    actions.decide_late(sitting=sitting, accepted=True, reason="山里断网", by=editor, at=decided)
    before = queries.held(sitting)[1]

    come_late(sitting, by=40 * MINUTE, number=2)

    assert queries.held(sitting)[1] == before
    # A person has spoken: the rule keeps out of it.
    assert actions.judge_late(sitting_id=sitting.pk, at=sitting.deadline_at + 50 * MINUTE) is None
    actions.decide_late(sitting=sitting, accepted=True, reason="同上", by=editor, at=sitting.deadline_at + 50 * MINUTE)
    assert queries.held(sitting)[1].number == 2


def test_who_may_not_decide_and_when(sitting, editor, at):
    after = sitting.deadline_at + MINUTE
    with pytest.raises(actions.StillOpen):
        actions.decide_late(sitting=sitting, accepted=True, reason="早", by=editor, at=at)
    actions.close_due(at=after)
    with pytest.raises(actions.NothingLate):
        actions.decide_late(sitting=sitting, accepted=True, reason="无", by=editor, at=after)
    come_late(sitting)
    with pytest.raises(actions.OwnSitting):
        actions.decide_late(sitting=sitting, accepted=True, reason="我", by=sitting.person, at=after)
    assert not LateDecision.objects.exists()


def test_the_pages_show_times_and_decide_in_two_steps(client, sitting, editor, time_machine):
    answer_right(sitting, sitting.started_at, most=1)
    come_late(sitting, number=2)
    actions.close_due(at=sitting.deadline_at + MINUTE)
    time_machine.move_to(sitting.deadline_at + 60 * MINUTE, tick=False)
    client.force_login(editor)
    url = reverse("exam_late:page", args=[sitting.pk])

    listed = client.get(reverse("exam_late:index")).context["sittings"]
    assert [(each.pk, each.late, each.waits) for each in listed] == [(sitting.pk, 1, True)]
    page = client.get(url)
    shown = page.context["answers"][0]
    assert (shown.clock_off, shown.in_time, shown.now, shown.said, shown.changes) == (YEARS, True, "A", "A", False)
    assert "+730" in page.content.decode()

    data = {"reason": "山里断网", "decision": "accept"}
    assert client.post(url, {**data, "reason": " "}).status_code == 422
    asked = client.post(url, data)
    assert asked.context["to_confirm"]
    assert not LateDecision.objects.exists()
    assert client.post(url, {**data, "confirmed": "yes"}).url == reverse("exam_late:index")
    assert LateDecision.objects.get().by == editor
    assert [each.waits for each in client.get(reverse("exam_late:index")).context["sittings"]] == [False]
    again = client.post(url, {**data, "confirmed": "yes"})
    assert str(actions.NothingLate()) in again.content.decode()


def test_the_pages_are_for_those_who_look_after_the_exam(client, sitting, editor):
    come_late(sitting)
    stranger = appointed(Role.COURSE_EDITOR, OrganisationFactory())
    client.force_login(stranger)

    assert list(client.get(reverse("exam_late:index")).context["sittings"]) == []
    assert client.get(reverse("exam_late:page", args=[sitting.pk])).status_code == 404
    client.force_login(sitting.person)
    assert client.get(reverse("exam_late:index")).status_code == 302


def test_a_false_receipt_is_found(sitting, at):
    from django.core.management import CommandError, call_command

    answer_right(sitting, at, most=3)
    done = actions.submit_sitting(sitting=sitting, at=at)
    number, letters = done.receipt.rsplit("-", 1)
    assert (number, len(letters)) == (done.receipt_number, 8)
    call_command("check_receipts")

    done.receipt = f"{number}-00000000"
    done.save()

    assert actions.check_receipts() == actions.Checked(1, [done.receipt])
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("check_receipts")
