"""A certificate outlives what it rests on: nobody revokes it by machine, somebody is told, and a person decides."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from certificates.register import actions
from certificates.register.doubts import matters
from certificates.register.models import Certificate, Decision, Doubt
from certificates.schemes.actions import withdraw
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.records.actions import Deed, reverse_many, write
from lms.records.actions import reverse as take_back
from lms.records.models import LearningRecord
from tests.certificates.people import manager_of
from tests.certificates.register.test_actions import issue, make_class
from tests.certificates.register.test_views import text
from tests.factories.people import PersonFactory
from tests.factories.records import ActivityFactory
from tests.factories.register import CertificateFactory, DecisionFactory, DoubtFactory

pytestmark = pytest.mark.django_db
TOLD = "register.certificate.doubted"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def made(at, work):
    cohort = make_class(at, complete=3)
    made = issue(cohort, by=manager_of(cohort.organiser), at=at)
    work()
    return made


def lose(certificate, at, work):
    record = LearningRecord.objects.filter(person=certificate.person, reverses=None).earliest("pk")
    take_back(record, by=PersonFactory(name="查办"), reason="替考", at=at)
    work()
    return record


def told():
    return Notice.objects.filter(kind=TOLD)


class TestRaising:
    def test_a_record_taken_back_tells_the_issuer_once_and_revokes_nothing(self, made, at, work):
        assert not told().exists()

        record = lose(made[0], at, work)

        notice = told().get()
        assert notice.person == made[0].issued_by
        assert notice.title == "1 certificate needs your decision"
        assert made[0].number in notice.body
        assert list(Certificate.objects.unfounded()) == [made[0]]
        assert [(each.certificate, each.record) for each in Doubt.objects.all()] == [(made[0], record)]
        actions.tell_issuers([made[0].pk], at=notice.created_at)
        assert told().count() == 1

    def test_records_taken_back_together_put_each_certificate_in_doubt(self, made, at, work):
        people = [each.person_id for each in made]
        first = [LearningRecord.objects.filter(person=person, reverses=None).earliest("pk") for person in people]

        reverse_many([each.pk for each in first], by=None, reason="答案有误", at=at)
        work()

        doubts = Doubt.objects.order_by("record").values_list("certificate", "record")
        assert set(doubts) == {(each.pk, record.pk) for each, record in zip(made, first, strict=True)}
        assert told().get().title == "3 certificates need your decision"

    def test_raised_twice_it_is_one_doubt(self, made, at, work):
        record = lose(made[0], at, work)

        assert actions.raise_doubts(record_ids=[record.pk], at=at) == 0
        assert actions.question_unfounded(traineeship_ids=[made[0].traineeship_id], at=at) == 0
        assert Doubt.objects.count() == 1

    def test_a_holder_who_meets_the_requirements_all_the_same_is_looked_at_too(self, made, at, work):
        lecture = ActivityFactory(kind="lecture")
        more = Deed(person=made[0].person, activity=lecture, outcome="attended", source_key="x", happened_at=at)
        write(more, at=at)

        lose(made[0], at, work)

        (matter,) = matters(made[0].issued_by)
        assert (matter.certificate, matter.stands) == (made[0], True)

    @pytest.mark.parametrize(
        ("kind", "days"),
        [pytest.param("exam", 0, id="of-another-kind"), pytest.param("lecture", -4000, id="before-the-class")],
    )
    def test_a_record_that_cannot_have_counted_raises_nothing(self, made, at, work, kind, days):
        activity, when = ActivityFactory(kind=kind), at + timedelta(days=days)
        deed = Deed(person=made[0].person, activity=activity, outcome="passed", source_key="x", happened_at=when)

        take_back(write(deed, at=at), by=None, reason="误录", at=at)
        work()

        assert not Doubt.objects.exists()

    def test_somebody_withdrawn_is_told_as_well_and_a_revoked_certificate_is_not(self, made, at, work):
        actions.revoke(made[1], by=PersonFactory(), reason="误发", at=at)
        for each in made[:2]:
            withdraw(each.traineeship, by=None, reason="退学", at=at)
        work()

        assert made[0].number in told().get().body
        assert list(Certificate.objects.unfounded()) == [made[0]]
        assert Doubt.objects.get().ground == Doubt.Ground.STANDING

    def test_several_of_a_class_are_one_notice_and_another_day_is_another(self, made, at):
        for each in made:
            withdraw(each.traineeship, by=None, reason="退学", at=at)
        trainees = [each.traineeship_id for each in made]

        actions.question_unfounded(traineeship_ids=trainees, at=at)
        actions.tell_issuers([each.pk for each in made], at=at + timedelta(days=1))

        assert set(told().values_list("title", flat=True)) == {"3 certificates need your decision"}
        assert told().count() == 2

    def test_the_nightly_sweep_finds_what_was_not_heard_and_leaves_what_was_kept(self, made, at):
        for each in made[:2]:
            withdraw(each.traineeship, by=None, reason="退学", at=at)
        actions.question_unfounded(traineeship_ids=[made[0].traineeship_id], at=at)
        actions.keep(made[0], by=PersonFactory(), reason="补录中", at=at)

        assert actions.question_unfounded(at=at) == 1
        assert Doubt.objects.waiting().get().certificate == made[1]
        # Something new about what was kept is looked at again.
        assert actions.question_unfounded(traineeship_ids=[made[0].traineeship_id], at=at) == 1


class TestDeciding:
    def test_keeping_needs_a_reason_and_a_doubt_and_is_on_file(self, made, at, work):
        lose(made[0], at, work)
        by = PersonFactory()

        with pytest.raises(actions.ReasonMissing):
            actions.keep(made[0], by=by, reason=" ", at=at)
        with pytest.raises(actions.NotInDoubt):
            actions.keep(made[1], by=by, reason="在", at=at)
        actions.keep(made[0], by=by, reason="另有记录", at=at)

        decision = Decision.objects.get()
        assert (decision.verdict, decision.reason, decision.decided_by) == ("keep", "另有记录", by)
        assert Entry.objects.get(verb="register.doubt.decided").data == {"verdict": "keep", "reason": "另有记录"}
        assert not Doubt.objects.waiting().exists()
        with pytest.raises(actions.NotInDoubt):
            actions.keep(made[0], by=by, reason="再来", at=at)

    def test_revoking_settles_it(self, made, at, work):
        lose(made[0], at, work)

        actions.revoke(made[0], by=PersonFactory(), reason="学时不实", at=at)

        assert Decision.objects.get().verdict == "revoke"
        with pytest.raises(actions.NotInDoubt):
            actions.keep(made[0], by=PersonFactory(), reason="迟了", at=at)

    def test_replacing_settles_it_and_names_the_new_one(self, made, at):
        DoubtFactory(certificate=made[0])

        new = actions.reissue(made[0], by=PersonFactory(), reason="更正", at=at)

        decision = Decision.objects.get()
        assert (decision.verdict, decision.replacement) == ("replace", new)

    def test_nothing_to_settle_is_nothing_decided(self, made, at):
        actions.revoke(made[0], by=PersonFactory(), reason="误发", at=at)

        assert not Decision.objects.exists()


class TestOffice:
    def test_it_is_seen_on_every_page(self, made, at, work, client):
        client.force_login(made[0].issued_by)
        said = "does not meet the requirements any more"
        pages = [
            reverse("certificate:issue", args=[made[0].traineeship.cohort_id]),
            reverse("certificate:inspect", args=[made[0].pk]),
        ]
        assert not any(said in text(client.get(page)) for page in pages)

        lose(made[0], at, work)

        for page in pages:
            assert said in text(client.get(page))
        listed = text(client.get(told().get().url))
        assert made[0].number in listed
        assert made[1].number not in listed
        assert "It waits for a decision." in text(client.get(pages[1]))

    def test_the_list_says_what_happened_and_the_page_takes_the_decision(self, made, at, work, client):
        lose(made[0], at, work)
        client.force_login(made[0].issued_by)
        address = reverse("certificate:decide", args=[made[0].pk])

        listed = text(client.get(reverse("certificate:doubts")))
        missing = client.post(address, {"reason": "另有记录"})
        kept = client.post(address, {"reason": "另有记录", "sure": "on"}, follow=True)

        assert "record taken back on 2026-11-19 by 查办. Reason: 替考" in listed
        assert missing.status_code == 422
        assert f"{made[0].number} stays valid." in text(kept)
        assert "Nothing waits for a decision." in text(kept)
        assert client.get(address).status_code == 404
        assert "另有记录" in text(client.get(reverse("certificate:inspect", args=[made[0].pk])))

    def test_who_comes_second_reads_that_it_is_decided(self, made, at, work, client, monkeypatch):
        lose(made[0], at, work)
        client.force_login(made[0].issued_by)

        def late(*_args, **_named):
            raise actions.NotInDoubt(number=made[0].number)

        monkeypatch.setattr(actions, "keep", late)
        answer = client.post(reverse("certificate:decide", args=[made[0].pk]), {"reason": "x", "sure": "on"})

        assert "Somebody has decided already." in text(answer)

    def test_it_is_for_who_issues_in_scope(self, made, at, work, client):
        lose(made[0], at, work)
        other = manager_of(CertificateFactory().issuer)
        client.force_login(other)

        assert made[0].number not in text(client.get(reverse("certificate:doubts")))
        assert client.get(reverse("certificate:decide", args=[made[0].pk])).status_code == 404
        foreign = f"{reverse('certificate:doubts')}?cohort={made[0].traineeship.cohort_id}"
        assert client.get(foreign).status_code == 404

    @pytest.mark.parametrize("size", [1, 3])
    def test_the_list_costs_the_same_at_one_and_at_three(self, made, at, work, size, django_assert_num_queries):
        for each in made[:size]:
            lose(each, at, work)
        viewer = PersonFactory(is_superuser=True)

        with django_assert_num_queries(2):
            assert len(matters(viewer)) == size


@pytest.mark.database
class TestDatabase:
    def refused(self, statement, *params):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, params)

    def test_doubts_and_decisions_are_never_changed_or_deleted(self):
        decision = DecisionFactory()

        self.refused("UPDATE register_decision SET reason = 'x' WHERE id = %s", decision.pk)
        self.refused("DELETE FROM register_decision WHERE id = %s", decision.pk)
        self.refused("UPDATE register_doubt SET ground = 'x' WHERE id = %s", decision.doubt_id)
        self.refused("DELETE FROM register_doubt WHERE id = %s", decision.doubt_id)

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param({"reason": ""}, id="no-reason"),
            pytest.param({"verdict": "replace"}, id="replaced-by-nothing"),
        ],
    )
    def test_decisions_are_whole(self, change):
        with pytest.raises(IntegrityError), transaction.atomic():
            DecisionFactory(**change)

    def test_one_decision_for_a_doubt_and_one_doubt_for_a_record(self, at):
        doubt = DecisionFactory().doubt
        record = write(
            Deed(
                person=PersonFactory(),
                activity=ActivityFactory(),
                outcome="attended",
                source_key="x",
                happened_at=timezone.now(),
            ),
            at=at,
        )
        about = DoubtFactory(ground="record", record=record)

        for make in (
            lambda: DecisionFactory(doubt=doubt),
            lambda: DoubtFactory(certificate=about.certificate, ground="record", record=record),
            lambda: DoubtFactory(ground="record"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                make()
