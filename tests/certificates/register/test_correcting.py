"""What a new certificate says in place of an old one: what is on file today, and what was mistyped, put right."""

import pytest
from django.urls import reverse

from certificates.register import actions
from certificates.register.correcting import terms_of
from certificates.register.models import Kind
from lms.audit.models import Entry
from tests.certificates.people import manager_of
from tests.certificates.register.test_actions import approved, make_class, recipients
from tests.certificates.register.test_views import text
from tests.factories.credits import CreditLineFactory, CreditRuleFactory
from tests.factories.people import PersonFactory
from tests.factories.records import LearningRecordFactory
from tests.factories.register import LayoutFactory, LayoutVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def cohort(at):
    return make_class(at, complete=1)


def made(cohort, at, **terms):
    batch = approved(cohort, by=PersonFactory(), at=at, **terms)
    actions.issue_some(batch, recipients(batch), at=at)
    return batch.certificates.get()


@pytest.fixture
def with_hours(cohort, at):
    """A certificate that prints hours of study, typed for its list."""
    design = {"title": "结业证书", "body": "参加{scheme}{hours}学时。", "extras": [["hours", "学时"]]}
    version = LayoutVersionFactory(layout=LayoutFactory(issuer=cohort.organiser), design=design)
    return made(cohort, at, layout_version=version, terms={"hours": "60"})


def test_a_corrected_name_keeps_the_hours_of_the_list(with_hours, at):
    with_hours.person.name = "王㛃"
    with_hours.person.save()

    new = actions.reissue(with_hours, by=PersonFactory(), reason="姓名有误", at=at)

    assert (new.name, new.facts["extras"], new.facts["body"]) == (
        "王㛃",
        [["学时", "60"]],
        with_hours.facts["body"],
    )
    assert (new.footing.said, "said" in Entry.objects.get(verb="register.certificate.reissued").data) == ({}, False)


def test_wrong_hours_are_put_right_and_stay_right(with_hours, at):
    by = PersonFactory()
    second = actions.reissue(with_hours, by=by, reason="学时有误", at=at, said={"hours": "90"})
    third = actions.reissue(second, by=by, reason="姓名有误", at=at)

    assert [each.facts["extras"] for each in (second, third)] == [[["学时", "90"]]] * 2
    assert third.footing.said == {"hours": "90"}
    assert Entry.objects.filter(verb="register.certificate.reissued").earliest("pk").data["said"] == {"hours": "90"}


def test_the_page_asks_for_what_the_certificate_prints_and_shows_both_texts(with_hours, client):
    client.force_login(manager_of(with_hours.issuer))
    address = reverse("certificate:reissue", args=[with_hours.pk])

    asked = text(client.get(address))
    shown = client.post(address, {"reason": "学时有误", "hours": " 90 "})
    seen = shown.context["correction"].fingerprint
    answer = {"reason": "学时有误", "hours": "90", "seen": seen, "sure": "on"}
    swapped = client.post(address, {**answer, "hours": "900"})
    client.post(address, answer)

    assert 'name="hours" value="60"' in asked
    assert 'name="level"' not in asked
    assert "<del>60</del>" in text(shown)
    assert "<ins><strong>90</strong></ins>" in text(shown)
    assert "has changed since you read it" in text(swapped)
    with_hours.refresh_from_db()
    assert with_hours.state == "superseded"
    assert with_hours.superseded_by.facts["extras"] == [["学时", "90"]]


def test_one_without_terms_asks_for_the_reason_alone(cohort, at):
    assert terms_of(made(cohort, at), at) == {}


class TestCredits:
    @pytest.fixture
    def lines(self, cohort, at):
        person, rule = cohort.traineeships.get().person, CreditRuleFactory(authority="国家")
        earned = {"person": person, "rule": rule, "earned_on": at.date(), "uncapped_hundredths": 500, "hundredths": 500}
        return [CreditLineFactory(record=LearningRecordFactory(person=person), **earned) for _ in range(2)]

    @pytest.fixture
    def credited(self, cohort, lines, at):
        return made(cohort, at, kind=Kind.CREDIT, year=2026, terms={"authority": lines[0].authority})

    def take_back(self, line):
        taken = {"hundredths": -500, "uncapped_hundredths": 500, "reverses": line, "earned_on": line.earned_on}
        CreditLineFactory(record=line.record, person=line.person, rule=line.rule, **taken)

    def test_they_are_added_up_anew(self, credited, lines, at):
        self.take_back(lines[0])

        new = actions.reissue(credited, by=PersonFactory(), reason="学时不实", at=at)

        assert ["Credits", "10"] in credited.facts["extras"]
        assert ["Credits", "5"] in new.facts["extras"]
        assert new.footing.records == [lines[1].record_id]

    def test_who_has_none_any_more_gets_no_new_one(self, credited, lines, at):
        for line in lines:
            self.take_back(line)

        with pytest.raises(actions.CannotReissue):
            actions.reissue(credited, by=PersonFactory(), reason="学时不实", at=at)

    def test_who_left_the_class_keeps_what_was_approved(self, credited, cohort, at):
        trainee = cohort.traineeships.get()
        trainee.state, trainee.completed_at, trainee.withdrawn_at, trainee.withdraw_reason = (
            "withdrawn",
            None,
            at,
            "退学",
        )
        trainee.save()

        new = actions.reissue(credited, by=PersonFactory(), reason="姓名有误", at=at)

        assert ["Credits", "10"] in new.facts["extras"]
