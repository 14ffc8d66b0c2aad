"""The page of reports in the admin, and the file it hands out."""

import pytest
from django.urls import reverse

from certificates.schemes.models import ClassReport
from lms.audit.models import Entry
from lms.people.roles import Role
from tests.certificates.people import manager_of
from tests.factories.schemes import RequirementFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def cohort(at):
    scheme = RequirementFactory(scheme__report_days=14).version.scheme
    return TraineeshipFactory(cohort__scheme=scheme, enrolled_at=at).cohort


@pytest.fixture
def manager(client, cohort):
    person = manager_of(cohort.organiser)
    client.force_login(person)
    return person


def page_of(cohort):
    return reverse("training_class:reports", args=[cohort.pk])


@pytest.mark.usefixtures("manager")
def test_the_class_page_leads_to_it(client, cohort):
    page = client.get(reverse("training_class:page", args=[cohort.pk])).content.decode()

    assert page_of(cohort) in page
    assert "due on 2027-01-14" in client.get(page_of(cohort)).content.decode()


def test_a_report_is_asked_for_made_and_taken(client, cohort, manager, work):
    answer = client.post(page_of(cohort), {"as_of": "2026-11-20T09:00"})
    work()
    report = ClassReport.objects.get()
    assert answer.status_code == 302
    assert report.file_name in client.get(page_of(cohort)).content.decode()

    file = client.get(reverse("training_class:report_file", args=[report.pk]))

    assert b"".join(file.streaming_content) == report.open().read()
    assert file["Content-Type"] == "application/zip"
    taken = Entry.objects.get(verb="schemes.report.taken")
    assert (taken.actor_id, taken.data["sha256"]) == (str(manager.pk), report.sha256)


@pytest.mark.usefixtures("manager")
def test_what_is_refused_is_said_in_words(client, cohort):
    answer = client.post(page_of(cohort), {"as_of": "2999-01-01T09:00"})

    assert answer.status_code == 422
    assert "Choose a moment that is over." in answer.content.decode()


@pytest.mark.parametrize("name", ["reports", "report_file"])
def test_a_manager_elsewhere_finds_nothing(client, cohort, manager, work, name):
    client.post(page_of(cohort), {"as_of": "2026-11-20T09:00"})
    work()
    key = cohort.pk if name == "reports" else ClassReport.objects.get().pk
    client.force_login(manager_of(RequirementFactory().version.scheme.organiser))

    assert client.get(reverse(f"training_class:{name}", args=[key])).status_code == 404


def test_who_may_only_look_at_people_is_turned_away(client, cohort):
    client.force_login(manager_of(cohort.organiser, Role.INSTITUTION_MANAGER))

    assert client.get(page_of(cohort)).status_code == 302
