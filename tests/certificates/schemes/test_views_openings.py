"""Classes to apply for, on the phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.schemes import actions
from certificates.schemes.models import Traineeship
from tests.factories.people import (
    DivisionFactory,
    OrganisationFactory,
    PersonFactory,
    RosterEntryFactory,
    RosterFactory,
)
from tests.factories.schemes import CohortFactory, CountyShareFactory, RequirementFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db
URL = "/progress/classes/"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def cohort():
    today = timezone.localdate()
    days = {"starts_on": today + timedelta(days=20), "ends_on": today + timedelta(days=90)}
    scheme = RequirementFactory().version.scheme
    roster = RosterFactory()
    return CohortFactory(scheme=scheme, roster=None, due_roster=roster, apply_until=today, places=5, **days)


@pytest.fixture
def county():
    return DivisionFactory()


@pytest.fixture
def doctor(client, cohort, county):
    person = due(cohort, county)
    client.force_login(person)
    return person


def due(cohort, county):
    return RosterEntryFactory(
        roster=cohort.due_roster,
        workplace=OrganisationFactory(division=county),
        joined_on=timezone.localdate() - timedelta(days=9),
    ).person


def page(client):
    return client.get(URL).content.decode()


def test_tells_the_places_left_for_ones_own_county(client, cohort, county, doctor):
    assert "5 places are left for your county." in page(client)

    CountyShareFactory(cohort=cohort, county=county, places=1)
    assert "1 place is left for your county." in page(client)

    TraineeshipFactory(cohort=cohort, county=county)
    assert "All places for your county are taken." in page(client)


def test_says_how_an_application_stands_and_what_happens_next(client, cohort, county, doctor):
    manager = PersonFactory()
    CountyShareFactory(cohort=cohort, county=county, places=1)
    TraineeshipFactory(cohort=cohort, county=county)

    client.post(reverse("schemes:apply", args=[cohort.pk]))
    trainee = Traineeship.objects.get(person=doctor)
    assert "You have applied." in page(client)
    actions.approve(cohort, [trainee.pk], by=manager, at=timezone.now())
    assert "number 1 of your county" in page(client)
    actions.set_shares(cohort, {county.pk: 2}, by=manager, at=timezone.now())
    assert "You have a place." in page(client)
    client.post(reverse("schemes:give_up", args=[trainee.pk]))
    assert "Your application has been taken back." in page(client)
    actions.nominate(cohort, [doctor], by=manager, at=timezone.now())
    assert "Your institution has nominated you." in page(client)
    actions.refuse(cohort, [trainee.pk], by=manager, reason="名额已满", at=timezone.now())
    assert "名额已满" in page(client)
    actions.enrol(cohort, doctor, by=manager, at=timezone.now())
    assert "My progress" in page(client)
    actions.withdraw(trainee, by=manager, reason="调离", at=timezone.now())
    assert "You have left this class." in page(client)


def test_says_why_nothing_can_be_taken_back_any_more(client, cohort, doctor):
    trainee = actions.enrol(cohort, doctor, by=PersonFactory(), at=timezone.now())

    answer = client.post(reverse("schemes:give_up", args=[trainee.pk]), follow=True).content.decode()

    assert "cannot become" in answer
    assert Traineeship.objects.get().state == "running"


def test_a_class_for_others_is_not_there(client, cohort, doctor):
    client.force_login(PersonFactory())

    assert "No class is open to you now." in page(client)
    assert client.post(reverse("schemes:apply", args=[cohort.pk])).status_code == 404


def test_the_desk_tells_of_open_classes_and_of_ones_own_applications(client, cohort, doctor):
    assert "open for applications" in client.get("/").content.decode()

    actions.apply(cohort, person=doctor, at=timezone.now())

    assert "applied, not decided yet" in client.get("/").content.decode()


def test_who_was_stopped_reads_why(client, cohort, doctor):
    manager = PersonFactory()
    trainee = actions.enrol(cohort, doctor, by=manager, at=timezone.now())
    actions.suspend(trainee, by=manager, reason="材料待核实", at=timezone.now())
    assert "材料待核实" in client.get(f"/progress/{trainee.pk}/").content.decode()
    assert "your training is suspended" in client.get("/progress/").content.decode()

    actions.fail(trainee, by=manager, reason="缺勤过多", at=timezone.now())
    assert "缺勤过多" in client.get(f"/progress/{trainee.pk}/").content.decode()
    assert "not passed" in client.get("/progress/").content.decode()
