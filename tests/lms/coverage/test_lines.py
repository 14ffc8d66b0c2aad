"""A line department: the coverage of its schemes in its area, the people behind it, and nothing else."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from certificates.register.models import Certificate
from certificates.schemes.models import Cohort, Scheme, Traineeship
from lms.coverage import queries
from lms.people.actions import sync_roles
from lms.people.models import Person
from lms.people.roles import Role
from lms.records.models import LearningRecord
from tests.factories.coverage import AS_OF
from tests.factories.people import AppointmentFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.factories.register import CertificateFactory
from tests.factories.schemes import CohortFactory, RequirementFactory
from tests.lms.coverage.land import Land
from tests.lms.coverage.test_views import NOW, attended, slug
from tests.lms.people.officials import official

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def land():
    sync_roles()
    found = Land()
    found.mine = found.person(found.towns[0], state="completed")
    found.beyond = found.person(found.towns[2], state="completed")
    # Another line's class, on the same roster of the same people.
    found.other = CohortFactory(roster=found.roster, scheme__organiser=found.institutions[0])
    return found


@pytest.fixture
def line(land):
    return official(Role.LINE_AUDITOR, land.counties[0], schemes=land.scheme.code)


def url(land, name, *more, scheme=None):
    return reverse(f"coverage:{name}", args=[(scheme or land.scheme).pk, land.roster.pk, AS_OF, *more])


def test_it_chooses_among_its_own_schemes(land, line):
    assert list(queries.schemes_for(line)) == [land.scheme]
    assert list(queries.rosters_for(line)) == [land.roster]
    assert [each.scheme for each in queries.standings(line, AS_OF)] == [land.scheme]


def test_its_figures_are_those_of_its_area(land, line):
    (standing,) = queries.standings(line, AS_OF)
    question = queries.ask(line, scheme_id=land.scheme.pk, roster_id=land.roster.pk, as_of=AS_OF)

    assert (standing.figures.due, standing.figures.covered) == (1, 1)
    table = queries.table(question, queries.place_of(question.scope, "all"))
    assert (table.total.due, table.total.covered) == (1, 1)
    assert [entry.person for entry in queries.names(question, queries.place_of(question.scope, "all"))] == [land.mine]


def test_its_pages_open_down_to_the_person(land, line):
    client = Client()
    client.force_login(line)

    for address in (
        reverse("coverage:index"),
        url(land, "tree", "all"),
        url(land, "tree", slug(land.counties[0])),
        url(land, "names", "all"),
        url(land, "person", land.mine.pk),
    ):
        assert client.get(address).status_code == 200, address


def test_foreign_counties_and_other_schemes_are_not_found(land, line):
    client = Client()
    client.force_login(line)

    for address in (
        url(land, "tree", slug(land.counties[1])),
        url(land, "person", land.beyond.pk),
        url(land, "tree", "all", scheme=land.other.scheme),
        url(land, "person", land.mine.pk, scheme=land.other.scheme),
    ):
        assert client.get(address).status_code == 404, address


def test_behind_a_person_stand_the_records_that_count_and_no_others(land, line):
    RequirementFactory(scheme=land.scheme)
    here = land.institution(land.towns[0])
    done = attended(land.mine, workplace=here)
    for place in (here, None):
        LearningRecordFactory(person=land.mine, activity=ActivityFactory(kind="exam"), workplace=place)
    question = queries.ask(line, scheme_id=land.scheme.pk, roster_id=land.roster.pk, as_of=AS_OF)

    assert queries.proof_of(question, land.mine.pk).records == [done]


def test_of_people_records_and_certificates_it_sees_its_own_lines(land, line):
    trainee = Traineeship.objects.get(person=land.mine)
    own = CertificateFactory(traineeship=trainee, issuer=land.institution(land.counties[0]))
    CertificateFactory(issuer=land.institution(land.counties[0]))
    LearningRecordFactory(person=land.mine, workplace=land.institution(land.towns[0]))

    assert list(Certificate.objects.visible_to(line)) == [own]
    assert list(Scheme.objects.visible_to(line)) == [land.scheme]
    assert list(Person.objects.visible_to(line)) == [line]
    assert not LearningRecord.objects.visible_to(line).exists()
    assert not Cohort.objects.run_by(line).exists()


def test_who_is_an_auditor_besides_sees_both(land, line):
    AppointmentFactory(person=line, role=Role.COUNTY_AUDITOR, division=land.counties[1], organisation=None)
    land.person(land.towns[2])

    found = {each.scheme: each.figures for each in queries.standings(Person.objects.get(pk=line.pk), AS_OF)}

    assert (found[land.scheme].due, found[land.scheme].covered) == (3, 2)
    assert (found[land.other.scheme].due, found[land.other.scheme].covered) == (2, 0)
