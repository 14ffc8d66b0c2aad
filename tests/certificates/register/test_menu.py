"""The menu of certificates and the lists it leads to: who sees what, and how each list stands."""

import pytest
from django.urls import reverse

from lms.people.roles import Role
from tests.certificates.people import manager_of
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.register import BatchFactory, CertificateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.mark.parametrize(
    ("role", "decides", "sees"),
    [(Role.SCHEME_MANAGER, True, True), (Role.COUNTY_AUDITOR, False, True), (Role.COURSE_EDITOR, False, False)],
)
def test_the_menu_shows_what_the_role_may_open(client, role, decides, sees):
    client.force_login(manager_of(OrganisationFactory(), role))

    home = client.get("/admin/").content.decode()

    assert (reverse("certificate:doubts") in home) == decides
    assert (reverse("certificate:check_list") in home) == sees


def test_an_auditor_opens_the_certificates_of_their_area_and_no_other(client):
    mine, other = CertificateFactory(), CertificateFactory()
    organiser = mine.traineeship.cohort.organiser
    client.force_login(manager_of(organiser, Role.COUNTY_AUDITOR))

    answers = [client.get(reverse("certificate:inspect", args=[each.pk])).status_code for each in (mine, other)]

    assert answers == [200, 404]


def test_every_list_says_how_it_stands(client):
    waiting = BatchFactory()
    made = waiting.made_at
    BatchFactory(
        cohort=waiting.cohort, kind="honor", reason="。", approved_at=made, approved_by=PersonFactory(name="李四")
    )
    one = waiting.made_by
    BatchFactory(cohort=waiting.cohort, kind="appointment", made_by=one, withdrawn_at=made, withdrawn_by=one)
    client.force_login(manager_of(waiting.cohort.organiser))

    page = client.get(reverse("certificate_batch:index")).content.decode()

    for said in ("waits for approval", "certificates issued", "taken back", "李四"):
        assert said in page
