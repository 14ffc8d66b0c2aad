"""What certificates rest on, as it was kept when they were issued."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from certificates.register import actions, tasks
from certificates.register.doubts import resting_on
from certificates.register.models import Certificate, Doubt, Footing, Kind
from lms.records.actions import reverse as take_back
from lms.records.models import LearningRecord
from tests.certificates.people import manager_of
from tests.certificates.register.test_actions import approved, issue, make_class, recipients
from tests.certificates.register.test_views import text
from tests.factories.credits import CreditLineFactory, CreditRuleFactory
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.factories.register import FootingFactory
from tests.factories.schemes import RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(at):
    return make_class(at, complete=2)


@pytest.fixture
def person(cohort):
    return cohort.traineeships.earliest("pk").person


def issue_kind(cohort, at, **terms):
    batch = approved(cohort, by=PersonFactory(), at=at, **terms)
    actions.issue_some(batch, recipients(batch), at=at)
    return batch.certificates.get()


def lecture_of(person):
    return LearningRecord.objects.get(person=person, activity__kind="lecture", outcome="attended")


def doubted(record, at):
    take_back(record, by=None, reason="误录", at=at)
    actions.raise_doubts(record_ids=[record.pk], at=at)
    return [each.certificate for each in Doubt.objects.filter(record=record)]


def forget(certificate):
    """Make ``certificate`` one from before it was kept what it rests on."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("DROP TRIGGER register_footing_no_delete")
        cursor.execute("DELETE FROM register_footing WHERE certificate_id = %s", [certificate.pk])


class TestCompletion:
    def test_it_keeps_the_records_that_counted(self, cohort, person, at):
        again = LearningRecordFactory(
            person=person, activity=lecture_of(person).activity, outcome="attended", happened_at=at, recorded_at=at
        )
        made = {each.person: each for each in issue(cohort, by=PersonFactory(), at=at)}

        assert made[person].footing.records == [lecture_of_first(person).pk]
        assert doubted(again, at) == []
        assert doubted(lecture_of_first(person), at) == [made[person]]

    def test_another_version_of_the_scheme_changes_nothing_about_it(self, cohort, person, at):
        issue(cohort, by=PersonFactory(), at=at)
        record = lecture_of(person)
        RequirementFactory(scheme=cohort.scheme, title="考试", activity_kind="exam", measure="pass")
        exam = LearningRecordFactory(
            person=person, activity=ActivityFactory(kind="exam"), outcome="passed", recorded_at=at, happened_at=at
        )

        assert doubted(exam, at) == []
        assert [each.person for each in doubted(record, at)] == [person]

    def test_a_correction_rests_on_what_stands_on_its_day(self, cohort, person, at):
        (old,) = [each for each in issue(cohort, by=PersonFactory(), at=at) if each.person == person]
        more = LearningRecordFactory(
            person=person, activity=ActivityFactory(kind="lecture"), outcome="attended", happened_at=at
        )
        first = lecture_of_first(person)
        take_back(first, by=None, reason="误录", at=at)

        new = actions.reissue(old, by=PersonFactory(), reason="更正", at=at)

        assert new.footing.records == [more.pk]
        assert resting_on([first]) == []


class TestOtherKinds:
    def test_credits_of_a_year_rest_on_what_earned_them(self, cohort, person, at):
        rule = CreditRuleFactory(authority="国家")
        earned, other_year, capped = LearningRecordFactory.create_batch(3, person=person)
        line = {"person": person, "rule": rule}
        CreditLineFactory(record=earned, hundredths=500, uncapped_hundredths=500, earned_on=at.date(), **line)
        CreditLineFactory(record=other_year, earned_on=at.date().replace(year=2025), **line)
        CreditLineFactory(
            record=capped, hundredths=0, uncapped_hundredths=100, capped_by="year", earned_on=at.date(), **line
        )

        made = issue_kind(cohort, at, kind=Kind.CREDIT, year=2026, terms={"authority": rule.authority})

        assert made.footing.records == [earned.pk]
        assert doubted(capped, at) == doubted(other_year, at) == []
        assert doubted(earned, at) == [made]

    def test_a_pass_rests_on_the_best_one(self, cohort, person, at):
        exam = ActivityFactory(kind="exam")
        passed = {"person": person, "activity": exam, "outcome": "passed"}
        weak, best = (LearningRecordFactory(score_hundredths=score, **passed) for score in (6000, 9000))

        made = issue_kind(cohort, at, kind=Kind.PASS, activity=exam)

        assert made.footing.records == [best.pk]
        assert doubted(weak, at) == []
        assert doubted(best, at) == [made]

    def test_an_appointment_rests_on_the_teaching(self, cohort, at):
        lesson = ActivityFactory(kind="teaching", organiser=cohort.organiser)
        taught = LearningRecordFactory(role="teacher", activity=lesson)
        elsewhere = LearningRecordFactory(person=taught.person, role="teacher")

        made = issue_kind(cohort, at, kind=Kind.APPOINTMENT)

        assert made.footing.records == [taught.pk]
        assert doubted(elsewhere, at) == []

    def test_an_honor_rests_on_the_choice(self, cohort, person, at):
        made = issue_kind(cohort, at, kind=Kind.HONOR, reason="优秀。", terms={"people": [person.pk]})

        assert made.footing.records == []
        assert doubted(lecture_of(person), at) == []


