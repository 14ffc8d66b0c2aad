"""Pages of a programme as of a chosen day: figures by the rule of that day, and the people behind them."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.audit.models import Entry
from lms.coverage.views import day as pages
from lms.people.actions import sync_roles
from lms.people.models import Person
from lms.people.roles import Role
from tests.factories.coverage import ProgrammeVersionFactory, auditor_of
from tests.factories.people import AppointmentFactory
from tests.factories.schemes import SchemeFactory
from tests.lms.coverage.scene import NOW, TODAY, Scene
from tests.lms.coverage.test_programme_pages import cost, url
from tests.lms.coverage.test_views import sign_in, slug
from tests.lms.people.officials import official

pytestmark = [pytest.mark.django_db]
THEN = date(2026, 9, 30)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene():
    """Somebody covered in September, one in October, one who has only begun; and one in another county."""
    scene = Scene()
    scene.doctor(scene.towns[0], minutes=60, person__name="九月")
    scene.doctor(scene.towns[0], minutes=60, person__name="十月", on=datetime(2026, 10, 9, 4, tzinfo=UTC))
    scene.doctor(scene.towns[1], minutes=10, person__name="开始")
    scene.doctor(scene.towns[2], minutes=60, person__name="外县")
    return scene.count()


@pytest.fixture
def auditor(scene):
    return auditor_of(scene.counties[0])


def on(scene, who, day=THEN, place=None, name="programme_day", **query):
    return sign_in(who).get(url(scene, name, place or slug(scene.counties[0]), day), query)


def named(scene, who, day=THEN, **query):
    return [row.name for row, _state, _url in on(scene, who, day, name="programme_day_people", **query).context["rows"]]


def test_the_figures_are_those_of_the_day(scene, auditor):
    page = on(scene, auditor)
    assert (page.context["total"].due, page.context["total"].covered) == (3, 1)
    rows = {row.name: (row.figures.due, row.figures.covered) for row in page.context["tables"][0].rows}
    assert rows == {scene.towns[0].name: (2, 1), scene.towns[1].name: (1, 0)}
    assert on(scene, auditor, TODAY).context["total"].covered == 2
    said = page.content.decode()
    assert "2026-09-30" in said
    assert scene.version.source_document in said
    assert Entry.objects.filter(verb="coverage.programme.viewed", data__page="day").count() == 2


def test_each_figure_opens_its_people(scene, auditor):
    assert named(scene, auditor) == ["九月", "十月", "开始"]
    assert named(scene, auditor, which="covered") == ["九月"]
    assert named(scene, auditor, which="open", area=scene.towns[0].name) == ["十月"]
    assert named(scene, auditor, state="started", kind="township") == named(scene, auditor, state="started") == ["开始"]
    assert named(scene, auditor, q="月", which="nonsense") == ["九月", "十月"]
    person = Person.objects.get(name="九月")
    page = on(scene, auditor, name="programme_day_people")
    assert reverse("coverage:programme_person", args=[scene.programme.pk, person.pk]) in page.content.decode()
    scene.programme.standings.filter(person=person).delete()
    assert "" in [url for _row, _state, url in on(scene, auditor, name="programme_day_people").context["rows"]]
    assert Entry.objects.filter(verb="coverage.names.viewed").exists()


def test_the_rule_is_the_one_of_the_day(scene, auditor):
    stricter = {"number": 2, "target_minutes": 120, "in_force_on": date(2026, 10, 1)}
    ProgrammeVersionFactory(programme=scene.programme, **stricter)
    assert on(scene, auditor).context["total"].covered == 1
    assert on(scene, auditor, date(2026, 10, 9)).context["total"].covered == 0


def test_a_day_is_chosen_on_the_page_of_now(scene, auditor):
    client, here = sign_in(auditor), slug(scene.counties[0])
    chosen = client.get(url(scene, "programme", here), {"as_of": "2026-09-30"})
    assert chosen.url == url(scene, "programme_day", here, THEN)
    for wrong in ("2026-11-20", "2025-12-31", "never", ""):
        answer = client.get(url(scene, "programme", here), {"as_of": wrong})
        assert answer.status_code == 200
        assert [each.level_tag for each in answer.context["messages"]] == ["error"]


def test_whoever_has_several_areas_is_told_to_open_one(scene, auditor):
    AppointmentFactory(person=auditor, role=Role.COUNTY_AUDITOR, division=scene.counties[1], organisation=None)
    client, told = sign_in(auditor), "您负责多个地区"

    assert told in client.get(url(scene, "programme", "all")).content.decode()
    assert told not in client.get(url(scene, "programme", slug(scene.counties[0]))).content.decode()


def test_no_day_to_come_none_before_the_rule_and_no_place_of_others(scene, auditor):
    for day, place in (
        (date(2026, 11, 20), None),
        (date(2025, 12, 31), None),
        (THEN, slug(scene.counties[1])),
        (THEN, slug(scene.city)),
    ):
        for name in ("programme_day", "programme_day_people"):
            assert on(scene, auditor, day, place, name).status_code == 404
    assert on(scene, auditor, place="all").status_code == 200
    boss = auditor_of(scene.city)
    boss.is_superuser = True
    boss.save()
    assert on(scene, boss, place="all").status_code == 404


def test_too_many_are_left_to_a_worker(scene, auditor, monkeypatch):
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 2)
    for name in ("programme_day", "programme_day_people"):
        page = on(scene, auditor, name=name)
        assert page.context["too_many"]
        assert "tables" not in page.context
    assert url(scene, "programme_freeze", slug(scene.counties[0])) in on(scene, auditor).content.decode()
    assert not on(scene, auditor, place=slug(scene.towns[1])).context["too_many"]


@pytest.mark.parametrize("name", ["programme_day", "programme_day_people"])
def test_a_page_costs_the_same_however_many(scene, auditor, name):
    client, address = sign_in(auditor), url(scene, name, slug(scene.counties[0]), THEN)
    client.get(address)
    one = cost(client, address)
    for _each in range(3):
        scene.doctor(scene.towns[0])
    scene.count()
    assert cost(client, address) == one


def test_a_line_department_has_the_days_of_its_own_rule(scene):
    sync_roles()
    ruled = {"covered_by": "scheme", "target_minutes": None}
    ProgrammeVersionFactory(programme=scene.programme, number=2, scheme=SchemeFactory(), **ruled)
    ProgrammeVersionFactory(
        programme=scene.programme, number=3, scheme=scene.scheme, in_force_on=date(2026, 10, 1), **ruled
    )
    scene.count()
    line = official(Role.LINE_AUDITOR, scene.counties[0], schemes=scene.scheme.code)
    assert on(scene, line, TODAY).context["total"].due == 3
    assert on(scene, line, THEN).status_code == 404
