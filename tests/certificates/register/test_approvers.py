"""Who approves lists, and how the two people of a list hear of it: notices, the admin's first page."""

from datetime import date

import pytest
from django.urls import reverse

from certificates.register import actions
from certificates.register.approvers import approvers_of
from certificates.register.models import Batch, Kind
from lms.jobs.models import Job
from lms.people.roles import Role
from tests.certificates.people import manager_of
from tests.certificates.register.test_actions import approved, issue, make_class
from tests.factories.people import AppointmentFactory
from tests.factories.register import BatchFactory

pytestmark = pytest.mark.django_db
WHY = "两个人的身份证号要核对"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def cohort(at):
    return make_class(at, complete=2, open_=1)


@pytest.fixture
def first(cohort):
    return manager_of(cohort.organiser)


@pytest.fixture
def second(cohort):
    return manager_of(cohort.organiser)


@pytest.fixture
def batch(cohort, first, second, at):
    return actions.propose(Batch(cohort=cohort), by=first, at=at)


def text(response):
    return " ".join(response.content.decode().split())


def told(person, kind):
    return list(person.notices.filter(kind=f"register.batch.{kind}").order_by("pk"))


class TestApprovers:
    def test_all_scheme_managers_around_the_issuer_but_who_handed_it_in(self, cohort, first, second, at):
        issuer = cohort.organiser
        above = AppointmentFactory(role=Role.SCHEME_MANAGER, organisation=None, division=issuer.division).person
        for role, place in ((Role.SCHEME_MANAGER, None), (Role.COURSE_EDITOR, issuer)):
            AppointmentFactory(role=role, **({"organisation": place} if place else {}))
        AppointmentFactory(role=Role.SCHEME_MANAGER, organisation=issuer, ends_on=date(2021, 1, 1))
        AppointmentFactory(role=Role.SCHEME_MANAGER, organisation=issuer, person__is_active=False)
        AppointmentFactory(role=Role.SCHEME_MANAGER, organisation=issuer, person=second)

        found = approvers_of(BatchFactory(cohort=cohort, made_by=first), on=at.date())

        assert set(found) == {second, above}
        assert len(found) == 2

    def test_where_there_is_nobody_else_it_is_the_administrators(self, cohort, first, at):
        administrator = AppointmentFactory(role=Role.ADMINISTRATOR, organisation=None).person

        assert approvers_of(BatchFactory(cohort=cohort, made_by=first), on=at.date()) == [administrator]


class TestNotices:
    def test_the_second_is_told_that_a_list_waits(self, batch, first, second):
        (notice,) = told(second, "proposed")

        assert notice.title == "A list of 2 certificates waits for your approval"
        assert first.name in notice.body
        assert batch.cohort.name in notice.body
        assert notice.url == reverse("certificate_batch:page", args=[batch.pk])
        assert told(first, "proposed") == []

    def test_both_are_told_once_what_came_of_it(self, batch, first, second, at, work):
        actions.approve(batch, by=second, seen=batch.digest, at=at)
        work()
        actions.tell_issued(Batch.objects.get(), issued=2, left=0, at=at)

        for person in (first, second):
            (notice,) = told(person, "issued")
            assert notice.title == "2 certificates have been issued"
            assert "ZIP" in notice.body
        assert len(told(first, "approved")) == 1

    def test_both_are_told_that_somebody_received_none(self, cohort, first, at, work):
        batch = approved(cohort, by=first, at=at)
        person = batch.recipients.first().person
        person.name = "改名了"
        person.save()
        work()

        (notice,) = told(first, "issued")
        assert notice.title == "1 certificate has been issued"
        assert "1 people on the list did not receive one" in notice.body

    def test_what_is_issued_at_once_is_not_waited_for(self, cohort, first, second, at):
        issue(cohort, by=first, at=at)

        assert told(second, "proposed") == []