class TestBeforeItWasKept:
    def test_it_is_worked_out_as_it_was_known_when_it_was_issued(self, cohort, person, at):
        later = at + timedelta(minutes=1)
        made = {each.person: each for each in issue(cohort, by=PersonFactory(), at=later)}
        forget(made[person])
        after = LearningRecordFactory(
            person=person,
            activity=ActivityFactory(kind="lecture"),
            outcome="attended",
            recorded_at=later + timedelta(days=1),
        )

        assert doubted(after, later) == []
        assert doubted(lecture_of_first(person), later + timedelta(days=2)) == [made[person]]

    def test_one_of_another_kind_is_looked_up_by_its_list_and_so_is_its_correction(self, cohort, person, at):
        exam = ActivityFactory(kind="exam")
        passed = LearningRecordFactory(person=person, activity=exam, outcome="passed", recorded_at=at)
        later = at + timedelta(minutes=1)
        old = issue_kind(cohort, later, kind=Kind.PASS, activity=exam)
        new = actions.reissue(old, by=PersonFactory(), reason="更正", at=later)
        forget(new)

        assert resting_on([passed]) == [(new, passed)]

    def test_one_that_no_list_issued_rests_on_nothing_known(self, person, at):
        made = Certificate.objects.create(
            number="X-1", kind=Kind.HONOR, ground="x", person=person, issuer=person_issuer(person), facts={"name": "x"},
            layout_version="x", file="x", sha256="0" * 64, size=1, issued_at=at, issued_by=person,
        )  # fmt: skip

        assert resting_on([lecture_of(person)]) == []
        assert not hasattr(made, "footing")


def test_the_nightly_sweep_finds_what_was_taken_back_while_a_certificate_was_issued(cohort, person, at, work):
    issue(cohort, by=PersonFactory(), at=at)
    LearningRecordFactory(
        person=person,
        activity=lecture_of_first(person).activity,
        outcome="reversed",
        reverses=lecture_of_first(person),
        recorded_at=at,
    )

    tasks.question_unfounded(traineeship_ids=[])
    assert not Doubt.objects.exists()
    assert actions.sweep_doubts(at=at + timedelta(hours=12)) == 1
    assert actions.sweep_doubts(at=at + timedelta(hours=36)) == 0
    tasks.question_unfounded()
    assert Doubt.objects.get().record == lecture_of_first(person)


class TestPage:
    def test_the_records_stand_on_the_page_as_far_as_the_viewer_may_see_them(
        self, cohort, person, at, client, settings
    ):
        settings.LANGUAGE_CODE = "en"
        (made,) = [each for each in issue(cohort, by=PersonFactory(), at=at) if each.person == person]
        record = lecture_of_first(person)
        address = reverse("certificate:inspect", args=[made.pk])

        client.force_login(manager_of(made.issuer))
        elsewhere = text(client.get(address))
        client.force_login(PersonFactory(is_superuser=True))
        whole = text(client.get(address))
        take_back(record, by=None, reason="误录", at=at)
        void = text(client.get(address))

        assert record.activity.title not in elsewhere
        assert "1 more record is from a place outside of what you see." in elsewhere
        assert record.activity.title in whole
        assert ("<strong>taken back</strong>" in whole, "<strong>taken back</strong>" in void) == (False, True)


@pytest.mark.database
@pytest.mark.parametrize("verb", ["UPDATE register_footing SET records = '[]'", "DELETE FROM register_footing"])
def test_the_database_refuses_to_change_or_delete_it(verb):
    footing = FootingFactory()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)
    with pytest.raises(IntegrityError), transaction.atomic():
        FootingFactory(certificate=footing.certificate)
    assert Footing.objects.count() == 1


def lecture_of_first(person):
    """The record with which ``person`` completed the class."""
    return LearningRecord.objects.filter(person=person, activity__kind="lecture", reverses=None).earliest("pk")


def person_issuer(person):
    return person.traineeships.get().cohort.organiser
