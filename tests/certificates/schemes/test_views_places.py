"""Putting people into a class and taking them out, in the admin."""

import pytest
from django.urls import reverse

from certificates.schemes.actions import recompute, withdraw
from certificates.schemes.models import Traineeship
from tests.certificates.people import manager_of
from tests.factories.people import PersonFactory, PostFactory, RosterEntryFactory
from tests.factories.schemes import CohortFactory, RequirementFactory, TraineeshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def trainee(at):
    one = TraineeshipFactory(cohort__scheme=RequirementFactory().version.scheme, person__name="王秀英", enrolled_at=at)
    recompute(cohort=one.cohort, at=at)
    return one


@pytest.fixture
def manager(client, trainee):
    person = manager_of(trainee.cohort.organiser)
    client.force_login(person)
    return person


def address(name, thing):
    return reverse(f"training_class:{name}", args=[thing.pk])


@pytest.mark.usefixtures("manager")
class TestRoster:
    def test_enrols_everybody_on_it(self, client, trainee):
        RosterEntryFactory(roster=trainee.cohort.roster)

        page = client.post(address("enrol", trainee.cohort), follow=True).content.decode()

        assert "1 person enrolled." in page
        assert Traineeship.objects.filter(cohort=trainee.cohort).count() == 2

    def test_enrolling_without_one_is_refused_in_words(self, client, trainee):
        trainee.cohort.roster = None
        trainee.cohort.save()

        page = client.post(address("enrol", trainee.cohort), follow=True).content.decode()

        assert "This class has no roster yet." in page


class TestOnePerson:
    def test_is_chosen_among_those_in_scope(self, client, trainee, manager):
        near = PostFactory(workplace=trainee.cohort.organiser).person
        far = PostFactory().person
        url = address("enrol_person", trainee.cohort)
        assert client.get(url).status_code == 200

        assert client.post(url, {"person": far.pk}).status_code == 422
        answer = client.post(url, {"person": near.pk})

        added = Traineeship.objects.get(person=near)
        assert answer.url == address("trainee", added)
        assert added.enrolled_by == manager
        assert not Traineeship.objects.filter(person=far).exists()

    def test_who_is_there_is_not_enrolled_again(self, client, trainee, manager):
        PostFactory(person=trainee.person, workplace=trainee.cohort.organiser)

        page = client.post(address("enrol_person", trainee.cohort), {"person": trainee.person_id})

        assert "王秀英 is already in this class." in page.content.decode()

    def test_another_class_of_the_scheme_is_named(self, client, trainee, manager):
        other = CohortFactory(scheme=trainee.cohort.scheme, organiser=trainee.cohort.organiser, name="第二期")
        PostFactory(person=trainee.person, workplace=other.organiser)

        page = client.post(address("enrol_person", other), {"person": trainee.person_id}, follow=True)

        assert f"Also in another class of this scheme: {trainee.cohort.name}." in page.content.decode()


class TestLeavingAndComingBack:
    def test_needs_a_reason_and_shows_it(self, client, trainee, manager):
        url = address("withdraw", trainee)

        assert "Give a reason" in client.post(url, {"reason": ""}, follow=True).content.decode()
        page = client.post(url, {"reason": "调离本县"}, follow=True).content.decode()

        trainee.refresh_from_db()
        assert (trainee.state, trainee.withdrawn_by) == ("withdrawn", manager)
        assert "调离本县" in page
        assert "Back into the class" in page

    def test_comes_back(self, client, trainee, manager, at):
        withdraw(trainee, by=None, reason="调离", at=at)

        client.post(address("bring_back", trainee))

        trainee.refresh_from_db()
        assert (trainee.state, trainee.enrolled_by) == ("running", manager)
        page = client.get(address("page", trainee.cohort)).content.decode()
        assert "1 in the class: 0 completed, 1 in training, 0 withdrawn." in " ".join(page.split())


@pytest.mark.parametrize("name", ["enrol", "enrol_person", "withdraw", "bring_back"])
def test_is_for_who_runs_the_class(client, trainee, name):
    thing = trainee if name in {"withdraw", "bring_back"} else trainee.cohort
    guest = manager_of(CohortFactory().organiser)
    TraineeshipFactory(cohort=trainee.cohort, person=guest)

    for person, status in ((guest, 404), (manager_of(CohortFactory().organiser), 404), (PersonFactory(), 302)):
        client.force_login(person)
        assert client.post(address(name, thing), {"reason": "调离"}).status_code == status
    trainee.refresh_from_db()
    assert trainee.state == "running"