class TestSendingBack:
    def test_the_second_says_why_and_the_first_reads_it(self, client, batch, first, second):
        client.force_login(second)
        address = reverse("certificate_batch:withdraw", args=[batch.pk])

        silent = text(client.post(address, follow=True))
        page = text(client.post(address, {"reason": f" {WHY}。"}, follow=True))

        batch.refresh_from_db()
        assert "Say why you send this list back" in silent
        assert "The list has been sent back." in page
        assert "Sent back by" in page
        assert WHY in page
        assert (batch.withdrawn_by, batch.withdrawn_reason, batch.was_sent_back) == (second, f"{WHY}。", True)
        (notice,) = told(first, "sent_back")
        assert f"Reason: {WHY}." in notice.body

    def test_ones_own_list_is_taken_back_without_a_word(self, batch, first, at):
        done = actions.withdraw(batch, by=first, at=at)

        assert (done.was_sent_back, done.standing) == (False, "taken back")
        assert told(first, "sent_back") == []


class TestFirstPage:
    def test_it_shows_what_waits_for_whom(self, client, batch, first, second):
        for person, said in ((first, "Handed in by you, waiting for somebody else"), (second, "For you to approve")):
            client.force_login(person)
            page = text(client.get(reverse("wagtailadmin_home")))
            assert said in page
            assert reverse("certificate_batch:page", args=[batch.pk]) in page

    def test_it_shows_what_has_stopped_half_way(self, client, batch, second, at):
        actions.approve(batch, by=second, seen=batch.digest, at=at)
        Job.objects.update(state="failed", ended_at=at, message="No key")
        client.force_login(second)

        page = text(client.get(reverse("wagtailadmin_home")))

        assert "Approved, but stopped half-way" in page
        assert "No key" in page

    def test_strangers_and_people_without_the_role_see_nothing(self, client, batch, cohort, at):
        stranger = manager_of(make_class(at, complete=0, code="WF-X").organiser)
        for person in (stranger, manager_of(cohort.organiser, Role.INSTITUTION_MANAGER)):
            client.force_login(person)
            assert "Lists of certificates" not in text(client.get(reverse("wagtailadmin_home")))

    def test_the_desk_of_the_second_shows_the_notice(self, client, batch, first, second):
        client.force_login(second)
        desk = text(client.get("/"))
        client.force_login(first)

        assert "A list of 2 certificates waits for your approval" in desk
        assert "waits for your approval" not in text(client.get("/"))

    def test_the_page_of_ones_own_list_names_who_can_approve_it(self, client, batch, first, second):
        client.force_login(first)
        address = reverse("certificate_batch:page", args=[batch.pk])

        named = text(client.get(address))
        second.appointments.update(ends_on=date(2021, 1, 1))

        assert f"can approve it: {second.name}." in named
        assert "There is nobody else who could" in text(client.get(address))


def test_the_list_of_lists_says_how_each_stands(client, cohort, first, second, at, work):
    for reason in ("优秀。", "勤奋。", "刻苦。"):
        people = [cohort.traineeships.first().person_id]
        batch = actions.propose(
            Batch(cohort=cohort, kind=Kind.HONOR, reason=reason, terms={"people": people}), by=first, at=at
        )
        if reason != "刻苦。":
            actions.withdraw(batch, by=second if reason == "优秀。" else first, reason="x", at=at)
    running = actions.propose(Batch(cohort=cohort), by=first, at=at)
    actions.approve(running, by=second, seen=running.digest, at=at)
    client.force_login(first)

    page = text(client.get(reverse("certificate_batch:index")))
    work()
    done = text(client.get(reverse("certificate_batch:index")))
    Job.objects.filter(kind="register.issue").update(state="cancelled")

    for standing in ("sent back", "taken back", "waits for approval", "being issued"):
        assert standing in page, standing
    assert "certificates issued" in done
    assert "stopped half-way" in text(client.get(reverse("certificate_batch:index")))
