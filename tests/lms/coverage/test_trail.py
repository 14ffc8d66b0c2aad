"""The audit log as a report: who reads how much of it, and what leaves with an export."""

import ast
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import load_workbook

from lms.audit.actions import record
from lms.audit.models import Entry
from lms.coverage import verbs
from lms.coverage.queries import trail
from lms.people.roles import Role
from tests.factories.coverage import auditor_of, make_city, make_county
from tests.factories.people import AppointmentFactory, OrganisationFactory, PersonFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def counties(city):
    return [make_county(city, name) for name in ("寿光市", "青州市")]


@pytest.fixture
def written(counties, at):
    """In each county somebody who works there, somebody appointed there, and the institution itself."""
    for county in counties:
        organisation = OrganisationFactory(division=county, name=f"{county.name}医院")
        doctor = PostFactory(workplace=organisation, person__name=f"{county.name}医生").person
        manager = AppointmentFactory(organisation=organisation, person__name=f"{county.name}管理员").person
        record("live.seat.taken", actor=doctor, subject=None, at=at)
        record("people.organisation.kept", actor=None, subject=organisation, at=at)
        record("people.person.edited", actor=None, subject=doctor, at=at)
        record("schemes.cohort.opened", actor=manager, subject=None, at=at)
    record("people.divisions.imported", actor=None, subject=None, at=at)


@pytest.fixture
def auditor(client, city):
    person = auditor_of(city, Role.CITY_AUDITOR)
    person.user_permissions.add(Permission.objects.get(content_type__app_label="audit", codename="view_entry"))
    client.force_login(person)
    return person


@pytest.mark.usefixtures("written")
def test_a_viewer_reads_what_is_by_or_about_their_scope(city, counties):
    def number(viewer):
        return trail(viewer).count()

    assert number(PersonFactory(is_superuser=True)) == 9
    assert number(auditor_of(city, Role.CITY_AUDITOR)) == 8
    found = trail(auditor_of(counties[0], Role.CITY_AUDITOR))
    assert {f"{each.actor_name}{each.subject_name}" for each in found} == {"寿光市医生", "寿光市医院", "寿光市管理员"}
    assert found.count() == 4


def test_the_page_is_for_who_may_read_the_log(client, auditor, counties):
    assert client.get(reverse("coverage:trail")).status_code == 200
    assert reverse("coverage:trail") in client.get(reverse("wagtailadmin_home")).content.decode()

    for person in (auditor_of(counties[0]), PersonFactory()):
        client.force_login(person)
        assert client.get(reverse("coverage:trail")).status_code == 302


@pytest.mark.usefixtures("written", "auditor")
@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"who": "寿光市医"}, 1),
        ({"about": "青州市医院"}, 1),
        ({"what": "schemes.cohort"}, 2),
        ({"at_from": "2026-11-20"}, 0),
        ({"at_from": "2026-11-19", "at_to": "2026-11-19"}, 8),
    ],
)
def test_it_is_narrowed_by_who_what_and_when(client, asked, number):
    page = client.get(reverse("coverage:trail_results"), asked)

    assert len(page.context["object_list"]) == number


def test_an_export_is_written_down_and_its_cells_cannot_run(client, auditor, at):
    record("live.seat.taken", actor=auditor, subject=None, at=at, note="=1+1")
    Entry.objects.bulk_create([Entry(at=at, verb="x.y.z", actor_id=str(auditor.pk), actor_name="=2+2")])

    answer = client.get(reverse("coverage:trail"), {"export": "xlsx"})

    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    assert [row[1] for row in rows if row[2] == "x.y.z"] == ["'=2+2"]
    assert [row[4] for row in rows if row[2] == "seat in a lecture · taken"] == ["note: =1+1"]
    assert Entry.objects.filter(verb="coverage.trail.exported", actor_id=str(auditor.pk)).count() == 1


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("schemes.traineeship.withdrawn", "traineeship · withdrawn"),
        ("x.y.z", "x.y.z"),
        ("live.seat.flown", "live.seat.flown"),
    ],
)
def test_a_verb_is_said_in_words(verb, said):
    assert verbs.in_words(verb) == said


def written_verbs():
    """Return every verb that stands in the code as a whole."""
    roots = [Path(root) for root in ("lms", "courses", "certificates")]
    calls = (
        node
        for root in roots
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record", "record_each"} and node.args
    )
    constants = (each for call in calls for each in ast.walk(call.args[0]) if isinstance(each, ast.Constant))
    return {each.value for each in constants if str(each.value).count(".") == 2 and not each.value.endswith(".")}


def test_every_verb_in_the_code_is_said_in_words():
    verbs_written = written_verbs()

    assert len(verbs_written) > 50
    assert {verb for verb in verbs_written if verbs.in_words(verb) == verb} == set()


def test_details_are_said_in_words():
    data = {"role": "county_auditor", "how": ["password", "mfa"], "first": "WF-1", "unheard_of": 3}

    assert verbs.details(data) == "role: county auditor; how: password, second factor; first: WF-1; unheard_of: 3"
    assert verbs.details({"how": []}) == "how: none"
