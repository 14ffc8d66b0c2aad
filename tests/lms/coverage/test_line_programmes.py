"""A line department and programmes: those of its schemes, in its area, and behind them nothing else."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.coverage.actions import OutOfScope
from lms.coverage.models import Programme
from lms.coverage.queries.ground import ground_of
from lms.coverage.queries.matter import Key, matter_of, run_by
from lms.coverage.queries.overview import overview
from lms.coverage.tasks import export_fastest
from lms.jobs.registry import Progress
from lms.people.actions import sync_roles
from lms.people.models import Person
from lms.people.roles import Role
from tests.factories.coverage import AS_OF, ProgrammeFactory, ProgrammeVersionFactory, auditor_of
from tests.factories.jobs import JobFactory
from tests.factories.outward import token_for
from tests.factories.people import AppointmentFactory
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.factories.schemes import RequirementFactory, SchemeFactory
from tests.lms.api.conftest import Program
from tests.lms.coverage.scene import NOW, Scene
from tests.lms.coverage.test_programme_pages import url
from tests.lms.coverage.test_views import sign_in, slug
from tests.lms.people.officials import official

pytestmark = [pytest.mark.django_db]
PAGES = [f"programme{name}" for name in ("", "_breakdown", "_trend", "_ranking", "_people", "_fastest")]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene():
    """A programme of the scheme, one of another scheme, and one of minutes; somebody in each county."""
    sync_roles()
    scene = Scene(rule=False)
    scene.rule(covered_by="scheme", scheme=scene.scheme, target_minutes=None)
    scene.mine = scene.doctor(scene.towns[0], person__name="本县")
    scene.beyond = scene.doctor(scene.towns[2], person__name="外县")
    for person in (scene.mine, scene.beyond):
        scene.train(person, "completed")
    keeper = scene.programme.keeper
    scene.other = ProgrammeFactory(keeper=keeper, division=scene.city, name="另一项目")
    ProgrammeVersionFactory(programme=scene.other, covered_by="scheme", scheme=SchemeFactory(), target_minutes=None)
    scene.minutes = ProgrammeFactory(keeper=keeper, division=scene.city, name="学时")
    # A scheme that decides nothing makes it no programme of that scheme.
    ProgrammeVersionFactory(programme=scene.minutes, scheme=scene.scheme)
    for each in (scene.programme, scene.other, scene.minutes):
        count(scene, each)
    return scene


def count(scene, programme):
    scene.programme, kept = programme, scene.programme
    scene.count()
    scene.programme = kept


@pytest.fixture
def line(scene):
    return official(Role.LINE_AUDITOR, scene.counties[0], schemes=scene.scheme.code)


def test_it_lists_the_programmes_of_its_schemes_with_the_figures_of_its_area(scene, line):
    assert list(Programme.objects.visible_to(line)) == [scene.programme]
    (row,) = overview(line)
    assert (row.measured.due, row.measured.covered, row.home.division) == (1, 1, scene.counties[0])
    assert "另一项目" not in sign_in(line).get(reverse("coverage:programmes")).content.decode()
    assert not run_by(line).exists()


def test_one_without_figures_is_nobodys_line_yet(scene, line):
    fresh = ProgrammeFactory(keeper=scene.programme.keeper, division=scene.city)
    ProgrammeVersionFactory(programme=fresh, covered_by="scheme", scheme=scene.scheme, target_minutes=None)
    assert fresh not in Programme.objects.visible_to(line)


def test_a_programme_of_an_area_elsewhere_does_not_concern_it(scene, line):
    Programme.objects.filter(pk=scene.programme.pk).update(
        division=scene.counties[1], keeper=scene.institution(scene.counties[1])
    )
    assert not Programme.objects.visible_to(line).exists()


@pytest.mark.parametrize("page", PAGES)
def test_its_pages_open_in_its_area_and_in_no_other(scene, line, page):
    client = sign_in(line)
    for place in ("all", slug(scene.counties[0]), slug(scene.towns[0])):
        answer = client.get(url(scene, page, place), follow=True)
        assert answer.status_code == 200
        assert "外县" not in answer.content.decode()
    for place in (slug(scene.city), slug(scene.counties[1]), slug(scene.towns[2])):
        assert client.get(url(scene, page, place)).status_code == 404


def test_programmes_of_other_rules_are_not_found(scene, line):
    client = sign_in(line)
    for programme in (scene.other, scene.minutes):
        for page in PAGES:
            address = reverse(f"coverage:{page}", args=[programme.pk, "all"])
            assert client.get(address).status_code == 404, address
        assert client.get(reverse("coverage:programme_rules", args=[programme.pk])).status_code == 404


def test_its_people_are_those_of_its_area(scene, line):
    client = sign_in(line)
    people = client.get(url(scene, "programme_people", "all")).context["page_obj"].object_list
    assert [each.person__name for each in people] == ["本县"]
    for person, status in ((scene.mine, 200), (scene.beyond, 404)):
        address = reverse("coverage:programme_person", args=[scene.programme.pk, person.pk])
        assert client.get(address).status_code == status


@pytest.mark.parametrize("covered_by", ["scheme", "certificate"])
def test_behind_a_person_stand_the_records_of_the_scheme_and_no_others(scene, line, covered_by):
    if covered_by == "certificate":
        scene.version = ProgrammeVersionFactory(
            programme=scene.programme,
            number=2,
            covered_by="certificate",
            certificate_kind="completion",
            scheme=scene.scheme,
            target_minutes=None,
        )
        scene.count()
    RequirementFactory(scheme=scene.scheme)
    counts = scene.learn(scene.mine, scene.towns[0])
    exam = ActivityFactory(kind="exam")
    when = datetime(2026, 9, 10, 4, tzinfo=UTC)
    other = LearningRecordFactory(
        person=scene.mine, activity=exam, workplace=scene.institution(scene.towns[0]), happened_at=when
    )

    ground = ground_of(matter_of(line, Key(scene.programme.pk), today=AS_OF), scene.mine.pk)

    assert ground.records == [counts]
    address = [scene.programme.pk, scene.mine.pk]
    client = sign_in(line)
    assert client.get(reverse("coverage:programme_record", args=[*address, counts.pk])).status_code == 200
    assert client.get(reverse("coverage:programme_record", args=[*address, other.pk])).status_code == 404
    auditor = auditor_of(scene.counties[0])
    assert set(ground_of(matter_of(auditor, Key(scene.programme.pk), today=AS_OF), scene.mine.pk).records) == {
        counts,
        other,
    }


def test_its_workbook_ends_with_its_appointment(scene, line):
    progress = Progress(JobFactory(owner=line))
    outcome = export_fastest(progress, programme_id=scene.programme.pk, place="all")
    assert scene.counties[0].name in outcome.file_name
    with pytest.raises(OutOfScope):
        export_fastest(progress, programme_id=scene.programme.pk, place=slug(scene.counties[1]))
    line.appointments.update(schemes="elsewhere")
    again = Progress(JobFactory(owner=Person.objects.get(pk=line.pk)))
    with pytest.raises(OutOfScope):
        export_fastest(again, programme_id=scene.programme.pk, place="all")


def test_who_is_an_auditor_besides_sees_each_with_its_own_area(scene, line):
    AppointmentFactory(person=line, role=Role.COUNTY_AUDITOR, division=scene.counties[1], organisation=None)
    found = {each.programme: each.measured.due for each in overview(Person.objects.get(pk=line.pk))}
    assert found == {scene.programme: 2, scene.other: 1, scene.minutes: 1}


def test_a_program_with_its_token_reads_the_same(scene, line):
    program = Program(token_for(line))
    assert [each["id"] for each in program.items("/programmes")] == [scene.programme.pk]
    said = program.get(f"/programmes/{scene.programme.pk}").json()
    assert (said["total"]["due"], said["total"]["covered"]) == (1, 1)
    foreign = f"/programmes/{scene.programme.pk}?place={slug(scene.counties[1])}"
    for path in (foreign, f"/programmes/{scene.other.pk}"):
        assert program.get(path).status_code == 404
