"""A certificate outlives the completion it rests on: nobody revokes it by machine, and somebody is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.register import actions
from certificates.register.models import Certificate
from certificates.schemes.actions import withdraw
from lms.notices.models import Notice
from lms.records.actions import reverse as take_back
from lms.records.models import LearningRecord
from tests.certificates.people import manager_of
from tests.certificates.register.test_actions import issue, make_class
from tests.certificates.register.test_views import text
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


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
    record = LearningRecord.objects.get(person=certificate.person)
    take_back(record, by=None, reason="替考", at=at)
    work()


def test_a_record_taken_back_tells_the_issuer_once_and_revokes_nothing(made, at, work):
    assert not Notice.objects.exists()

    lose(made[0], at, work)

    notice = Notice.objects.get()
    assert notice.person == made[0].issued_by
    assert notice.title == "1 certificate is valid, but its holder does not meet the requirements any more"
    assert made[0].number in notice.body
    assert list(Certificate.objects.unfounded()) == [made[0]]
    actions.tell_issuers(traineeship_ids=[made[0].traineeship_id], at=notice.created_at)
    assert Notice.objects.count() == 1


def test_somebody_withdrawn_is_told_as_well_and_a_revoked_certificate_is_not(made, at, work):
    actions.revoke(made[1], by=PersonFactory(), reason="误发", at=at)
    for each in made[:2]:
        withdraw(each.traineeship, by=None, reason="退学", at=at)
    work()

    assert made[0].number in Notice.objects.get().body
    assert list(Certificate.objects.unfounded()) == [made[0]]


def test_several_of_a_class_are_one_notice_and_another_day_is_another(made, at):
    for each in made:
        withdraw(each.traineeship, by=None, reason="退学", at=at)
    trainees = [each.traineeship_id for each in made]

    actions.tell_issuers(traineeship_ids=trainees, at=at)
    actions.tell_issuers(traineeship_ids=trainees, at=at + timedelta(days=1))

    assert set(Notice.objects.values_list("title", flat=True)) == {
        "3 certificates are valid, but their holders do not meet the requirements any more"
    }
    assert Notice.objects.count() == 2


def test_the_office_sees_it_on_every_page(made, at, work, client):
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
    listed = text(client.get(Notice.objects.get().url))
    assert made[0].number in listed
    assert made[1].number not in listed
